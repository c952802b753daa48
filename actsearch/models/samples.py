"""Samples to predict, from a file: with labels or without, or with targets."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import tables
from actsearch.datasets.archive import read_arrays
from actsearch.datasets.columns import Feature, Schema
from actsearch.datasets.tables.labels import numbers, of_column
from actsearch.errors import DataError, UsageError, listed, shown
from actsearch.models.model import Model


@dataclass(frozen=True, eq=False)
class Samples:
    """Samples of a file.

    Parameters
    ----------
    X : ndarray of shape (n, ...) or DataFrame
        Features, as the model's preparation takes them.
    labels : ndarray of shape (n_labelled,) or None
        Labels, or targets of a regression, if the file has them; they are not checked.
    labelled : ndarray of bool, shape (n,), or None
        Which samples have one; None means all.
    """

    X: Any
    labels: NDArray[Any] | None
    labelled: NDArray[np.bool_] | None = None


def read(path: Path, model: Model, label: str | None = None) -> Samples:
    """Read the samples of a file for a model.

    Parameters
    ----------
    path : Path
        An ``.npz`` archive with ``X``, perhaps with ``y``; or a table of any usual form.
    model : Model
        Model that is to predict them: it knows the columns by name, if they had names.
    label : str, optional
        Column of the labels; by default the one of the training.

    Raises
    ------
    NotFoundError, DataError
        If the file cannot be read.
    UsageError
        If it lacks the column that ``label`` names.
    """
    if path.name.endswith(".npz"):
        found = read_arrays(path, _chosen)
        return Samples(found["X"], found.get("y"))
    schema = model.schema or Schema(())
    known = label if label is not None else model.label
    if known is not None:
        # Classes as text, so that 01 stays apart from 1.
        column = Feature(known, "number" if model.task == "regression" else "category")
        schema = Schema((*schema.columns, column))
    table = tables.read(path, schema)
    if label is not None and label not in table.columns:
        raise UsageError(
            f"{path} has no column {shown(label)}, but {listed(map(str, table.columns))}",
            parameter="label",
        )
    labels = labelled = None
    if known is not None and known in table.columns:
        values = numbers if model.task == "regression" else of_column
        labels, labelled = values(table.pop(known))
    if model.schema is None:
        return Samples(_numbers(path, table), labels, labelled)
    return Samples(model.schema.features(table, str(path)), labels, labelled)


def _chosen(path: Path, found: list[str]) -> list[str]:
    if "X" not in found:
        raise DataError(
            f"{path}: expected the array X, with y or without, got "
            f"{listed(sorted(found)) or 'none'}: "
            "save it with numpy.savez(path, X=X)"
        )
    return [name for name in ("X", "y") if name in found]


def _numbers(path: Path, table: Any) -> NDArray[np.float64]:
    for name in table.columns:
        if table[name].dtype.kind not in "buif" or table[name].isna().any():
            raise DataError(
                f"{path}, column {shown(name)}: expected finite numbers in every line: mend the "
                "cells, or leave the column out"
            )
    return np.asarray(table.to_numpy(np.float64))


def indices(labels: NDArray[Any], classes: NDArray[Any]) -> NDArray[np.int64]:
    """Return the index of each label among a model's classes.

    Raises
    ------
    DataError
        If a label is none of them.

    Examples
    --------
    >>> indices(np.array(["3", "1"]), np.array([1, 2, 3])).tolist()
    [2, 0]
    """
    wanted = classes.astype(str)
    order = np.argsort(wanted)
    found = np.asarray(labels)
    if (
        found.dtype.kind == "f"
        and (np.abs(found) < 2**53).all()
        and (found == np.round(found)).all()
    ):
        found = found.astype(np.int64)
    text = found.astype(str)
    place = np.minimum(np.searchsorted(wanted, text, sorter=order), len(wanted) - 1)
    result = order[place]
    if (unknown := wanted[result] != text).any():
        raise DataError(
            f"expected labels that the model knows, got {shown(text[unknown][0].item())}: it knows "
            f"{listed(wanted)}"
        )
    return np.asarray(result, np.int64)
