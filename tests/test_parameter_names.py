"""Names of parameters: joined and split in one way."""

from random import Random

import pytest
from expression_trees import usable_text
from hypothesis import given, settings
from hypothesis import strategies as st

from actsearch import search_space
from actsearch.activations import definition
from actsearch.parameter_names import ParameterName


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("batch_size", ("batch_size", None, None)),
        ("activation", ("activation", None, None)),
        ("swish.beta", ("beta", "swish", None)),
        ("layer2.activation", ("activation", None, 2)),
        ("layer12.swish.beta", ("beta", "swish", 12)),
        # No layer: there is no number.
        ("layered.beta", ("beta", "layered", None)),
    ],
)
def test_a_name_has_a_key_and_perhaps_an_activation_and_a_layer(name, parts):
    parameter = ParameterName.parse(name)
    assert (parameter.key, parameter.activation, parameter.layer) == parts
    assert str(parameter) == name


@pytest.mark.parametrize("space", search_space.names())
def test_every_name_of_a_shipped_space_is_one_of_three_kinds(space):
    for name in search_space.load(space).searched():
        parameter = ParameterName.parse(name)
        assert str(parameter) == name
        kinds = (parameter.is_choice, parameter.is_setting, parameter.activation is not None)
        assert kinds.count(True) == 1, name


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), layer=st.none() | st.integers(1, 64))
def test_an_expression_may_contain_dots(seed, layer):
    # A key never does, and no expression begins with a layer and a dot.
    expression = definition(usable_text(Random(seed), 3)).name
    for key in ("b", "learned", "layer2"):
        name = ParameterName(key, expression, layer)
        assert ParameterName.parse(str(name)) == name


@pytest.mark.parametrize("expression", ["layer2*x", "x+0.5", "1.5*x+layer1", "max(x,0.5)", ".5*x"])
def test_expressions_that_look_like_other_names(expression):
    for layer in (None, 3):
        name = ParameterName("layer2", definition(expression).name, layer)
        assert ParameterName.parse(str(name)) == name
