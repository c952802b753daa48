"""What trials draw from a space, and the canonical form that a study stores."""

import dataclasses
import json
from itertools import islice

import optuna
import pytest

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.errors import UsageError
from actsearch.nn.settings import TrainingSettings
from actsearch.search_space import SearchSpace
from actsearch.search_space.schema import Training

# A space has other defaults than a study of an earlier version, which lacks these settings.
NEWER_DEFAULTS = {"checkpoints": 10, "batch_size": None}


def space(**changes):
    base = {"network": {"hidden_layer_sizes": [8, 8]}, "activations": {"relu": {}}}
    return SearchSpace.from_dict(base | changes)


LEAKY = {"relu": {}, "leaky_relu": {"slope": {"min": -0.5, "max": 0.9}}}


def draw(searched, **params):
    """Draw with the given parameters; FixedTrial raises if one is missing."""
    trial = optuna.trial.FixedTrial(params)
    return searched.suggest(trial), list(trial.params)


def test_a_choice_for_all_layers():
    candidate, drawn = draw(
        space(activations=LEAKY), **{"activation": "leaky_relu", "leaky_relu.slope": 0.1}
    )
    assert candidate == Candidate(
        (8, 8),
        (activations.get("leaky_relu", slope=0.1),) * 2,
        TrainingSettings(**NEWER_DEFAULTS),
    )
    assert drawn == ["activation", "leaky_relu.slope"]
    assert str(candidate) == "leaky_relu(slope=0.1)"


def test_only_what_is_active_is_drawn():
    _, drawn = draw(space(activations=LEAKY), activation="relu")
    assert drawn == ["activation"]


def test_a_choice_for_each_layer_of_the_drawn_network():
    searched = space(
        per_layer=True,
        network={"hidden_layer_sizes": {"values": [[8], [8, 4], [8, 4, 2]]}},
        activations=LEAKY,
    )
    candidate, drawn = draw(
        searched,
        **{
            "hidden_layer_sizes": "8-4",
            "layer1.activation": "leaky_relu",
            "layer1.leaky_relu.slope": -0.25,
            "layer2.activation": "relu",
        },
    )
    assert candidate.hidden_layer_sizes == (8, 4)
    assert str(candidate) == "leaky_relu(slope=-0.25) | relu"
    assert drawn == [
        "hidden_layer_sizes",
        "layer1.activation",
        "layer1.leaky_relu.slope",
        "layer2.activation",
    ]


def test_the_training_is_drawn_before_the_activations():
    searched = space(
        training={
            "epochs": {"min": 1, "max": 64, "log": True},
            "batch_size": {"min": 50, "max": 200, "step": 50},
            "learning_rate_init": {"min": 1e-4, "max": 1e-2, "log": True},
            "weight_init": {"values": ["glorot", "he"]},
            "alpha": 0.5,
        }
    )
    candidate, drawn = draw(
        searched,
        epochs=3,
        batch_size=150,
        learning_rate_init=1e-3,
        weight_init="he",
        activation="relu",
    )
    assert candidate.training == TrainingSettings(
        **NEWER_DEFAULTS | {"epochs": 3, "batch_size": 150, "weight_init": "he", "alpha": 0.5}
    )
    assert drawn == ["epochs", "batch_size", "learning_rate_init", "weight_init", "activation"]


def test_a_schedule_is_drawn_where_it_is_searched_and_taken_where_it_is_fixed():
    settings = {"learning_rate": {"values": ["constant", "linear"]}, "warmup": 0.1}
    candidate, drawn = draw(
        space(
            training={"batch_size": {"min": 1, "max": 9}, "alpha": {"min": 0, "max": 1}, **settings}
        ),
        batch_size=5,
        learning_rate="linear",
        alpha=0.5,
        activation="relu",
    )
    assert (candidate.training.learning_rate, candidate.training.warmup) == ("linear", 0.1)
    assert drawn == ["batch_size", "learning_rate", "alpha", "activation"]


def test_momentum_is_drawn_for_the_solver_that_has_one():
    searched = space(
        training={"solver": {"values": ["adam", "sgd"]}, "momentum": {"values": [0.0, 0.5]}}
    )
    assert list(searched.grid()) == [
        {"solver": "adam", "activation": "relu"},
        {"solver": "sgd", "momentum": 0.0, "activation": "relu"},
        {"solver": "sgd", "momentum": 0.5, "activation": "relu"},
    ]
    assert searched.size() == 3


def test_every_training_setting_can_be_searched():
    fields = [field.name for field in dataclasses.fields(TrainingSettings)]
    assert list(Training.model_fields) == fields
    expected = dataclasses.asdict(TrainingSettings()) | NEWER_DEFAULTS
    assert Training().model_dump() == expected


def test_parameters_lists_what_may_be_drawn():
    searched = space(
        per_layer=True,
        network={"hidden_layer_sizes": {"values": [[8], [8, 4]]}},
        training={"epochs": {"min": 1, "max": 9, "step": 2}},
        activations=LEAKY,
    )
    listed = [(p.name, p.kind, p.range, p.size) for p in searched.parameters()]
    assert listed == [
        ("hidden_layer_sizes", "categorical", "8, 8-4", 2),
        ("epochs", "int", "1 to 9, step 2", 5),
        ("layer1.activation", "categorical", "relu, leaky_relu", 2),
        ("layer1.leaky_relu.slope", "float", "-0.5 to 0.9", None),
        ("layer2.activation", "categorical", "relu, leaky_relu", 2),
        ("layer2.leaky_relu.slope", "float", "-0.5 to 0.9", None),
    ]


def test_a_continuous_space_has_no_grid():
    searched = space(activations=LEAKY)
    assert searched.size() is None
    with pytest.raises(
        UsageError, match=r"leaky_relu\.slope is continuous: give it `values` or a `step`"
    ):
        searched.grid()


def test_a_huge_grid_is_counted_without_being_made():
    searched = space(
        per_layer=True,
        network={"hidden_layer_sizes": [4] * 20},
        training={"batch_size": {"min": 1, "max": 10**9}},
        activations={"leaky_relu": {"slope": {"min": 0, "max": 1, "step": 1e-6}}},
    )
    assert searched.size() == 10**9 * (10**6 + 1) ** 20
    assert [params["layer20.leaky_relu.slope"] for params in islice(searched.grid(), 3)] == [
        0.0,
        1e-6,
        2e-6,
    ]


def test_a_grid_steps_in_decimal():
    searched = space(activations={"leaky_relu": {"slope": {"min": 0.0, "max": 0.35, "step": 0.1}}})
    assert [params["leaky_relu.slope"] for params in searched.grid()] == [0.0, 0.1, 0.2, 0.3]


def test_a_training_has_one_length():
    with pytest.raises(UsageError, match=r"training: epochs and steps both say how long"):
        space(training={"epochs": 5, "steps": 100})


def test_a_searched_number_of_steps_begins_with_the_longest():
    assert space(training={"steps": {"min": 10, "max": 90}}).baseline()["steps"] == 90


EQUAL = [
    ({"activations": {"lrelu": {}}}, {"activations": {"leaky_relu": {"slope": 0.01}}}),
    (
        {"training": {"epochs": 10, "solver": "adam"}},
        {"training": {"solver": {"values": ["adam"]}}},
    ),
    ({"training": {"alpha": 1}}, {"training": {"alpha": {"min": 1.0, "max": 1.0, "log": True}}}),
    (
        {"training": {"epochs": {"min": 1, "max": 6, "step": 2}}},
        {"training": {"epochs": {"step": 2, "max": 5, "log": False, "min": 1}}},
    ),
    (
        {"network": {"hidden_layer_sizes": {"values": [[8, 8]]}}},
        {"network": {"hidden_layer_sizes": [8, 8]}, "per_layer": False},
    ),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_spaces_have_equal_dictionaries(one, other):
    assert space(**one).to_dict() == space(**other).to_dict()
    assert hash(space(**one)) == hash(space(**other))


def test_the_order_of_activations_counts():
    reordered = dict(reversed(LEAKY.items()))
    assert space(activations=LEAKY) != space(activations=reordered)


def test_the_dictionary_survives_json_with_sorted_keys():
    searched = space(activations=LEAKY, training={"alpha": {"values": [0.1, 0.01]}})
    stored = json.dumps(searched.to_dict(), sort_keys=True)
    restored = SearchSpace.from_dict(json.loads(stored))
    assert restored == searched
    assert restored.parameters() == searched.parameters()


def test_a_candidate_has_an_activation_for_each_layer():
    with pytest.raises(ValueError, match="2 hidden layers need as many activations, got 1"):
        Candidate((8, 8), (activations.get("relu"),), TrainingSettings())
