"""The baseline: ReLU if the space has it, and the values nearest to the defaults."""

import warnings

import optuna
import pytest

from actsearch import search_space
from actsearch.errors import UsageError
from actsearch.search_space import SearchSpace


def space(activations, **training):
    return SearchSpace.from_dict(
        {
            "network": {"hidden_layer_sizes": [8]},
            "training": training,
            "activations": activations,
        }
    )


@pytest.mark.parametrize("name", search_space.names())
def test_every_shipped_space_contains_its_own(name):
    loaded = search_space.load(name)
    baseline = loaded.baseline()
    study = optuna.create_study()
    study.enqueue_trial(baseline)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Optuna warns if a value is outside its range
        trial = study.ask()
        candidate = loaded.suggest(trial)
    assert trial.params == baseline
    assert candidate == loaded.candidate(baseline)


@pytest.mark.parametrize(
    ("activations", "training", "expected"),
    [
        ({"tanh": {}, "relu": {}}, {}, {"activation": "relu"}),
        ({"tanh": {}, "sine": {}}, {}, {"activation": "tanh"}),
        (
            {"leaky_relu": {"slope": {"min": 0.2, "max": 0.9}}},
            {},
            {"activation": "leaky_relu", "leaky_relu.slope": 0.2},
        ),
        (
            {"leaky_relu": {"slope": {"min": -0.45, "max": 0.45, "step": 0.1}}},
            {},
            {"activation": "leaky_relu", "leaky_relu.slope": 0.05},
        ),
        (
            {"leaky_relu": {"slope": {"values": [0.3, 0.01]}}},
            {},
            {"activation": "leaky_relu", "leaky_relu.slope": 0.01},
        ),
        (
            {"leaky_relu": {"slope": {"values": [0.3, 0.4]}}},
            {},
            {"activation": "leaky_relu", "leaky_relu.slope": 0.3},
        ),
        (
            {"relu": {}},
            {
                "batch_size": {"min": 16, "max": 64, "step": 16},
                "solver": {"values": ["sgd", "adam"]},
            },
            {"activation": "relu", "batch_size": 64, "solver": "adam"},
        ),
        (
            {"relu": {}},
            {"learning_rate_init": {"min": 1e-5, "max": 1e-1, "log": True}},
            {"activation": "relu", "learning_rate_init": 1e-3},
        ),
        (
            {"relu": {}},
            {
                "learning_rate": {"values": ["linear", "constant"]},
                "warmup": {"min": 0.0, "max": 0.1},
            },
            {"activation": "relu", "learning_rate": "constant", "warmup": 0.0},
        ),
        (
            {"relu": {}},
            {"learning_rate": {"values": ["cosine", "linear"]}},
            {"activation": "relu", "learning_rate": "cosine"},
        ),
    ],
)
def test_it_is_the_default_or_the_value_nearest_to_it(activations, training, expected):
    assert space(activations, **training).baseline() == pytest.approx(expected)


def test_a_space_may_name_another_one_by_any_of_its_names():
    data = space({"tanh": {}, "relu": {}, "swish": {}}).to_dict()
    named = SearchSpace.from_dict({**data, "baseline": "silu"})
    assert named.baseline()["activation"] == "swish"
    assert SearchSpace.from_dict(named.to_dict()) == named


@pytest.mark.parametrize("name", ["gelu", "nothing"])
def test_one_that_is_not_in_the_space_is_refused(name):
    with pytest.raises(UsageError, match=f"baseline: '{name}' is not one of the space's"):
        SearchSpace.from_dict({**space({"relu": {}}).to_dict(), "baseline": name})
