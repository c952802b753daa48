"""All registered activations, for tests that include new ones without an edit."""

import itertools

import pytest

from actsearch.activations import Activation, Definition, definitions

DEFINITIONS = tuple(definitions().values())


def corners(definition: Definition) -> list[Activation]:
    """Return all combinations of lowest, default and highest values of the parameters."""
    choices = [dict.fromkeys((p.low, p.default, p.high)) for p in definition.parameters]
    names = [p.name for p in definition.parameters]
    return [
        definition.bind(dict(zip(names, values, strict=True)))
        for values in itertools.product(*choices)
    ]


every_definition = pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.name)
every_corner = pytest.mark.parametrize(
    "activation", [one for definition in DEFINITIONS for one in corners(definition)], ids=str
)
