"""Samples as people have them, and as a network takes them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.columns import Schema
from actsearch.datasets.preparation import Preparation
from actsearch.errors import UsageError, listed


def features(X: Any, schema: Schema | None) -> Any:
    """Return the features of samples; those of a DataFrame are found by their names.

    Raises
    ------
    UsageError
        If they need names, and have none.
    DataError
        If columns are missing, or have other values than in the training.
    """
    if schema is None:
        return np.asarray(X)
    if hasattr(X, "columns"):
        return schema.features(X, "the samples")
    if schema.form == "mixed":
        raise UsageError(
            f"expected a DataFrame with the columns {listed(schema.names)}, got samples without "
            "names: name them"
        )
    return np.asarray(X)


def prepared(X: Any, preparation: Preparation, schema: Schema | None) -> NDArray[np.float32]:
    """Return what a network takes, shape (n, inputs); see :func:`features`."""
    samples = features(X, schema)
    if isinstance(samples, np.ndarray):
        samples = samples.reshape(len(samples), -1)
    return preparation(samples)
