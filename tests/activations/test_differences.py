"""Analytic against numerical derivatives, as ``actsearch activations check`` compares them."""

import math

import numpy as np
import pytest

from actsearch.activations import Parameter, definition, definitions
from actsearch.activations.catalogue import Definition
from actsearch.activations.differences import compare
from actsearch.errors import UsageError


def scaled(x, scale, slope=lambda scale: scale, partial=lambda x: x):
    """Return scale * x with derivatives of your own."""
    return scale * x, lambda: slope(scale) * np.ones_like(x), lambda: partial(x)


def line(**derivatives):
    def function(x, scale):
        return scaled(x, scale, **derivatives)

    return Definition("line", function, "{scale}·x", "a test", (Parameter("scale", 1.0, 0.5, 4.0),))


def test_all_derivatives_of_the_catalogue_agree():
    for each in definitions().values():
        comparisons = compare(each)
        assert [comparison.by for comparison in comparisons] == ["x", *each.defaults]
        assert all(comparison.agrees for comparison in comparisons), comparisons


@pytest.mark.parametrize(
    "text", ["x*sigmoid(b*x)", "max(x, sin(1.5*x) + c)", "x/(x**2 + b)", "sin(x) + 900"]
)
def test_those_of_an_expression_do_beside_its_kinks_and_poles_too(text):
    assert all(comparison.agrees for comparison in compare(definition(text)))


@pytest.mark.parametrize(
    ("derivatives", "wrong"),
    [
        ({}, []),
        ({"slope": lambda scale: 1.001 * scale}, ["x"]),
        ({"partial": lambda x: x + 1e-3}, ["scale"]),
        ({"partial": lambda x: np.full_like(x, np.nan)}, ["scale"]),
    ],
)
def test_a_wrong_derivative_is_found(derivatives, wrong):
    assert [each.by for each in compare(line(**derivatives)) if not each.agrees] == wrong


def test_one_that_is_wrong_at_the_end_of_a_range_only_is_found_there():
    (by_x, by_scale) = compare(line(slope=lambda scale: 3.9 if scale == 4.0 else scale))
    assert (by_x.agrees, by_scale.agrees) == (False, True)
    assert (by_x.params, by_x.analytic) == ({"scale": 4.0}, 3.9)
    assert math.isclose(by_x.numerical, 4.0, abs_tol=1e-7)
    assert math.isclose(by_x.error, 0.1 / 5.0, rel_tol=1e-6)


def test_what_is_too_large_to_be_compared_is_refused():
    with pytest.raises(UsageError, match="above a thousand everywhere"):
        compare(definition("x**2 + 10000000"))
