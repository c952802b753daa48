"""A search for expressions: trees as parameters of trials."""

import json

import pytest

from actsearch.activations import get
from actsearch.activations.equivalence import are_equal
from actsearch.activations.expressions.scale import at_equal_scale
from actsearch.activations.sifting import FlawError
from actsearch.errors import UsageError
from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.search_space import SearchSpace, load
from actsearch.search_space.trees import Node

OPERATORS = ["+", "-", "*", "/", "max", "neg", "square", "sin", "tanh", "sigmoid", "relu", "swish"]
SWISH = {
    "activation": "expression",
    "expression": "*",
    "expression.1": "x",
    "expression.2": "sigmoid",
    "expression.2.1": "a*x",
    "expression.2.1.value": 0.8,
}


def space(activations=None, **table):
    expressions = {"operators": OPERATORS, "seeds": ["relu"], "height": 2} | table
    document = {
        "network": {"hidden_layer_sizes": [8, 8]},
        "expressions": {key: value for key, value in expressions.items() if value is not None},
    }
    return SearchSpace.from_dict(document | ({"activations": activations} if activations else {}))


def test_a_tree_is_a_parameter_for_each_node():
    assert str(space().candidate(SWISH)) == "1.231*x*sigmoid(0.8*x)"
    assert space().baseline() == {
        "activation": "expression",
        "expression": "relu",
        "expression.1": "x",
    }
    assert str(space().candidate(space().baseline())) == "relu"


def test_what_may_be_where():
    searched = space().searched()
    assert searched["expression"].values == tuple(OPERATORS)
    assert searched["expression.1"].values == (*OPERATORS, "x", "a*x", "a")
    assert searched["expression.2.1"].values == ("x", "a*x", "a")
    assert "expression.1.1.1" not in searched
    assert "expression.value" not in searched
    assert str(searched["expression.2.2.value"]) == "-3.0 to 3.0"


def test_a_core_unit_is_an_operator_of_two_functions():
    core = space(
        form="core", height=None, seeds=["x*sigmoid(2*x)"], operators=[*OPERATORS, "identity"]
    )
    searched = core.searched()
    assert searched["expression"].values == ("+", "-", "*", "/", "max")
    assert "identity" in searched["expression.2"].values
    assert searched["expression.2.1"].values == ("a*x",)
    assert core.baseline()["expression.1"] == "identity"
    assert str(core.candidate(core.baseline())) == "1.067*x*sigmoid(2*x)"


def test_names_are_split_as_they_were_made():
    each_its_own = SearchSpace.from_dict(space({"tanh": {}}).to_dict() | {"per_layer": True})
    for name in (*space().searched(), *each_its_own.searched()):
        assert str(ParameterName.parse(name)) == name
    nodes = [ParameterName.parse(name) for name in SWISH]
    assert {node.activation for node in nodes[1:]} == {EXPRESSION}
    assert [node.key for node in nodes] == ["activation", "", "1", "2", "2.1", "2.1.value"]
    assert not any(node.is_setting for node in nodes)
    assert nodes[0].is_choice
    formula = "layer1.x*sigmoid(1.5*b*x).b"
    assert ParameterName.parse(formula).activation == "x*sigmoid(1.5*b*x)"


def test_each_layer_draws_its_own():
    searched = space({"tanh": {}}, seeds=[])
    each_its_own = SearchSpace.from_dict(searched.to_dict() | {"per_layer": True})
    drawn = {f"layer2.{name}": value for name, value in SWISH.items()}
    candidate = each_its_own.candidate({"layer1.activation": "tanh", **drawn})
    assert str(candidate) == "tanh(gain=1.0) | 1.231*x*sigmoid(0.8*x)"


def test_beside_named_activations_it_is_one_more_choice():
    searched = space({"tanh": {}, "relu": {}}).searched()
    assert searched["activation"].values == ("tanh", "relu", "expression")
    assert space({"tanh": {}, "relu": {}}).baseline() == {"activation": "relu"}


def test_the_canonical_form():
    whole = space().to_dict()
    assert whole["expressions"]["constants"] == {
        "min": -3.0,
        "max": 3.0,
        "log": False,
        "step": None,
    }
    assert whole["expressions"]["learned"] == "no"
    assert SearchSpace.from_dict(json.loads(json.dumps(whole))) == space()
    assert "expressions" not in load("mnist").to_dict()
    assert space(height=None).to_dict()["expressions"]["height"] == 3


@pytest.mark.parametrize("name", ["evolved", "expressions"])
def test_shipped_seeds_are_what_they_say(name):
    shipped = load(name)
    trees = shipped.document.expressions
    for index, seed in enumerate(trees.seeds):
        drawn = shipped.candidate({"activation": EXPRESSION, **shipped.document.seed(index)})
        text = seed if "x" in seed else f"{seed}(x)"
        assert are_equal(drawn.activations[0], at_equal_scale(text)), seed


@pytest.mark.parametrize(
    "text",
    [
        *("relu", "x - tanh(x)", "-x*sin(x)", "2*x*sigmoid(x)", "x/(1 + x**2)", "swish"),
        *("max(x, 0.1*x, sin(x))", "1/(1 + x**2)", "2*sin(x)/(x**2 + 1)", "-sin(x)/2", "3 - x**2"),
    ],
)
def test_formulas_become_trees(text):
    tree = Node.of(text)
    assert are_equal(get(tree.text()), get(text))


def test_a_tree_that_is_not_worth_it_is_told_from_a_mistake():
    line = {"activation": EXPRESSION, "expression": "neg", "expression.1": "x"}
    with pytest.raises(FlawError, match="is linear"):
        space().candidate(line)


@pytest.mark.parametrize("learned", ["layer", "unit"])
def test_constants_may_be_learned(learned):
    candidate = space(learned=learned).candidate(SWISH)
    (constant,) = candidate.activations[0].learned
    assert (constant.name, constant.granularity, constant.start) == ("c1", learned, 0.8)
    assert candidate.activations[0].name == "1.231*x*sigmoid(c1*x)"
    assert str(space(learned=learned).candidate(space().baseline())) == "relu"


def test_there_is_no_grid():
    finite = space(constants={"values": [0.5, 1.0]})
    assert finite.size() is None
    with pytest.raises(UsageError, match="far too many expressions"):
        next(finite.grid())


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"operators": ["sine", "sin"], "seeds": ["sin"]}, None),
        ({"operators": ["sinus", "sin"]}, "expressions.operators: there is no operator 'sinus'"),
        ({"operators": ["relu", "relu"]}, "expressions.operators: 'relu' is listed twice"),
        ({"operators": []}, "expressions.operators: must not be empty"),
        ({"operators": None}, "expressions.operators: missing: add operators = "),
        ({"operator": ["relu"]}, "expressions.operator: unknown key, did you mean 'operators'"),
        ({"height": 7}, "expressions.height: must be less than or equal to 6, got 7"),
        ({"height": 0}, "expressions.height: must be greater than or equal to 1, got 0"),
        ({"form": "wood"}, "expressions.form: must be 'tree' or 'core', got 'wood'"),
        ({"form": "core"}, "expressions.height: only form = 'tree' has a height; leave it out"),
        (
            {"form": "core", "height": None, "operators": ["relu"], "seeds": []},
            "expressions.operators: form = 'core' needs an operator of two arguments",
        ),
        (
            {"constants": {"min": -30.0, "max": 3.0}},
            "expressions.constants: lie between -10 and 10",
        ),
        ({"learned": "probe"}, "expressions.learned: must be 'no', 'layer' or 'unit', got 'probe'"),
        ({"seeds": []}, r"expressions.seeds: missing: add seeds = \['relu'\], the first of which"),
        ({"seeds": ["exp(x)*x"]}, r"the seed 'exp\(x\)\*x' .*: it needs the operator 'exp'"),
        ({"seeds": ["x - 2*x*1"]}, "cannot be there, 0 below the root"),
        ({"seeds": ["sin(0*x + 2)*x"]}, "cannot be there"),
        ({"seeds": ["sin(tanh(sin(x)))"]}, "'sin' cannot be there, 2 below the root"),
        ({"seeds": ["sin(5*x)"]}, "5 is none of the constants, or has too many digits"),
        ({"seeds": ["sin(1.23456*x)"]}, "1.23456 is none of the constants"),
        ({"seeds": ["x*sigmoid(b*x)"]}, "no tree of operators is b"),
        ({"seeds": ["sine(x"]}, "is not well formed"),
        ({"seeds": ["2*x"], "form": "core"}, "2 mistakes: expressions"),
    ],
)
def test_mistakes_are_named(table, message):
    if message is None:
        space(**table)
        return
    with pytest.raises(UsageError, match=message):
        space(**table)
