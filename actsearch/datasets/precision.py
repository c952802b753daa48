"""Which features need float64 until they are centred, and which lose values even so."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Rounding to float32 may move a value by this part of its feature's standard deviation.
_TOLERANCE = 2**-10
# Of float32, relative; every whole number up to its inverse is exact.
_ROUNDING = 2**-24
# Columns to look at together: a strided column alone is slow to read.
_COLUMNS = 64


def need_float64(X: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which features float32 would round by more than a thousandth of their deviation.

    Such as times in seconds since 1970: float32 holds every 128th of them only.

    Parameters
    ----------
    X : ndarray of numbers, shape (n, features)
        Finite values before any rounding.

    Returns
    -------
    ndarray of bool, shape (features,)

    Examples
    --------
    >>> need_float64(np.array([[0.1, 1.7e9], [0.2, 1.7e9 + 60]])).tolist()
    [False, True]
    """
    needed = np.zeros(X.shape[1], np.bool_)
    if np.can_cast(X.dtype, np.float32):
        return needed
    for start in range(0, X.shape[1], _COLUMNS):
        block = X[:, start : start + _COLUMNS]
        largest = np.maximum(block.max(axis=0).astype(float), -block.min(axis=0).astype(float))
        with np.errstate(over="ignore"):
            deviation = block.std(axis=0, dtype=np.float64)
        for column in np.flatnonzero(largest * _ROUNDING > deviation * _TOLERANCE):
            exact = block[:, column].astype(np.float64)
            error = np.abs(exact - exact.astype(np.float32)).max()
            is_constant = bool((exact == exact[0]).all())
            needed[start + column] = not is_constant and error > deviation[column] * _TOLERANCE
    return needed


def merged(X: NDArray[Any]) -> list[tuple[int, int, int]]:
    """Find features whose whole numbers are too large to stay apart in a network's inputs.

    Parameters
    ----------
    X : ndarray of numbers, shape (n, features)
        Finite values before any rounding.

    Returns
    -------
    list of (int, int, int)
        The position of each such feature, how many different values it has, and how many are left
        of them when they are centred in float64 and then rounded to float32.

    Examples
    --------
    >>> merged(np.array([[2**60, 1], [2**60 + 1, 2], [0, 3]]))
    [(0, 3, 2)]
    """
    found: list[tuple[int, int, int]] = []
    if np.can_cast(X.dtype, np.float32):
        return found
    for position in range(X.shape[1]):
        column = X[:, position]
        largest = max(abs(float(column.max())), abs(float(column.min())))
        if largest * _ROUNDING <= 1 or not (column == np.round(column)).all():
            continue
        distinct = np.unique(column)
        numbers = distinct.astype(np.float64)
        with np.errstate(over="ignore", invalid="ignore"):
            # What is too large for float32 is refused later.
            left = len(np.unique((numbers - numbers.mean()).astype(np.float32)))
        if left < len(distinct):
            found.append((position, len(distinct), left))
    return found


def lost_in_words(distinct: int, left: int) -> str:
    """Say that so many values become fewer, and the way out.

    Examples
    --------
    >>> lost_in_words(3000, 2)[:36]
    '3,000 different values become 2 in a'
    """
    return (
        f"{distinct:,} different values become {left:,} in a network's inputs, which are float32: "
        "split it in two if the difference matters, or drop it if it is an identifier"
    )
