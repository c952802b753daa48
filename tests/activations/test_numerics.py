"""Compare the common functions of activations with those of scipy."""

import numpy as np
import pytest
from scipy import special

from actsearch.activations import numerics

X = np.concatenate([np.linspace(-12, 12, 48_001), [-1e4, -800.0, -0.0, 800.0, 1e4]])
SINGLE = X.astype(np.float32)

CASES = [
    (numerics.erf, special.erf, 5e-7),
    (numerics.sigmoid, special.expit, 2e-7),
    (numerics.normal_cdf, special.ndtr, 5e-7),
    (numerics.softplus, lambda x: np.logaddexp(0, x), 2e-7),
    (numerics.normal_pdf, lambda x: np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi), 2e-7),
]
every_block = pytest.mark.parametrize(
    ("ours", "exact", "error"), CASES, ids=lambda c: getattr(c, "__name__", "")
)


@every_block
def test_float32_is_close(ours, exact, error):
    value = ours(SINGLE)
    assert value.dtype == np.float32
    np.testing.assert_allclose(value, exact(SINGLE.astype(np.float64)), rtol=error, atol=error)


@every_block
def test_float64_is_exact_to_the_last_digits(ours, exact, error):
    with np.errstate(all="raise", under="ignore"):
        value = ours(X)
    assert value.dtype == np.float64
    with np.errstate(under="ignore"):
        np.testing.assert_allclose(value, exact(X), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("rate", [0.05, 1.0, 1e4])
def test_gaussian_is_accurate_and_vanishes_far_out(rate):
    x = np.linspace(-6, 6, 1_001) / np.sqrt(rate)
    np.testing.assert_allclose(numerics.gaussian(x, rate), np.exp(-rate * x * x), rtol=1e-13)
    assert not numerics.gaussian(np.array([-1e30, 1e30], np.float32), rate).any()


def test_indicator_takes_the_dtype_of_its_model():
    result = numerics.indicator(np.array([True, False]), SINGLE)
    np.testing.assert_array_equal(result, [1, 0])
    assert result.dtype == np.float32


def test_what_is_computed_once_is_computed_when_it_is_first_asked_for():
    calls = []
    sine = numerics.once(lambda: calls.append("called") or np.sin(SINGLE))
    assert not calls
    assert sine() is sine()
    assert calls == ["called"]
