"""Values and derivatives of all registered activations, within and at the ends of their ranges.

``test_partials.py`` compares the derivatives by the parameters with differences.
"""

import numpy as np
import pytest
from every_activation import all_of, corners, every_corner, every_definition, points
from hypothesis import given, settings
from hypothesis import strategies as st

DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
SHAPES = [(), (0,), (7,), (3, 5), (0, 4), (2, 3, 2)]


def away_from_kinks(activation, x, distance):
    for kink in activation.kinks:
        x = x[np.abs(x - kink) > distance]
    return x


@every_corner
def test_derivative_is_that_of_central_differences(activation):
    step = 1e-6
    x = away_from_kinks(activation, points(), 10 * step)
    assert len(x) > 1_900
    differences = (activation(x + step) - activation(x - step)) / (2 * step)
    np.testing.assert_allclose(activation.derivative(x), differences, rtol=1e-6, atol=1e-6)


@every_corner
def test_derivative_at_a_kink_lies_between_those_beside_it(activation):
    for kink in activation.kinks:
        left, at, right = activation.derivative(np.array([kink - 1e-9, kink, kink + 1e-9]))
        assert min(left, right) - 1e-6 <= at <= max(left, right) + 1e-6


@every_corner
@DTYPES
def test_shape_and_dtype_are_those_of_the_input_which_stays_untouched(activation, dtype):
    for shape in SHAPES:
        x = np.asarray(np.random.default_rng(1).normal(size=shape), dtype)
        before = x.copy()
        for result in all_of(activation, x):
            assert result.shape == shape
            assert result.dtype == dtype
            # A network overwrites its pre-activations while it goes back.
            assert not np.may_share_memory(result, x)
        np.testing.assert_array_equal(x, before)


@every_corner
@DTYPES
def test_far_out_and_at_zero_all_is_finite_without_a_warning(activation, dtype):
    # Powers of ten, up to where an exponential or a square could overflow.
    sizes = np.append(10.0 ** np.arange(-30, 5), [0.0, 85.0, 89.0, 104.0, 710.0, 746.0])
    x = np.concatenate([sizes, -sizes]).astype(dtype)
    with np.errstate(all="raise", under="ignore"):
        for result in all_of(activation, x):
            assert np.isfinite(result).all()


@every_corner
def test_very_small_values_are_exactly_zero(activation):
    # Multiplied by a gradient it would be subnormal, which makes training several times slower.
    # The smallest product that is left, of a Gaussian and 1 - tanh², is 2e-21.
    x = np.linspace(-100, 100, 20_000, dtype=np.float32)
    for result in all_of(activation, x):
        assert not ((result != 0) & (np.abs(result) < 1e-21)).any()


@every_corner
def test_both_zeros_give_the_same(activation):
    zeros = np.array([0.0, -0.0])
    for result in all_of(activation, zeros):
        assert np.ptp(result) == 0


@every_corner
def test_float32_is_close_to_float64(activation):
    single = away_from_kinks(activation, points(), 1e-5).astype(np.float32)
    double = single.astype(np.float64)
    # The sine with the highest frequency has arguments of 80, whose rounding error is 4e-6; the
    # slope has 10 times that.
    tolerance = {"rtol": 5e-5, "atol": 5e-5}
    for low, high in zip(all_of(activation, single), all_of(activation, double), strict=True):
        np.testing.assert_allclose(low, high, **tolerance)


@every_corner
@DTYPES
def test_value_and_slope_agree_with_the_methods(activation, dtype):
    x = points().astype(dtype)
    value, slope, *_ = activation.forward(x)
    expected = value.copy()
    np.testing.assert_array_equal(activation.derivative(x), slope())
    np.testing.assert_array_equal(activation(x), expected)


@every_definition
@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
def test_laws_hold_for_all_parameters_in_range(definition, data):
    params = {
        p.name: data.draw(st.floats(p.low, p.high), label=p.name) for p in definition.parameters
    }
    activation = definition.bind(params)
    x = np.array(data.draw(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=20), label="x"))
    x = np.sort(np.concatenate([x, -x, np.linspace(-8, 8, 801)]))
    value, mirrored = activation(x), activation(-x)
    rounding = 1e-9 * (1 + np.abs(value))
    assert value.shape == x.shape
    if "odd" in definition.laws:
        assert (np.abs(value + mirrored) <= rounding).all()
    if "even" in definition.laws:
        assert (np.abs(value - mirrored) <= rounding).all()
    if "monotone" in definition.laws:
        assert (np.diff(value) >= -rounding[1:]).all()
        assert (activation.derivative(x) >= -rounding).all()


@every_definition
def test_only_bounded_activations_stop_growing(definition):
    near, far = np.linspace(-1e3, 1e3, 4_001), np.linspace(-1e6, 1e6, 4_001)
    stops = [np.ptp(one(far)) <= 1.05 * np.ptp(one(near)) for one in corners(definition)]
    assert all(stops) == ("bounded" in definition.laws)
