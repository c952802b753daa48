"""Keep numbers that decay to 0 from becoming subnormal: those cost many processors a hundredfold.

A moment shrinks by a constant factor with each step in which the gradient is 0. So does a weight
on which nothing but the L2 penalty acts, such as that of an input that is nearly always 0. Neither
ever reaches 0: each ends as a subnormal number.
"""

import numpy as np

from actsearch.activations.base import Array

# Between two clearings no float32 becomes subnormal: with a momentum of 0.9 a moment or a weight
# shrinks at most by about 0.9 a step, and 1e-25 * 0.9**64 = 1e-28. That leaves room for a gradient,
# which is a weight times the penalty's strength. No step changes by a digit.
STEPS_BETWEEN_CLEARINGS = 64
NEGLIGIBLE = 1e-25


def clear(numbers: Array) -> None:
    """Set all numbers to 0, in place, that have decayed to nothing.

    Parameters
    ----------
    numbers : ndarray
        Weights or moments.

    Examples
    --------
    >>> moments = np.array([0.5, -1e-30, 1e-40], np.float32)
    >>> clear(moments)
    >>> moments.tolist()
    [0.5, 0.0, 0.0]
    """
    numbers[np.abs(numbers) < NEGLIGIBLE] = 0
