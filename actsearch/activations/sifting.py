"""Whether a function is worth a training: most formulas that are drawn at random are not."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Activation
from actsearch.errors import UsageError

# All for standard normal pre-activations. The first is a share of the root of the mean square: what
# varies less is all but constant. The second is a share of the standard deviation: what bends less
# is all but a line, and a network of lines is a line. The others are in units of the root of the
# mean square; within 10, x² reaches 58 and |x|³ 258. What grows faster makes networks diverge.
_SMALLEST_VARIATION = 0.05
_SMALLEST_BEND = 0.01
_LARGEST_VALUE = 150.0
_LARGEST_SLOPE = 150.0
# Where it is only looked for numbers that are not finite.
_FAR = np.array([-1e4, -1e3, -1e2, 1e2, 1e3, 1e4], dtype=np.float32)


class FlawError(UsageError):
    """A function is not worth a training.

    Attributes
    ----------
    flaw : str
        In a word or two, such as ``"constant"``.
    """

    def __init__(self, flaw: str, message: str) -> None:
        self.flaw = flaw
        super().__init__(message)


def flaw(activation: Activation) -> str | None:
    """Tell what is wrong with an activation, whatever its scale; None if it is worth a training.

    Parameters
    ----------
    activation : Activation
        Activation to judge; of learned parameters it takes the values before training.

    Returns
    -------
    str or None
        ``"not finite"``, ``"constant"``, ``"linear"`` or ``"too steep"``.

    Examples
    --------
    >>> from actsearch import activations
    >>> [flaw(activations.get(text)) for text in ("tanh", "x*0 + cos(0*x)*x", "exp(x)", "sin(x)")]
    [None, 'linear', 'too steep', None]
    """
    x, weights = _grid()
    with np.errstate(all="ignore"):
        value, slope = (_numbers(part) for part in _computed(activation, x))
        far = [_numbers(part) for part in _computed(activation, _FAR)]
    if not all(np.isfinite(part).all() for part in (value, slope, *far)):
        return "not finite"
    scale = float(np.sqrt(weights @ value**2))
    varying = value - weights @ value
    spread = float(np.sqrt(weights @ varying**2))
    if spread <= _SMALLEST_VARIATION * scale:
        return "constant"
    bent = varying - (weights @ (varying * x)) / (weights @ (x * x)) * x
    if np.sqrt(weights @ bent**2) <= _SMALLEST_BEND * spread:
        return "linear"
    if np.abs(value).max() > _LARGEST_VALUE * scale or np.abs(slope).max() > _LARGEST_SLOPE * scale:
        return "too steep"
    return None


def _computed(activation: Activation, x: NDArray[np.float32]) -> tuple[Any, Any]:
    value, slope = activation.forward(x)
    return value, slope()


def _numbers(values: Any) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


@cache
def _grid() -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return pre-activations up to 10, and the share of a normal distribution of each."""
    # An even number of points: none is at 0, where formulas have kinks.
    x = np.linspace(-10.0, 10.0, 1000, dtype=np.float32)
    density = np.exp(-0.5 * x.astype(np.float64) ** 2)
    return x, density / density.sum()
