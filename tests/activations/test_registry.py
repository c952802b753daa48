"""How activations are registered, found, described, copied and stored."""

import copy
import json
import pickle

import numpy as np
import pytest
from every_activation import DEFINITIONS, every_corner, every_definition

from actsearch import activations
from actsearch.errors import UsageError

EXPECTED = {
    "step",
    "identity",
    "sigmoid",
    "hard_sigmoid",
    "tanh",
    "softsign",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "celu",
    "softplus",
    "swish",
    "gelu",
    "mish",
    "hard_swish",
    "sine",
    "snake",
    "gaussian",
    "squared_relu",
}


def test_the_catalogue_holds_what_people_look_for():
    names = [definition.name for definition in DEFINITIONS]
    assert len(names) >= 30
    assert set(names) >= EXPECTED


def test_definitions_cannot_be_changed_from_outside():
    with pytest.raises(TypeError):
        activations.definitions()["mine"] = DEFINITIONS[0]


@every_definition
def test_a_definition_describes_itself(definition):
    assert definition.summary.endswith(".")
    assert definition.reference
    assert definition.laws <= {"odd", "even", "monotone", "bounded"}
    names = [parameter.name for parameter in definition.parameters]
    assert len(set(names)) == len(names)
    for name in names:
        assert "{" + name + "}" in definition.formula


@every_definition
def test_ranges_hold_their_default(definition):
    for parameter in definition.parameters:
        assert parameter.low <= parameter.default <= parameter.high
        assert parameter.low < parameter.high
        assert parameter.low > 0 or not parameter.log


@every_corner
def test_formula_shows_the_values(activation):
    assert not set(activation.formula) & set("{}")
    learned = [each.name for each in activation.learned]
    for name, value in activation.params.items():
        assert (name if name in learned else f"{value:.4g}") in activation.formula


@every_definition
def test_names_and_aliases_lead_to_it(definition):
    for name in (definition.name, *definition.aliases):
        assert activations.definition(name) is definition
        assert activations.get(name).name == definition.name


@every_definition
def test_an_unknown_parameter_is_refused(definition):
    with pytest.raises(UsageError, match="has no parameter 'nonsense'"):
        definition.bind({"nonsense": 1.0})


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), -np.inf, 10**400, "1", None, True, [1.0]], ids=repr
)
@every_definition
def test_what_is_not_a_finite_number_is_refused(definition, value):
    for parameter in definition.parameters:
        with pytest.raises(UsageError, match="must be a finite number, got"):
            definition.bind({parameter.name: value})


@pytest.mark.parametrize(
    ("name", "params", "meant"),
    [("rleu", {}, "relu"), ("sigmiod", {}, "sigmoid"), ("leaky_relu", {"slpoe": 0.1}, "slope")],
)
def test_a_misspelt_name_is_answered_with_the_right_one(name, params, meant):
    with pytest.raises(UsageError, match=f"did you mean '{meant}'"):
        activations.get(name, **params)


def test_prelu_is_no_alias_but_a_leaky_relu_whose_slope_is_learned():
    prelu, leaky = activations.get("prelu"), activations.get("leaky_relu", slope=0.25)
    assert "prelu" not in activations.definition("leaky_relu").aliases
    assert (leaky.learned, str(leaky)) == ((), "leaky_relu(slope=0.25)")
    assert str(prelu) == "prelu(slope learned from 0.25)"
    assert str(activations.get("prelu", slope=0.1)) == "prelu(slope learned from 0.1)"
    x = np.linspace(-3, 3, 13)
    np.testing.assert_array_equal(prelu(x), leaky(x))


def test_an_activation_without_parameters_says_so():
    with pytest.raises(UsageError, match="it has none"):
        activations.get("relu", slope=0.1)


@pytest.mark.parametrize("key", ["relu", "silu"])
def test_a_taken_name_cannot_be_registered_again(key):
    before = dict(activations.definitions())
    for names in ({"name": key}, {"name": "brand_new", "aliases": (key,)}):
        with pytest.raises(ValueError, match=f"{key!r} is taken"):
            activations.register(formula="x", reference="a test", **names)(lambda x: (x, x.copy))
    assert dict(activations.definitions()) == before


@every_definition
def test_numpy_scalars_as_parameters_do_not_promote(definition):
    params = {p.name: np.float64(p.default) for p in definition.parameters}
    activation = definition.bind(params)
    x = np.linspace(-3, 3, 7, dtype=np.float32)
    assert activation(x).dtype == np.float32
    assert activation.derivative(x).dtype == np.float32
    assert activation == definition.bind({})
    assert str(activation) == str(definition.bind({}))


@every_corner
def test_copies_are_equal_and_hash_alike(activation):
    for other in (pickle.loads(pickle.dumps(activation)), copy.deepcopy(activation)):
        assert other == activation
        assert hash(other) == hash(activation)
        assert other.params == activation.params
        assert other.definition is activation.definition


def test_other_parameters_are_another_activation():
    assert activations.get("elu", alpha=0.5) != activations.get("elu")
    assert activations.get("elu") != activations.get("celu")
    assert activations.get("relu") != "relu"


def test_parameters_cannot_be_changed():
    with pytest.raises(TypeError):
        activations.get("elu").params["alpha"] = 2.0


@every_corner
def test_what_is_written_down_can_be_read_back(activation):
    written = json.loads(json.dumps(activation.to_dict()))
    learned = {each.name: each.granularity for each in activation.learned}
    whole = {"name": activation.name, "params": dict(activation.params)}
    assert written == whole | ({"learned": learned} if learned else {})
    assert activations.from_dict(written) == activation


@pytest.mark.parametrize(
    "data",
    [
        None,
        "relu",
        ["relu", {}],
        {},
        {"name": "relu"},
        {"params": {}},
        {"name": "relu", "params": {}, "layer": 1},
        {"name": None, "params": {}},
        {"name": ["relu"], "params": {}},
        {"name": "rleu", "params": {}},
        {"name": "relu", "params": None},
        {"name": "relu", "params": [("slope", 0.1)]},
        {"name": "leaky_relu", "params": {"slope": None}},
        {"name": "leaky_relu", "params": {"slope": "0.1"}},
        {"name": "leaky_relu", "params": {0: 0.1}},
        {"name": "relu", "params": {"slope": 0.1}},
    ],
    ids=repr,
)
def test_what_is_not_an_activation_written_down_is_refused(data):
    with pytest.raises(UsageError):
        activations.from_dict(data)
