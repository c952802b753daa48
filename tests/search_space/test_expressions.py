"""Search spaces with expressions."""

import optuna
import pytest

from actsearch.errors import UsageError
from actsearch.parameter_names import ParameterName
from actsearch.search_space import SearchSpace

RANGE = {"min": 0.1, "max": 10.0, "log": True}
SWISH = "x*sigmoid(1.5*b*x)"


def space(tables, **changes):
    network = {"hidden_layer_sizes": [8, 8]}
    return SearchSpace.from_dict({"network": network, "activations": tables} | changes)


def test_a_named_constant_is_searched():
    searched = space({"relu": {}, "sigmoid(b*1.5*x) * x": {"b": RANGE}})
    name = f"{SWISH}.b"
    assert list(searched.searched()) == ["activation", name]
    trial = optuna.trial.FixedTrial({"activation": SWISH, name: 2.5})
    assert str(searched.suggest(trial)) == f"{SWISH} (b=2.5)"
    assert searched.baseline() == {"activation": "relu"}
    assert SearchSpace.from_dict(searched.to_dict()) == searched


def test_without_relu_the_baseline_has_the_default_of_a_constant_or_the_nearest():
    assert space({SWISH: {"b": RANGE}}).baseline() == {"activation": SWISH, f"{SWISH}.b": 1.0}
    low = space({SWISH: {"b": {"min": 2.0, "max": 3.0}}})
    assert low.baseline() == {"activation": SWISH, f"{SWISH}.b": 2.0}


def test_each_layer_may_have_its_own():
    searched = space({"relu": {}, SWISH: {"b": RANGE}}, per_layer=True)
    names = [f"layer{layer}.{SWISH}.b" for layer in (1, 2)]
    assert set(names) < set(searched.searched())
    drawn = {"layer1.activation": SWISH, names[0]: 2.0, "layer2.activation": "relu"}
    assert str(searched.candidate(drawn)) == f"{SWISH} (b=2.0) | relu"
    for name in searched.searched():
        parameter = ParameterName.parse(name)
        assert str(parameter) == name
        assert parameter.activation in (None, "relu", SWISH)


def test_a_constant_can_be_learned_with_a_range_and_without():
    for table in ({"learned": "layer"}, {"learned": "layer", "b": RANGE}):
        candidate = space({SWISH: table}).candidate({"activation": SWISH})
        (learned,) = candidate.activations[0].learned
        assert (learned.name, learned.granularity, learned.start) == ("b", "layer", 1.0)
    ways = space({SWISH: {"b": RANGE}}).with_learning().searched()
    assert list(ways) == ["activation", f"{SWISH}.learned", f"{SWISH}.b"]


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (
            {"x*sigmoid(b*x)": {}},
            r"activations.x\*sigmoid\(b\*x\).b: a named constant needs a value or a range, such as "
            "b = { min = 0.1, max = 10, log = true }, or learned = 'layer'",
        ),
        ({"x*sigmoid(b*x)": {"learned": {"values": ["no", "layer"]}}}, "a named constant needs"),
        ({"x*sigmoid(b*x)": {"c": 1.0}}, "has no such parameter, (did you|expected)"),
        ({"x*sgimoid(x)": {}}, "there is no function 'sgimoid': did you mean 'sigmoid'"),
        ({"x*sin(x)": {}, "sin(x) * x": {}}, r"the same activation as 'x\*sin\(x\)'; keep one"),
        ({"max(x, 0)": {}, "relu": {}}, r"the same activation as 'max\(x, 0\)'; keep one of"),
        ({"x*sin(x)": {"learned": "layer"}}, "has no parameter that could be learned"),
    ],
)
def test_mistakes_are_named(tables, message):
    with pytest.raises(UsageError, match=message):
        space(tables)
