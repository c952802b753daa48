"""Samples to predict, from a file: with labels or without."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.files import opened
from actsearch.datasets.npz import arrays
from actsearch.errors import DataError, UsageError, listed, shown
from actsearch.models.model import Model

_SEPARATORS = {".csv": ",", ".csv.gz": ",", ".tsv": "\t", ".tsv.gz": "\t"}


@dataclass(frozen=True, eq=False)
class Samples:
    """Samples of a file.

    Parameters
    ----------
    X : ndarray of shape (n, ...) or DataFrame
        Features.
    labels : ndarray of shape (n,) or None
        Labels, if the file has them.
    """

    X: Any
    labels: NDArray[Any] | None


def read(path: Path, model: Model, label: str | None = None) -> Samples:
    """Read the samples of a file for a model.

    Parameters
    ----------
    path : Path
        An ``.npz`` archive with ``X``, perhaps with ``y``; or a table with a line of names.
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
        found = arrays(path, ("X",), ("y",))
        return Samples(found["X"], found.get("y"))
    separator = next((sep for end, sep in _SEPARATORS.items() if path.name.endswith(end)), None)
    if separator is None:
        raise DataError(
            f"{path}: expected a table ({', '.join(_SEPARATORS)}) or an .npz archive of samples: "
            "convert it"
        )
    table = _table(path, separator)
    known = label if label is not None else model.label
    if label is not None and label not in table.columns:
        raise UsageError(
            f"{path} has no column {shown(label)}, but {listed(map(str, table.columns))}",
            parameter="label",
        )
    labels = None
    if known is not None and known in table.columns:
        labels = table.pop(known).to_numpy()
    return Samples(table if model.schema is not None else _numbers(path, table), labels)


def _table(path: Path, separator: str) -> Any:
    import pandas as pd

    with opened(path) as file:
        try:
            # "utf-8-sig" drops the byte order mark that spreadsheets write.
            return pd.read_csv(file, sep=separator, encoding="utf-8-sig", low_memory=False)
        except (ValueError, pd.errors.ParserError) as error:
            raise DataError(
                f"{path}: expected a table with a line of names, got a malformed one "
                f"({shown(str(error))}): mend it"
            ) from error


def _numbers(path: Path, table: Any) -> NDArray[np.float32]:
    for name in table.columns:
        if table[name].dtype.kind not in "buif" or table[name].isna().any():
            raise DataError(
                f"{path}, column {shown(name)}: expected finite numbers in every line: mend the "
                "cells, or leave the column out"
            )
    return np.asarray(table.to_numpy(np.float32))


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
    if found.dtype.kind == "f" and (found == np.round(found)).all():
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
