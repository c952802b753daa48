"""Probes first, then what they learned as fixed values, and half of it; then a strategy goes on."""

import cheap_study
import pytest

from actsearch import search_space, strategies
from actsearch.errors import StorageError, UsageError
from actsearch.running.interruption import Interruption
from actsearch.running.loop import Loop
from actsearch.search_space import SearchSpace
from actsearch.strategies.bayes import Bayes
from actsearch.strategies.seeds import derive_seed
from actsearch.strategies.spread import Spread
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import begin
from actsearch.study.snapshot import read

SLOPE = {"min": -1.0, "max": 0.9}
BETA = {"min": 0.1, "max": 10.0, "log": True}
TABLES = {"tanh": {}, "relu": {}, "leaky_relu": {"slope": SLOPE}, "swish": {"beta": BETA}}


def space(tables=TABLES, layers=(8, 8), **changes):
    network = {"hidden_layer_sizes": list(layers)}
    return SearchSpace.from_dict({"network": network, "activations": tables} | changes)


def learning(learned, scores=None, **facts):
    """Make an evaluation: of each activation that learns, its values in each layer and its score.

    ``learned`` has a list of curves for each parameter, one for each layer.
    """

    def evaluate(candidate, split, seed):
        names = [activation.name for activation in candidate.activations]
        curves = {
            f"layer{number}.{each.name}": tuple(learned[each.name][number - 1])
            for number, activation in enumerate(candidate.activations, start=1)
            for each in activation.learned
        }
        score = (scores or {}).get(names[0], 0.6) if curves else 0.5
        accuracies = (score,) * len(next(iter(curves.values()), (0,)))
        measured = {"learned": curves, "pruned": candidate.probe} | (facts if curves else {})
        return cheap_study.evaluation(accuracies, **measured)

    return evaluate


def trials_of(runs, searched, n, evaluate, *, strategy="adaptive", lookahead=1, splits=1):
    """Run a study from its beginning, and return its trials."""
    frozen = cheap_study.specification(searched, strategy, seed=0, splits=splits)
    frozen = frozen.model_copy(update={"lookahead": lookahead, "pruner": "none"})
    directory = StudyDirectory(runs, strategy)
    with begin(directory, frozen) as study, Interruption() as interruption:
        study.set_n_trials(n, study.phases[-1])
        for _ in Loop(study, cheap_study.SerialWorkers(evaluate), interruption, Budget()).run():
            pass
    return read(directory).trials


def proposals(*arguments, **options):
    return [dict(trial.parameters) for trial in trials_of(*arguments, **options)]


def fixed_slope(value):
    return {
        "activation": "leaky_relu",
        "leaky_relu.learned": "no",
        "leaky_relu.slope": value,
    }


def fixed_beta(value):
    return {"activation": "swish", "swish.learned": "no", "swish.beta": value}


PROBES = [
    {"activation": "leaky_relu", "leaky_relu.learned": "probe"},
    {"activation": "swish", "swish.learned": "probe"},
]
FOUR = {
    "slope": [[0.0, 0.2, 0.3, 0.41]] * 2,
    "beta": [[1.0, 3.0, 3.5, 4.0]] * 2,
}
PLANNED = [fixed_slope(0.41), fixed_beta(4.0), fixed_slope(0.21), fixed_beta(2.0)]


@pytest.mark.parametrize("strategy", ["adaptive", "bayes", "genetic"])
@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        (
            {"leaky_relu": 0.6, "swish": 0.9},
            [fixed_beta(4.0), fixed_slope(0.41), fixed_beta(2.0), fixed_slope(0.21)],
        ),
        (
            {"leaky_relu": 0.9, "swish": 0.6},
            [fixed_slope(0.41), fixed_beta(4.0), fixed_slope(0.21), fixed_beta(2.0)],
        ),
    ],
    ids=["swish_is_best", "leaky_relu_is_best"],
)
def test_baseline_then_probes_then_what_they_learned_then_half_of_it(
    strategy, scores, expected, tmp_path
):
    trials = trials_of(tmp_path, space(), 7, learning(FOUR, scores), strategy=strategy)
    proposed = [trial.parameters for trial in trials]
    assert proposed == [{"activation": "relu"}, *PROBES, *expected]
    assert [trial.outcome for trial in trials] == ["complete", *["pruned"] * 2, *["complete"] * 4]
    assert [trial.definition.get("probe") for trial in trials] == [
        *(None, True, True),
        *[None] * 4,
    ]


@pytest.mark.parametrize("strategy", ["bayes", "genetic"])
def test_after_the_plan_spread_proposes_up_to_the_number_of_startup_trials(
    strategy, tmp_path, monkeypatch
):
    asked, chosen = {}, strategies.get(strategy)

    def noted(by, make):
        def sampler(self, history, trial, seed):
            asked[trial.number] = by
            return make(self, history, trial, seed)

        return sampler

    monkeypatch.setattr(Spread, "sampler", noted("spread", Spread.sampler))
    monkeypatch.setattr(chosen, "learning_sampler", noted("own", chosen.learning_sampler))
    trials_of(tmp_path, space(), 20, learning(FOUR), strategy=strategy)
    assert asked == {**dict.fromkeys(range(7, 18), "spread"), 18: "own", 19: "own"}


def test_after_that_bayes_proposes_and_knows_all_before(tmp_path, monkeypatch):
    asked, sampler = {}, Bayes.learning_sampler

    def spy(self, history, trial, seed):
        asked[trial.number] = len(history.trials)
        return sampler(self, history, trial, seed)

    monkeypatch.setattr(Bayes, "learning_sampler", spy)
    trials = trials_of(tmp_path, space(), 10, learning(FOUR))
    assert asked == {number: number for number in (7, 8, 9)}
    assert {trial.strategy for trial in trials[1:]} == {"adaptive"}


def test_as_long_as_no_result_is_known_bayes_proposes(tmp_path):
    proposed = proposals(tmp_path, space(), 14, learning(FOUR), lookahead=6)
    assert proposed[1:3] == PROBES
    # Trial 7 is the first that knows the result of trial 1, and trial 8 that of trial 2.
    assert not any(params in PLANNED for params in proposed[:7])
    assert proposed[7] == PLANNED[0]
    assert all(params in proposed[8:11] for params in PLANNED[1:])


def test_what_was_learned_is_proposed_once(tmp_path):
    still = {"slope": [[0.01, 0.0102]] * 2, "beta": [[1.0, 1.004]] * 2}
    proposed = proposals(tmp_path, space(), 6, learning(still))
    assert proposed[3:5] == [fixed_slope(0.01), fixed_beta(1.0)]
    assert proposed[5] not in proposed[:5]


def test_each_activation_learns_in_all_layers_and_in_the_way_that_the_space_names(tmp_path):
    tables = {
        "leaky_relu": {"slope": SLOPE, "learned": {"values": ["no", "unit", "layer"]}},
        "swish": {"beta": BETA, "learned": "unit"},
        "prelu": {},
        "elu": {"alpha": 1.0},
    }
    searched = space(tables, per_layer=True)
    candidates = [
        searched.candidate(params) for params in proposals(tmp_path, searched, 4, learning(FOUR))
    ]
    assert [str(candidate) for candidate in candidates[1:]] == [
        "leaky_relu(slope learned per unit from 0.01)",
        "swish(beta learned per unit from 1.0)",
        "prelu(slope learned from 0.25)",
    ]
    # A file's word stays: none of these ways is a probe.
    assert not any(candidate.probe for candidate in candidates)


def test_of_what_a_space_always_learns_nothing_is_fixed(tmp_path):
    ways = {"values": ["layer", "unit"]}
    tables = {
        "relu": {},
        "swish": {"beta": BETA, "learned": "layer"},
        "leaky_relu": {"slope": SLOPE, "learned": ways},
        "prelu": {},
    }
    proposed = proposals(tmp_path, space(tables, training={"alpha": BETA}), 8, learning(FOUR))
    assert not any(name.endswith((".beta", ".slope")) for each in proposed for name in each)


STEPS = {"min": -1.0, "max": 0.8, "step": 0.2}


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        (SLOPE, 0.12345, 0.12),
        (SLOPE, -0.098765, -0.099),
        (SLOPE, 0.000123, 0.00012),
        (SLOPE, 0.0, 0.0),
        (SLOPE, 1.5, 0.9),
        (SLOPE, -1.5, -1.0),
        ({"min": -0.123, "max": 0.123}, 0.5, 0.123),
        (STEPS, 0.25, 0.2),
        (STEPS, 0.35, 0.4),
        (STEPS, 0.89, 0.8),
        (STEPS, -3.0, -1.0),
        ({"values": [0.0, 0.3, 0.8]}, 0.14, 0.0),
        ({"values": [0.0, 0.3, 0.8]}, 0.54, 0.3),
        ({"values": [0.8, 0.3, 0.0]}, 0.9, 0.8),
    ],
    ids=str,
)
def test_values_are_rounded_and_moved_into_the_space(setting, value, expected, tmp_path):
    searched = space({"relu": {}, "leaky_relu": {"slope": setting}})
    evaluate = learning({"slope": [[value, value]] * 2})
    assert proposals(tmp_path, searched, 3, evaluate)[2] == fixed_slope(expected)


@pytest.mark.parametrize(("learned", "end", "half"), [(12.3, 10.0, 3.5), (0.0049, 0.1, 0.1)])
def test_values_on_a_logarithmic_scale_are_moved_into_the_range(learned, end, half, tmp_path):
    evaluate = learning({"beta": [[3.0, learned]] * 2})
    proposed = proposals(tmp_path, space({"relu": {}, "swish": {"beta": BETA}}), 4, evaluate)
    assert proposed[2] == fixed_beta(end)
    # If both are the same, the other trial is one of bayes.
    assert (proposed[3] == fixed_beta(half)) == (end != half)


@pytest.mark.parametrize(
    ("name", "setting", "learned", "half"),
    [
        ("slope", SLOPE, -0.49, -0.24),
        ("slope", {"min": 0.2, "max": 0.9}, 0.8, 0.5),
        ("beta", BETA, 9.0, 3.0),
        ("beta", BETA, 0.25, 0.5),
        ("beta", {"min": 4.0, "max": 10.0}, 9.0, 6.0),
    ],
)
def test_half_way_from_the_start_is_on_the_scale_of_the_activation_s_parameter(
    name, setting, learned, half, tmp_path
):
    activation = {"slope": "leaky_relu", "beta": "swish"}[name]
    # What lies between in the training is of no account.
    evaluate = learning({name: [[0.7, 0.6, learned]] * 2})
    proposed = proposals(tmp_path, space({"relu": {}, activation: {name: setting}}), 4, evaluate)
    assert [params[f"{activation}.{name}"] for params in proposed[2:]] == [learned, half]


@pytest.mark.parametrize(
    ("curves", "end", "half"),
    [
        ([[0.1, 0.7], [0.2, 0.3], [0.8, 0.61]], 0.61, 0.31),
        ([[0.1, 0.7], [0.2, 0.32]], 0.51, 0.26),
    ],
)
def test_layers_that_share_a_parameter_get_the_median(curves, end, half, tmp_path):
    searched = space({"relu": {}, "leaky_relu": {"slope": SLOPE}}, layers=(8,) * len(curves))
    proposed = proposals(tmp_path, searched, 4, learning({"slope": curves}))
    assert proposed[2:] == [fixed_slope(end), fixed_slope(half)]


def test_layers_of_their_own_get_their_own(tmp_path):
    searched = space({"relu": {}, "leaky_relu": {"slope": SLOPE}}, per_layer=True)
    evaluate = learning({"slope": [[0.1, 0.71], [-0.2, -0.31]]})
    end, half = proposals(tmp_path, searched, 4, evaluate)[2:]
    slopes = [f"layer{layer}.leaky_relu.slope" for layer in (1, 2)]
    assert [end[name] for name in slopes] == [0.71, -0.31]
    assert [half[name] for name in slopes] == [0.36, -0.15]
    assert {end[f"layer{layer}.leaky_relu.learned"] for layer in (1, 2)} == {"no"}


def test_other_settings_stay_those_of_the_probe(tmp_path):
    searched = space({"swish": {"beta": BETA}}, training={"alpha": {"min": 0.5, "max": 1.0}})
    proposed = proposals(tmp_path, searched, 3, learning(FOUR))
    assert [params["alpha"] for params in proposed] == [0.5, 0.5, 0.5]
    assert proposed[2] == {"alpha": 0.5, **fixed_beta(4.0)}


@pytest.mark.parametrize("strategy", ["adaptive", "bayes", "genetic"])
@pytest.mark.parametrize("fixed", [{}, {"beta": 2.0}])
def test_what_was_learned_is_not_tried_where_no_range_was_given(strategy, fixed, tmp_path):
    tables = {"relu": {}, "swish": {"learned": {"values": ["no", "probe"]}} | fixed}
    trials = trials_of(tmp_path, space(tables), 6, learning(FOUR), strategy=strategy)
    assert [trial.outcome for trial in trials if trial.outcome == "failed"] == []
    assert {"activation": "swish", "swish.learned": "probe"} in [t.parameters for t in trials]


@pytest.mark.parametrize("values", [[0.3, float("nan")], [0.3, 0.41]])
def test_what_a_probe_learned_that_diverged_is_not_tried(values, tmp_path):
    evaluate = learning({"slope": [values] * 2}, divergence="the loss became nan")
    searched = space({"relu": {}, "leaky_relu": {"slope": SLOPE}})
    trials = trials_of(tmp_path, searched, 5, evaluate)
    assert [trial.outcome for trial in trials[:2]] == ["complete", "diverged"]
    tried = [trial.parameters for trial in trials]
    assert not any(fixed_slope(value) in tried for value in (0.41, 0.21))


def test_what_a_whole_training_learned_is_tried_before_what_a_probe_learned(tmp_path):
    ways = {"values": ["no", "layer"]}
    searched = space(TABLES | {"swish": {"beta": BETA, "learned": ways}})
    evaluate = learning(FOUR, {"swish": 0.55, "leaky_relu": 0.9})
    proposed = proposals(tmp_path, searched, 7, evaluate)
    assert proposed[2] == {"activation": "swish", "swish.learned": "layer"}
    assert proposed[3:] == [fixed_beta(4.0), fixed_slope(0.41), fixed_beta(2.0), fixed_slope(0.21)]


def test_a_probe_that_failed_is_not_tried_again_and_the_plan_goes_on(tmp_path):
    def evaluate(candidate, split, seed):
        if candidate.activations[0].name == "leaky_relu" and candidate.activations[0].learned:
            raise FloatingPointError("on purpose")
        return learning(FOUR)(candidate, split, seed)

    trials = trials_of(tmp_path, space(), 5, evaluate)
    assert [trial.outcome for trial in trials] == [
        "complete",
        "failed",
        "pruned",
        *["complete"] * 2,
    ]
    assert [trial.parameters for trial in trials[1:]] == [
        *PROBES,
        *(fixed_beta(4.0), fixed_beta(2.0)),
    ]


def test_of_several_splits_the_mean_is_tried_of_a_fifth_of_them(tmp_path):
    first_seed = derive_seed(0, "split", 0)

    def evaluate(candidate, split, seed):
        assert not candidate.probe  # on each of its splits it is trained to the end
        first, last = (0.2, 0.4) if seed == first_seed else (0.4, 0.82)
        return learning({"slope": [[first, last]] * 2})(candidate, split, seed)

    searched = space({"relu": {}, "leaky_relu": {"slope": SLOPE}})
    trials = trials_of(tmp_path, searched, 4, evaluate, splits=6)
    assert [run.learned["layer1.slope"] for run in trials[1].evaluation.runs] == [
        *((0.2, 0.4), (0.4, 0.82))
    ]
    assert [trial.outcome for trial in trials] == ["complete", "pruned", *["complete"] * 2]
    assert [trial.parameters for trial in trials[2:]] == [fixed_slope(0.61), fixed_slope(0.31)]


def test_a_stored_training_without_what_it_learned_is_damaged(tmp_path):
    def forget(candidate, split, seed):
        return cheap_study.evaluation((0.5, 0.6))

    with pytest.raises(StorageError, match=r"trial 1 lacks what it learned of 'leaky_relu'"):
        trials_of(tmp_path, space(), 4, forget)


@pytest.mark.parametrize(
    "searched",
    [
        search_space.load("depth"),
        space({"relu": {}, "elu": {"alpha": 1.0}}),
        space({"relu": {}, "leaky_relu": {"slope": SLOPE, "learned": "no"}}),
    ],
)
def test_a_space_in_which_nothing_may_be_learned_is_refused(searched):
    adaptive = strategies.get("adaptive")
    with pytest.raises(
        UsageError, match=r"none that may be learned: .* give an activation a range$"
    ):
        adaptive(adaptive.prepared(searched))


def test_a_study_of_another_strategy_refuses_it_and_stays_as_it_was(tmp_path):
    with cheap_study.opened(tmp_path, "random", seed=0) as study:
        before = study.phases
        with pytest.raises(UsageError, match="strategy 'adaptive' learns parameters"):
            study.phase_by("adaptive", {})
        assert study.phases == before
