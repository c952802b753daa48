"""Samples of which none is sealed, because whoever gives them has set others aside."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.dataset import Dataset, _as_pair
from actsearch.datasets.fingerprint import fingerprint_of


def unsealed(X: NDArray[np.float32], y: NDArray[np.integer[Any]], classes: NDArray[Any]) -> Dataset:
    """Make a dataset whose samples are all for the search.

    Parameters
    ----------
    X : ndarray of float32, shape (n, features), C-contiguous
        Features, all finite.
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
    nothing = partial(_as_pair, X[:0], targets[:0])
    return Dataset("samples", X, targets, classes, fingerprint_of(X, targets), nothing)
