"""Which activations compute the same function, whatever they are called."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Activation

# Formulas of one function are apart by up to 1e-6 in float32, in which networks compute; ranges of
# parameters have nothing so close together.
TOLERANCE = 2e-6

# Pre-activations of every size that a network meets, none of them where a formula has its kinks.
_SIZES = 1.0123 * np.logspace(-4, 2, 97, dtype=np.float32)
_GRID = np.concatenate([-_SIZES[::-1], _SIZES])
# A large value cannot be told apart as finely as a small one.
_UNITS = np.maximum(1, np.abs(_GRID))


@lru_cache(maxsize=4096)
def fingerprint(activation: Activation) -> NDArray[np.float32]:
    """Return the values and then the slopes on a fixed grid, in one vector not to be changed."""
    with np.errstate(all="ignore"):
        value, slope = activation.forward(_GRID)
        return np.concatenate([value / _UNITS, slope()])


def equivalent(first: Activation, second: Activation) -> bool:
    """Tell whether two activations have the same values and slopes, to 2e-6 on a grid.

    Parameters
    ----------
    first, second : Activation
        With their parameters.

    Examples
    --------
    >>> from actsearch import activations
    >>> equivalent(activations.get("leaky_relu", slope=0.0), activations.get("relu"))
    True
    >>> equivalent(activations.get("swish", beta=1000.0), activations.get("relu"))
    False
    """
    return bool(np.abs(fingerprint(first) - fingerprint(second)).max() <= TOLERANCE)
