"""Find out whether two activations compute the same function, even under different names."""

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
    """Return the values and then the slopes on a fixed grid, as one vector; do not change it."""
    with np.errstate(all="ignore"):
        value, slope = activation.forward(_GRID)
        return np.concatenate([value / _UNITS, slope()])


def equivalent(first: Activation, second: Activation) -> bool:
    """Tell whether two activations have the same values and slopes, to 2e-6 on a grid.

    Parameters
    ----------
    first, second : Activation
        Activations with fixed parameters.

    Examples
    --------
    >>> from actsearch import activations
    >>> equivalent(activations.get("leaky_relu", slope=0.0), activations.get("relu"))
    True
    >>> equivalent(activations.get("swish", beta=1000.0), activations.get("relu"))
    False
    """
    return bool(np.abs(fingerprint(first) - fingerprint(second)).max() <= TOLERANCE)
