"""Find where a function or its slope jumps, by looking closer and closer."""

from collections.abc import Callable

import numpy as np

from actsearch.activations.base import Array, Derivative

REACH = 10.0
"""Kinks are looked for between -10 and 10."""

_CELLS = 20_001
_HALVINGS = 34
# What is left of a steep slope between two points so close is a smaller part of its size.
_JUMP = 1e-6


def kinks(forward: Callable[[Array], tuple[Array, Derivative]]) -> tuple[float, ...]:
    """Return where values or slopes jump, in ascending order.

    Parameters
    ----------
    forward : callable
        Returns the values of an array, and a function that returns the slopes.

    Examples
    --------
    >>> kinks(lambda x: (np.abs(x - 1.5), lambda: np.sign(x - 1.5)))
    (1.5,)
    """

    def computed(x: Array) -> Array:
        value, slope = forward(x)
        return np.stack([value, slope()])

    # No simple number is between two cells, where it could be missed.
    ends = np.linspace(-REACH, REACH, _CELLS) + 1e-4 * np.pi
    left, right = ends[:-1], ends[1:]
    at_left, at_right = computed(left), computed(right)
    for _ in range(_HALVINGS):
        sizes = 1 + np.abs(at_left) + np.abs(at_right)
        is_wide = (np.abs(at_right - at_left) > _JUMP * sizes).any(axis=0)
        left, right = left[is_wide], right[is_wide]
        at_left, at_right = at_left[:, is_wide], at_right[:, is_wide]
        if not left.size:
            return ()
        middle = 0.5 * (left + right)
        at_middle = computed(middle)
        goes_left = np.abs(at_middle - at_left).max(0) > np.abs(at_right - at_middle).max(0)
        left, right = np.where(goes_left, left, middle), np.where(goes_left, middle, right)
        at_left = np.where(goes_left, at_left, at_middle)
        at_right = np.where(goes_left, at_middle, at_right)
    found = {round(float(kink), 9) + 0.0 for kink in 0.5 * (left + right)}
    return tuple(sorted(found))
