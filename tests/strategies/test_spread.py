"""``spread``: points that lie evenly, and after a round of them each activation at its defaults."""

import math
from collections import Counter

import numpy as np
import optuna
import pytest
from scipy.stats import qmc

from actsearch import activations, search_space, strategies
from actsearch.parameter_names import ParameterName
from actsearch.search_space import SearchSpace
from actsearch.search_space.baseline import baseline
from actsearch.strategies import ExactSampler
from actsearch.strategies.covering import CoveringSequence

SEEDS = range(5)
SGD = {
    "learning_rate_init": {"min": 1e-4, "max": 1e-1, "log": True},
    "momentum": {"min": 0.0, "max": 0.99},
}
LEAKY = {"leaky_relu": {"slope": {"min": -0.5, "max": 0.9}}}
GAIN = {"gain": {"min": 0.1, "max": 10.0, "log": True}}
STEPS = {"leaky_relu": {"slope": {"min": 0.0, "max": 0.7, "step": 0.1}}}
WHOLE = {"batch_size": {"min": 10, "max": 80, "step": 10}}


def space(tables, **training):
    return SearchSpace.from_dict(
        {
            "network": {"hidden_layer_sizes": [8]},
            "training": training,
            "activations": tables,
        }
    )


def points(searched, n, *, seed=0, first=0):
    sequence = CoveringSequence(searched)
    return [sequence.point(number, seed) for number in range(first, first + n)]


def defaults(searched):
    return [dict(baseline(searched.suggest, name)) for name in searched.document.activations]


def covering(searched, n, *, seed=0):
    """Return the first points that cover the space, without those that are defaults."""
    taken = points(searched, n + 2 * len(searched.document.activations), seed=seed)
    return [point for point in taken if point not in defaults(searched)][:n]


def proposals(searched, n, *, seed=0, lookahead=1, results=lambda _: 0.5):
    """Run a study from its baseline on, and return what its trials drew."""
    strategy = strategies.get("spread")(searched)
    sampler = ExactSampler(strategy, searched, seed, lookahead)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.enqueue_trial(searched.baseline())
    for number in range(n):
        trial = study.ask()
        searched.suggest(trial)
        study.tell(trial, results(number))
    return [trial.params for trial in study.trials]


@pytest.mark.parametrize("name", sorted(set(search_space.names()) - {"evolved", "expressions"}))
def test_the_baseline_is_first_and_the_other_defaults_follow_one_round(name):
    loaded = search_space.load(name)
    n = len(loaded.document.activations)
    assert points(loaded, 1) == [loaded.baseline()]
    later = len(CoveringSequence(loaded)._later)
    candidates = [loaded.candidate(point) for point in points(loaded, n - 1, first=1 + later)]
    names = [candidate.activations[0].name for candidate in candidates]
    first = loaded.candidate(loaded.baseline()).activations[0].name
    assert sorted([first, *names]) == sorted(loaded.document.activations)
    for name, candidate in zip(names, candidates, strict=True):
        for activation in candidate.activations:
            assert (activation.name, activation.params) == (name, activations.get(name).params)


def test_the_baseline_is_the_first_trial_and_no_trial_is_wasted():
    searched = space({"tanh": {}, "relu": {}, **LEAKY, "sigmoid": GAIN})
    params = proposals(searched, 6)
    assert params[0] == {"activation": "relu"}
    assert sorted(each["activation"] for each in params[1:3]) == ["leaky_relu", "sigmoid"]
    assert params[3:] == [each for each in defaults(searched) if each != params[0]]
    assert params == points(searched, 6)


def test_later_rounds_go_through_the_activations_that_have_something_to_search():
    searched = space({"relu": {}, **LEAKY, "sigmoid": GAIN, "tanh": {}, "softsign": GAIN})
    later = [point["activation"] for point in covering(searched, 12)]
    for begin in range(0, 12, 3):
        assert sorted(later[begin : begin + 3]) == ["leaky_relu", "sigmoid", "softsign"]


def test_with_searched_settings_later_rounds_go_through_all_activations():
    searched = space({"relu": {}, **LEAKY}, **SGD, solver="sgd")
    later = covering(searched, 8)
    assert Counter(point["activation"] for point in later) == {"relu": 4, "leaky_relu": 4}
    assert len({point["momentum"] for point in later}) == 8
    assert {point["learning_rate_init"] for point in defaults(searched)} == {1e-3}


def test_each_layer_goes_through_all_activations_in_each_round_in_an_order_of_its_own():
    loaded = search_space.load("per-layer")
    n = len(loaded.document.activations)
    orders = set()
    taken = covering(loaded, 4 * n)
    for begin in range(0, 4 * n, n):
        candidates = [loaded.candidate(point) for point in taken[begin : begin + n]]
        for layer in range(3):
            order = tuple(each.activations[layer].name for each in candidates)
            assert sorted(order) == sorted(loaded.document.activations)
            orders.add(order)
    assert len(orders) > 9


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["mnist", "per-layer", "leaky-slope", "sigmoid-gain"])
def test_the_first_points_of_each_parameter_lie_evenly(name, seed):
    loaded = search_space.load(name)
    n = len(loaded.document.activations)
    taken = covering(loaded, 8 * n, seed=seed)
    for parameter, setting in loaded.searched().items():
        if ParameterName.parse(parameter).is_choice:
            continue
        low, high = setting.min, setting.max
        values = [point[parameter] for point in taken if parameter in point][:8]
        scale = math.log if setting.log else float
        places = [(scale(value) - scale(low)) / (scale(high) - scale(low)) for value in values]
        assert sorted(int(8 * place) for place in places) == list(range(8))
        assert sorted(int(4 * place) for place in places[:4]) == list(range(4))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_settings_lie_more_evenly_than_random_ones(seed):
    searched = space({"relu": {}, "tanh": {}}, **SGD, solver="sgd")
    # Of all trials, and of those with one activation, though these are half of them.
    taken = covering(searched, 64, seed=seed)
    _more_even_than_random([_place(point) for point in taken[:8]])
    _more_even_than_random([_place(point) for point in taken])
    relu = [_place(point) for point in taken if point["activation"] == "relu"]
    rates = Counter(int(4 * rate) for rate, _ in relu)
    assert len(rates) == 4
    assert max(rates.values()) < 16


def _place(point):
    return (math.log10(point["learning_rate_init"]) + 4) / 3, point["momentum"] / 0.99


def _more_even_than_random(places):
    rng = np.random.default_rng(0)
    by_chance = [qmc.discrepancy(rng.random((len(places), 2))) for _ in range(200)]
    assert qmc.discrepancy(places) < np.quantile(by_chance, 0.25)


@pytest.mark.parametrize(
    ("searched", "name", "expected"),
    [
        (space(STEPS), "leaky_relu.slope", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
        (space({"relu": {}}, **WHOLE), "batch_size", [10, 20, 30, 40, 50, 60, 70, 80]),
        (
            space({"sigmoid": {"gain": {"values": [8.0, 1.0, 2.0, 4.0]}}}),
            "sigmoid.gain",
            [1.0, 1.0, 2.0, 2.0, 4.0, 4.0, 8.0, 8.0],
        ),
    ],
)
def test_steps_and_lists_are_taken_exactly_and_equally_often(searched, name, expected):
    for seed in SEEDS:
        assert sorted(point[name] for point in points(searched, 8, seed=seed, first=1)) == expected


def test_it_depends_on_seed_and_number_only():
    loaded = search_space.load("mnist")
    rising = proposals(loaded, 20, seed=1, results=lambda number: number / 20)
    falling = proposals(loaded, 20, seed=1, lookahead=8, results=lambda number: 1 - number / 20)
    assert rising == falling == points(loaded, 20, seed=1)


def test_another_seed_scrambles_the_sequences_and_not_the_first_round():
    loaded = search_space.load("sigmoid-gain")
    zero, one = points(loaded, 9, seed=0), points(loaded, 9, seed=1)
    assert zero[0] == one[0]
    assert not any(point in zero for point in one[1:])


def test_sequences_of_activations_differ_though_their_ranges_are_the_same():
    searched = space({"sigmoid": GAIN, "softsign": GAIN})
    taken = covering(searched, 8)
    sigmoid = {point["sigmoid.gain"] for point in taken if "sigmoid.gain" in point}
    softsign = {point["softsign.gain"] for point in taken if "softsign.gain" in point}
    assert len(sigmoid) == len(softsign) == 4
    assert not sigmoid & softsign


def test_a_finite_space_is_tried_whole_before_anything_is_tried_twice():
    searched = space({"relu": {}, "sigmoid": {"gain": {"values": [0.5, 1.0, 2.0, 4.0]}}})
    params = proposals(searched, 7)
    assert len({tuple(each.items()) for each in params[:5]}) == 5


def test_a_late_point_needs_none_before_it():
    loaded = search_space.load("per-layer")
    assert points(loaded, 202)[-2:] == points(loaded, 2, first=200)
