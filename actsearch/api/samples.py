"""Samples in memory as a dataset."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from actsearch.datasets import Dataset
from actsearch.datasets.columns import Column, Feature, Schema, Table
from actsearch.errors import UsageError


def samples(X: Any, y: ArrayLike | None) -> Dataset:
    """Return samples in memory as a dataset, of which a fifth is sealed.

    Parameters
    ----------
    X : array-like or DataFrame, shape (n, ...)
        Features. Of a DataFrame, text is a category, and missing cells are filled.
    y : array-like, shape (n,)
        Class of each sample.

    Raises
    ------
    UsageError
        If there is no ``y``.
    DataError
        If no classifier can be trained on them.

    Examples
    --------
    >>> samples(np.eye(20), ["a", "b"] * 10).X.shape
    (16, 20)
    """
    if y is None:
        raise UsageError("X was given without y: give the class of each sample too")
    if not hasattr(X, "columns"):
        return Dataset.from_arrays("arrays", X, y)
    schema = Schema(tuple(Feature(str(name), _kind(X[name])) for name in X.columns))
    table = X.set_axis(list(schema.names), axis=1)
    if not table.isna().to_numpy().any() and all(
        each.kind != "category" for each in schema.columns
    ):
        schema = Schema(schema.columns, "numbers")
    columns = tuple(Column(each.name, each.kind, "taken") for each in schema.columns)
    label = str(getattr(y, "name", None) or "y")
    return Dataset.from_arrays(
        "arrays",
        schema.features(table),
        np.asarray(y),
        table=Table(schema, label, columns),
    )


def _kind(column: Any) -> Any:
    match column.dtype.kind:
        case "b":
            return "boolean"
        case "u" | "i" | "f":
            return "number"
        case "M":
            return "date"
    return "category"
