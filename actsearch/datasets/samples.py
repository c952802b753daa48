"""The features of samples: an array of numbers, or the typed columns of a table."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.columns import TablePreparation
from actsearch.datasets.columns.preparation import MOST_CATEGORIES
from actsearch.datasets.preparation import Preparation
from actsearch.datasets.scaling import Scaler

# An array of uint8 or float32, or a DataFrame as `Schema.features` makes it.
Samples: TypeAlias = Any


def rows(X: Samples, indices: NDArray[np.intp]) -> Samples:
    """Return some of the samples, as a copy."""
    return X[indices] if isinstance(X, np.ndarray) else X.take(indices)


def joined(first: Samples, second: Samples) -> Samples:
    """Return the samples of both, one after the other."""
    if isinstance(first, np.ndarray):
        return np.concatenate([first, second])
    import pandas as pd

    return pd.concat([first, second])


def width(X: Samples) -> int:
    """Return about how many inputs a network has for such samples."""
    if isinstance(X, np.ndarray):
        return int(X.shape[1])
    return sum(
        min(MOST_CATEGORIES, len(dtype.categories)) if dtype == "category" else 1
        for dtype in X.dtypes
    )


def fit(X: Samples) -> Preparation:
    """Fit the preparation that such samples need to those of a training part."""
    return Scaler.fit(X) if isinstance(X, np.ndarray) else TablePreparation.fit(X)


def arrays(X: Samples) -> list[NDArray[Any]]:
    """Return arrays that say all of the samples, for a fingerprint."""
    if isinstance(X, np.ndarray):
        return [X]
    said: list[NDArray[Any]] = [np.array(list(X.columns), np.str_)]
    for name, dtype in X.dtypes.items():
        if dtype == "category":
            categories = X[name].cat.categories
            said += [np.array(list(categories), np.str_), X[name].cat.codes.to_numpy(np.int64)]
        else:
            said.append(X[name].to_numpy())
    return said
