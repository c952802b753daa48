"""Derivatives of all registered activations by their parameters, which may differ between units."""

import numpy as np
import pytest
from every_activation import (
    all_of,
    computed,
    corners,
    every_definition,
    every_parametric_corner,
    every_parametric_definition,
    points,
)

from actsearch import activations

STEP = 1e-6


def moved(activation, name, by):
    return activation.definition.bind({**activation.params, name: activation.params[name] + by})


@every_definition
def test_each_parameter_has_its_partial_derivative(definition):
    names = [parameter.name for parameter in definition.parameters]
    _, _, *partials = definition.function(points(), **definition.bind({}).params)
    assert len(partials) == len(names), (
        f"{definition.name} must return the value, the slope, and one function for each of its "
        f"{len(names)} parameters {names}, which computes the derivative by it; "
        f"it returned {len(partials)} such functions"
    )


@every_parametric_corner
def test_partials_are_those_of_central_differences(activation):
    for number, name in enumerate(activation.params):
        lower, upper = moved(activation, name, -STEP), moved(activation, name, STEP)
        x = points()
        # At a kink that moves with the parameter, the partial jumps.
        for one, other in zip(lower.kinks, upper.kinks, strict=True):
            x = x[np.abs(x - one) > abs(other - one) + 10 * STEP]
        assert len(x) > 1_900
        differences = (upper(x) - lower(x)) / (2 * STEP)
        partial = all_of(activation, x)[2 + number]
        np.testing.assert_allclose(partial, differences, rtol=1e-6, atol=1e-6, err_msg=name)


@every_parametric_corner
def test_derivatives_do_not_depend_on_the_order_of_calls(activation):
    x = points()
    alone = []  # each the first that is asked for
    for number in range(len(activation.params) + 1):
        _, *derivatives = activation.definition.function(x, **activation.params)
        alone.append(derivatives[number]())
    for step in (1, -1):
        value, *derivatives = activation.definition.function(x, **activation.params)
        expected, results = value.copy(), [derivative() for derivative in derivatives[::step]]
        np.testing.assert_array_equal(value, expected)
        for result, first in zip(results[::step], alone, strict=True):
            np.testing.assert_array_equal(result, first)


@every_parametric_definition
@pytest.mark.parametrize(("dtype", "error"), [(np.float32, 2e-5), (np.float64, 1e-12)])
def test_each_unit_may_have_its_own_parameters(definition, dtype, error):
    def compare(params):
        units = max(np.size(value) for value in params.values())
        x = points(20 * units, 4).reshape(20, units).astype(dtype)
        together = computed(definition, x, params)
        for result in together:
            assert result.shape == x.shape
            assert result.dtype == dtype
        for unit in range(units):
            own = {name: float(np.resize(value, units)[unit]) for name, value in params.items()}
            alone = computed(definition, x[:, unit], own)
            for result, expected in zip(together, alone, strict=True):
                np.testing.assert_allclose(result[:, unit], expected, rtol=error, atol=error)

    defaults = definition.bind({}).params
    choices = [corner.params for corner in corners(definition)]
    compare({name: np.array([one[name] for one in choices], dtype) for name in defaults})
    compare({name: np.full(2, value, dtype) for name, value in defaults.items()})
    for p in definition.parameters:  # this one learned for each unit, the others fixed
        compare({**defaults, p.name: np.array([p.low, p.default, p.high], dtype)})


def test_the_best_known_slopes_of_a_leaky_relu_are_in_its_range():
    (slope,) = activations.definition("leaky_relu").parameters
    assert (slope.low, slope.default, slope.high, slope.log) == (-1.0, 0.01, 0.9, False)
    np.testing.assert_array_equal(
        activations.get("leaky_relu", slope=-1.0)(np.r_[-2.0, 3.0]), [2, 3]
    )
