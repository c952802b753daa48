"""All registered activations, for tests that include new ones without an edit."""

import itertools

import numpy as np
import pytest

from actsearch.activations import Activation, Definition, definitions

DEFINITIONS = tuple(definitions().values())
PARAMETRIC = tuple(definition for definition in DEFINITIONS if definition.parameters)


def corners(definition: Definition) -> list[Activation]:
    """Return all combinations of lowest, default and highest values of the parameters."""
    choices = [dict.fromkeys((p.low, p.default, p.high)) for p in definition.parameters]
    names = [p.name for p in definition.parameters]
    return [
        definition.bind(dict(zip(names, values, strict=True)))
        for values in itertools.product(*choices)
    ]


def computed(definition: Definition, x, params) -> list:
    """Return the value, the slope, and the derivatives by the parameters, as arrays."""
    value, *derivatives = definition.function(x, **params)
    return [value, *(derivative() for derivative in derivatives)]


def all_of(activation: Activation, x) -> list:
    """Return what :func:`computed` returns for a catalogue's activation."""
    return computed(activation.definition, x, activation.params)


def points(n=2_000, reach=8.0):
    """Return points between -reach and reach, the same at each call."""
    return np.random.default_rng(0).uniform(-reach, reach, n)


every_definition = pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda d: d.name)
every_corner = pytest.mark.parametrize(
    "activation", [one for definition in DEFINITIONS for one in corners(definition)], ids=str
)
every_parametric_definition = pytest.mark.parametrize(
    "definition", PARAMETRIC, ids=lambda d: d.name
)
every_parametric_corner = pytest.mark.parametrize(
    "activation", [one for definition in PARAMETRIC for one in corners(definition)], ids=str
)
