"""What an activation computes, as numbers: the same function gives the same ones under any name."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Activation

# Two formulas of the same function differ by up to 1e-6 in float32, in which networks compute.
# Different parameters in their ranges differ by more.
TOLERANCE = 2e-6

# Pre-activations of every size that occurs in a network; none of them is at a kink of a formula.
_SIZES = 1.0123 * np.logspace(-4, 2, 97, dtype=np.float32)
_GRID = np.concatenate([-_SIZES[::-1], _SIZES])
# The rounding error of a value grows with its size.
_UNITS = np.maximum(1, np.abs(_GRID))


@lru_cache(maxsize=4096)
def fingerprint(activation: Activation) -> NDArray[np.float32]:
    """Return the values and then the slopes on a fixed grid, as one vector; do not change it.

    Activations compute the same function if their vectors differ nowhere by more than
    ``TOLERANCE``.

    Examples
    --------
    >>> from actsearch import activations
    >>> relu = fingerprint(activations.get("relu"))
    >>> leaky = fingerprint(activations.get("leaky_relu", slope=0.0))
    >>> swish = fingerprint(activations.get("swish", beta=1000.0))
    >>> [bool(np.abs(relu - other).max() <= TOLERANCE) for other in (leaky, swish)]
    [True, False]
    """
    with np.errstate(all="ignore"):
        value, slope = activation.forward(_GRID)
        return np.concatenate([value / _UNITS, slope()])


def are_equal(first: Activation, second: Activation) -> bool:
    """Tell whether two activations compute the same function.

    Examples
    --------
    >>> from actsearch import activations
    >>> are_equal(activations.get("max(x, 0.1*x)"), activations.get("leaky_relu", slope=0.1))
    True
    """
    return bool(np.abs(fingerprint(first) - fingerprint(second)).max() <= TOLERANCE)
