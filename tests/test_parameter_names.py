"""Names of parameters: joined and split in one way."""

import pytest

from actsearch import search_space
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
