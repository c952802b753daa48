"""Search spaces in which parameters of activations are learned."""

import json
from dataclasses import replace

import optuna
import pytest

from actsearch.search_space import SearchSpace, load
from actsearch.search_space.baseline import baseline

SLOPE = {"min": -0.5, "max": 0.9}
BETA = {"min": 0.1, "max": 10.0, "log": True}


def space(tables, **changes):
    network = {"hidden_layer_sizes": [8, 8]}
    return SearchSpace.from_dict({"network": network, "activations": tables} | changes)


def draw(searched, **params):
    """Draw with the given parameters; FixedTrial raises if one is missing."""
    trial = optuna.trial.FixedTrial(params)
    return searched.suggest(trial), list(trial.params)


def learned(activation):
    return {each.name: (each.granularity, each.start) for each in activation.learned}


@pytest.mark.parametrize("granularity", ["layer", "unit"])
def test_with_learned_on_a_range_is_learned_from_the_default_and_nothing_is_drawn(granularity):
    searched = space({"leaky_relu": {"slope": SLOPE, "learned": granularity}})
    candidate, drawn = draw(searched, activation="leaky_relu")
    assert drawn == ["activation"]
    assert [learned(each) for each in candidate.activations] == [{"slope": (granularity, 0.01)}] * 2


def test_a_probe_learns_by_layer_and_is_another_candidate_than_the_whole_training():
    searched = space({"swish": {"beta": BETA}}).with_learning()
    probe, drawn = draw(searched, **{"activation": "swish", "swish.learned": "probe"})
    whole, _ = draw(searched, **{"activation": "swish", "swish.learned": "layer"})
    fixed, _ = draw(searched, **{"activation": "swish", "swish.learned": "no", "swish.beta": 1.0})
    assert drawn == ["activation", "swish.learned"]
    assert [each.probe for each in (probe, whole, fixed)] == [True, False, False]
    assert learned(probe.activations[0]) == {"beta": ("layer", 1.0)}
    assert probe == replace(whole, probe=True)
    assert searched.candidate({"activation": "swish", "swish.learned": "probe"}) == probe


def test_a_layer_with_a_probe_makes_a_probe_of_the_whole_network():
    searched = space({"relu": {}, "swish": {"beta": BETA}}, per_layer=True).with_learning()
    for first, second in (("relu", "swish"), ("swish", "relu")):
        number = 2 if second == "swish" else 1
        params = {"layer1.activation": first, "layer2.activation": second}
        way = f"layer{number}.swish.learned"
        assert searched.candidate(params | {way: "probe"}).probe
        assert not searched.candidate(params | {way: "layer"}).probe


def test_whether_it_is_learned_may_be_drawn_and_only_otherwise_its_value():
    searched = space({"swish": {"beta": BETA, "learned": {"values": ["no", "unit"]}}})
    candidate, drawn = draw(searched, **{"activation": "swish", "swish.learned": "unit"})
    assert drawn == ["activation", "swish.learned"]
    assert learned(candidate.activations[0]) == {"beta": ("unit", 1.0)}
    candidate, drawn = draw(
        searched, **{"activation": "swish", "swish.learned": "no", "swish.beta": 3.0}
    )
    assert drawn == ["activation", "swish.learned", "swish.beta"]
    assert str(candidate) == "swish(beta=3.0)"


def test_of_several_parameters_those_with_a_range_or_values_are_learned():
    one = space({"pelu": {"a": 2.0, "b": {"values": [1.0, 3.0]}, "learned": "layer"}})
    candidate, _ = draw(one, activation="pelu")
    assert str(candidate) == "pelu(a=2.0, b learned from 1.0)"
    both = space({"pelu": {"a": {"min": 0.5, "max": 2}, "b": BETA, "learned": "layer"}})
    candidate, _ = draw(both, activation="pelu")
    assert str(candidate) == "pelu(a learned from 1.0, b learned from 1.0)"


def test_without_a_range_all_parameters_are_learned_from_what_is_fixed():
    candidate, _ = draw(space({"pelu": {"a": 2.0, "learned": "unit"}}), activation="pelu")
    assert str(candidate) == "pelu(a learned per unit from 2.0, b learned per unit from 1.0)"


@pytest.mark.parametrize(
    ("setting", "start"),
    [
        ({"min": 0.2, "max": 0.9}, 0.2),
        ({"min": -0.5, "max": -0.1}, -0.1),
        ({"min": -0.5, "max": 0.9, "step": 0.2}, 0.1),
        ({"values": [0.3, 0.01]}, 0.01),
    ],
)
def test_it_starts_as_near_to_the_default_as_the_space_allows(setting, start):
    candidate, _ = draw(
        space({"leaky_relu": {"slope": setting, "learned": "layer"}}), activation="leaky_relu"
    )
    assert learned(candidate.activations[0]) == {"slope": ("layer", pytest.approx(start))}


def test_each_layer_may_learn_by_itself():
    tables = {"relu": {}, "leaky_relu": {"slope": SLOPE, "learned": {"values": ["no", "layer"]}}}
    candidate, drawn = draw(
        space(tables, per_layer=True),
        **{
            "layer1.activation": "leaky_relu",
            "layer1.leaky_relu.learned": "layer",
            "layer2.activation": "leaky_relu",
            "layer2.leaky_relu.learned": "no",
            "layer2.leaky_relu.slope": 0.5,
        },
    )
    assert str(candidate) == "leaky_relu(slope learned from 0.01) | leaky_relu(slope=0.5)"
    assert drawn == [
        *("layer1.activation", "layer1.leaky_relu.learned"),
        *("layer2.activation", "layer2.leaky_relu.learned", "layer2.leaky_relu.slope"),
    ]


def test_the_step_factor_can_be_searched():
    searched = space({"prelu": {}}, training={"learned_step_factor": {"values": [1.0, 10.0]}})
    candidate, drawn = draw(searched, learned_step_factor=10.0, activation="prelu")
    assert candidate.training.learned_step_factor == 10.0
    assert drawn == ["learned_step_factor", "activation"]


def test_prelu_is_learned_without_a_word():
    silent = space({"prelu": {}})
    candidate, drawn = draw(silent, activation="prelu")
    assert drawn == ["activation"]
    assert learned(candidate.activations[0]) == {"slope": ("layer", 0.25)}
    assert silent.to_dict()["activations"] == {"prelu": {"slope": 0.25, "learned": "layer"}}
    assert silent == space({"prelu": {"slope": 0.25, "learned": "layer"}})
    candidate, drawn = draw(
        space({"prelu": {"slope": SLOPE, "learned": {"values": ["layer", "unit"]}}}),
        **{"activation": "prelu", "prelu.learned": "unit"},
    )
    assert drawn == ["activation", "prelu.learned"]
    assert learned(candidate.activations[0]) == {"slope": ("unit", 0.25)}


TABLES = [
    {"leaky_relu": {"slope": 0.01, "learned": "layer"}},
    {"leaky_relu": {"slope": 0.01, "learned": "no"}},
    {"leaky_relu": {"slope": {"values": [0.1, 0.2]}, "learned": "unit"}},
    {"prelu": {"slope": 0.25, "learned": {"values": ["layer", "unit"]}}, "relu": {}},
]


@pytest.mark.parametrize("tables", TABLES)
def test_the_canonical_form_is_written_and_read(tables):
    written = space(tables).to_dict()
    assert written["activations"] == tables
    assert SearchSpace.from_dict(json.loads(json.dumps(written, sort_keys=True))).to_dict() == (
        written
    )


def test_of_a_file_that_says_nothing_of_learning_nothing_is_written():
    written = space({"lrelu": {}, "swish": {"beta": BETA}}).to_dict()["activations"]
    assert written == {"leaky_relu": {"slope": 0.01}, "swish": {"beta": {**BETA, "step": None}}}


def test_a_single_way_is_fixed():
    one = space({"leaky_relu": {"slope": SLOPE, "learned": {"values": ["layer"]}}})
    assert one == space({"leaky_relu": {"slope": SLOPE, "learned": "layer"}})


STEPS = {"min": 0.0, "max": 0.4, "step": 0.1}
FINITE = [
    ({"leaky_relu": {"slope": STEPS, "learned": "layer"}}, 1),
    ({"leaky_relu": {"slope": STEPS, "learned": {"values": ["no", "layer"]}}}, 6),
    ({"leaky_relu": {"slope": STEPS, "learned": {"values": ["unit", "no", "layer"]}}}, 7),
    ({"leaky_relu": {"slope": SLOPE, "learned": {"values": ["layer", "unit"]}}}, 2),
    ({"relu": {}, "prelu": {}, "leaky_relu": {"slope": STEPS}}, 7),
    ({"leaky_relu": {"slope": 0.1, "learned": {"values": ["no", "layer"]}}}, 2),
]


@pytest.mark.parametrize(("tables", "size"), FINITE)
@pytest.mark.parametrize("per_layer", [False, True])
def test_a_grid_has_each_point_once(tables, size, per_layer):
    searched = space(tables, per_layer=per_layer)
    points = [tuple(sorted(point.items())) for point in searched.grid()]
    assert searched.size() == len(points) == len(set(points)) == (size**2 if per_layer else size)
    assert len({searched.candidate(dict(point)).digest for point in points}) == len(points)


def test_a_grid_has_probes_and_of_several_layers_one_makes_a_probe_of_all():
    ways = {"values": ["no", "probe", "layer"]}
    tables = {"leaky_relu": {"slope": STEPS, "learned": ways}}
    for per_layer, size, different in ((False, 7, 7), (True, 49, 47)):
        searched = space(tables, per_layer=per_layer)
        candidates = [searched.candidate(point) for point in searched.grid()]
        assert searched.size() == len(candidates) == size
        # A probe beside a layer that is learned, or the other way round, is one in both.
        assert len({each.digest for each in candidates}) == different


def test_a_range_that_may_stay_unlearned_has_no_grid():
    tables = {"leaky_relu": {"slope": SLOPE, "learned": {"values": ["no", "layer"]}}}
    assert space(tables).size() is None


def test_what_may_be_drawn_is_listed_in_the_order_of_drawing():
    searched = space(
        {
            "leaky_relu": {"slope": SLOPE, "learned": {"values": ["no", "layer"]}},
            "swish": {"beta": BETA, "learned": "unit"},
            "prelu": {},
        }
    )
    assert [(each.name, each.kind, each.range) for each in searched.parameters()] == [
        ("activation", "categorical", "leaky_relu, swish, prelu"),
        ("leaky_relu.learned", "categorical", "no, layer"),
        ("leaky_relu.slope", "float", "-0.5 to 0.9"),
    ]


def test_by_default_nothing_is_learned():
    tables = {"leaky_relu": {"slope": SLOPE, "learned": {"values": ["layer", "no"]}}}
    assert space(tables).baseline() == {
        "activation": "leaky_relu",
        "leaky_relu.learned": "no",
        "leaky_relu.slope": 0.01,
    }
    ways = {"leaky_relu": {"slope": SLOPE, "learned": {"values": ["unit", "layer"]}}}
    assert space(ways).baseline() == {"activation": "leaky_relu", "leaky_relu.learned": "unit"}
    assert space({"prelu": {}, "relu": {}}).baseline() == {"activation": "relu"}


def test_the_baseline_of_an_activation_may_learn():
    tables = {"relu": {}, "swish": {"beta": BETA, "learned": {"values": ["no", "layer"]}}}
    searched = space(tables, per_layer=True)
    ways = {"layer1.swish.learned": "layer", "layer2.swish.learned": "layer"}
    assert baseline(searched.suggest, "swish", ways) == {
        "layer1.activation": "swish",
        "layer1.swish.learned": "layer",
        "layer2.activation": "swish",
        "layer2.swish.learned": "layer",
    }


def test_with_learning_what_is_searched_may_be_learned_and_a_file_s_word_stays():
    tables = {
        "relu": {},
        "elu": {"alpha": 1.0},
        "swish": {"beta": BETA},
        "sigmoid": {"gain": BETA, "learned": "unit"},
        "softsign": {"gain": BETA, "learned": "no"},
        "leaky_relu": {"slope": SLOPE, "learned": {"values": ["layer", "unit"]}},
        "prelu": {"slope": SLOPE},
    }
    searched = space(tables).with_learning()
    said = {name: table.learned for name, table in searched.document.activations.items()}
    assert said.pop("swish").values == ("no", "probe", "layer")
    assert said.pop("leaky_relu").values == ("layer", "unit")
    assert said == {
        **{"relu": "no", "elu": "no", "softsign": "no"},
        **{"sigmoid": "unit", "prelu": "layer"},
    }
    restored = SearchSpace.from_dict(json.loads(json.dumps(searched.to_dict())))
    assert restored.with_learning() == searched.with_learning() == searched
    before = space(tables)
    assert (before.name, before.description) == (searched.name, searched.description)
    assert before.baseline() == searched.baseline()


def test_with_learning_a_space_without_searched_parameters_stays_as_it_is():
    assert load("depth").with_learning() == load("depth")
