"""Samples in memory as a dataset."""

import os
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from actsearch.datasets import Dataset
from actsearch.datasets.cautions import cautions
from actsearch.datasets.columns import Column, Schema, Table
from actsearch.datasets.columns.kinds import find
from actsearch.datasets.tables.account import form_of, left_out_of, lost_of
from actsearch.datasets.tables.labels import numbers, of_column
from actsearch.errors import UsageError
from actsearch.metrics import LearningTask


def samples(X: Any, y: ArrayLike | None, task: LearningTask = "classification") -> Dataset:
    """Return samples in memory as a dataset, of which a fifth is sealed.

    Parameters
    ----------
    X : array-like or DataFrame, shape (n, ...), or Dataset
        Features. The columns of a DataFrame are prepared as those of a file.
    y : array-like, shape (n,)
        Class of each sample; in regression its target.
    task : {"classification", "regression"}
        What there is to learn.

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
    if isinstance(X, Dataset):
        return X
    if isinstance(X, str | os.PathLike | Mapping):
        raise UsageError(
            "X must be an array or a DataFrame: give a search space as space=..., and the name or "
            "path of data as dataset=..."
        )
    if y is None:
        raise UsageError("X was given without y: give the class of each sample too")
    found = _dataset(X, y, task)
    for each in cautions(found):
        warnings.warn(each, stacklevel=3)
    return found


def _dataset(X: Any, y: Any, task: LearningTask) -> Dataset:
    import pandas as pd

    name = str(getattr(y, "name", None) or "y")
    X, labels = X if hasattr(X, "columns") else np.asarray(X), np.asarray(y)
    if labels.ndim == 1 and len(labels) == len(X):
        read = of_column if task == "classification" else numbers
        labels, kept = read(pd.Series(labels))
        X = X if kept.all() else X[kept]  # rows without a label are left out, as in a file
    if not hasattr(X, "columns"):
        return Dataset.from_arrays("arrays", X, labels, task=task)
    table = X.set_axis([str(name) for name in X.columns], axis=1).reset_index(drop=True)
    found = {name: find(table[name], name) for name in table.columns}
    left_out = left_out_of(found, (), named=False)
    used = [each for name, each in found.items() if name not in left_out]
    schema = Schema(tuple(each.feature for each in used), form_of(used))
    columns = tuple(
        Column(name, each.feature.kind, "left out" if name in left_out else "taken")
        for name, each in found.items()
    )
    kind = Table(schema, name, columns, lost_of({each.feature.name: each for each in used}))
    return Dataset.from_arrays("arrays", schema.features(table), labels, table=kind, task=task)
