"""Samples of which none is sealed, because whoever gives them has set others aside."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.dataset import Dataset, _as_pair
from actsearch.datasets.fingerprint import fingerprint_of
from actsearch.datasets.precision import need_float64


def unsealed(X: NDArray[Any], y: NDArray[np.integer[Any]], classes: NDArray[Any]) -> Dataset:
    """Make a dataset whose samples are all for the search.

    Parameters
    ----------
    X : ndarray of numbers, shape (n, features)
        Features, all finite in float32; they are held as in every dataset.
    y : ndarray of int, shape (n,)
        Class of each sample, as an index into ``classes``.
    classes : ndarray of shape (classes,)
        Labels.

    Examples
    --------
    >>> X, y = np.eye(20, dtype=np.float32), np.arange(20) % 2
    >>> len(unsealed(X, y, np.array(["a", "b"])).y)
    20
    """
    targets = y.astype(np.int64)
    wide = need_float64(X).any()
    X = np.ascontiguousarray(X, np.float64 if wide else np.float32)
    nothing = partial(_as_pair, X[:0], targets[:0])
    return Dataset("samples", X, targets, classes, fingerprint_of(X, targets), nothing)
