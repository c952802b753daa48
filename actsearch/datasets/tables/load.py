"""Load a table: find out what its columns are, and what becomes of each."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import registry
from actsearch.datasets.columns import Schema, Table, kinds
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import reading as errors_of
from actsearch.datasets.reading import Reading
from actsearch.datasets.tables import labels
from actsearch.datasets.tables.account import account, form_of, left_out_of, lost_of
from actsearch.datasets.tables.content import content
from actsearch.datasets.tables.faults import Faults
from actsearch.datasets.tables.naming import Columns
from actsearch.datasets.tables.parquet import ParquetTable
from actsearch.datasets.tables.pixels import are_pixels
from actsearch.datasets.tables.raw import RawTable
from actsearch.datasets.tables.text import TextTable
from actsearch.errors import DataError, UsageError, listed, shown
from actsearch.metrics import TASKS, LearningTask

if TYPE_CHECKING:
    from pandas import DataFrame

_PARQUET = ".parquet"
_SUFFIXES = (".csv", ".csv.gz", ".csv.zip", ".zip", ".tsv", ".tsv.gz", ".data", ".txt", _PARQUET)


def load(
    path: Path,
    name: str,
    label: str | None,
    reading: Reading,
    task: LearningTask = "classification",
) -> Dataset:
    """Load a table as a dataset.

    Parameters
    ----------
    path : Path
        File.
    name : str
        Name of the dataset.
    label : str or None
        Column of the labels; several names with commas between them are one-hot columns. By
        default the one called label, target, class or y.
    reading : Reading
        How to read the file, where that is not left to it.
    task : {"classification", "regression"}
        Whether the labels are classes or numbers.

    Raises
    ------
    UsageError
        If columns are named that are not there, or it is not clear which holds the labels.
    DataError
        If the file cannot be read; all its faults are told together.
    """
    raw = _open(path, reading, label)
    columns = Columns(path, raw.header, raw.names)
    targets = columns.labels(label)
    named = None if reading.features is None else columns.found(reading.features, "features")
    dropped = columns.found(reading.drop, "drop")
    _check_apart(path, targets, named or [], dropped)
    wanted = [each for each in named or raw.names if each not in {*targets, *dropped}]
    faults = Faults(path)
    cells = raw.cells([*wanted, *targets], targets, faults)
    frame, values, kept = cells.frame[wanted], np.empty(0), np.empty(0, np.bool_)
    if len(frame):
        values, kept = _labels(path, cells.frame[targets], task, comma=raw.comma)
        frame = frame if kept.all() else frame[kept].reset_index(drop=True)
    unnamed = {own for own, given in zip(raw.names, raw.header, strict=True) if not given}
    found = {
        each: kinds.find(frame[each], each, comma=raw.comma, unnamed=each in unnamed)
        for each in wanted
    }
    for each, what in found.items():
        if len(what.wrong):
            first = int(what.wrong[0])
            faults.add(
                f"{cells.place(int(np.flatnonzero(kept)[first]))}, column {shown(each)}",
                "expected a finite number, as in the rest of the column, got "
                f"{shown(str(frame[each].iloc[first]))}",
                "mend the cell, or leave out the line or the column",
                times=len(what.wrong),
            )
    faults.check()
    if not len(frame) or not wanted:
        raise DataError(
            f"{path}: expected samples with features, got {len(frame)} rows of "
            f"{len(wanted)} features: check that it is the right file"
        )
    if task == "regression":
        classes = labels.of_targets(values, kept)
    else:
        classes = labels.with_rare(name, values, kept, reading.rare_classes)
    left_out = left_out_of(found, unnamed, named=named is not None)
    used = [each for each in wanted if each not in left_out]
    if not used:
        raise DataError(
            f"{path}: expected a feature that tells samples apart, got only columns that are "
            f"empty, constant or identifiers ({listed(wanted)}): name the features",
            parameter="features",
        )
    if len(classes.values) < len(frame):
        frame = frame[classes.kept[kept]].reset_index(drop=True)
    form = form_of(found[each] for each in used)
    if form == "numbers" and are_pixels(frame[used], found):
        form = "pixels"
    schema = Schema(tuple(found[each].feature for each in used), form)
    table = Table(
        schema=schema,
        label=", ".join(targets),
        columns=account(raw, targets, found, left_out, schema, task),
        notes=(*raw.notes, *classes.notes, *lost_of({each: found[each] for each in used})),
    )
    X = schema.features(frame, str(path), comma=raw.comma)
    return Dataset.from_arrays(
        name, X, classes.values, never_split=classes.never_split, table=table, task=task
    )


def read(path: Path, schema: Schema, reading: Reading | None = None) -> "DataFrame":
    """Read the rows of a file that :meth:`Schema.features` takes, with or without labels.

    Parameters
    ----------
    path : Path
        Table of any form that :func:`load` takes.
    schema : Schema
        The features; columns are found by name.
    reading : Reading, optional
        How to read the file: its ``encoding`` and ``header`` count.

    Returns
    -------
    DataFrame
        All columns of the file, as values or text.

    Raises
    ------
    DataError
        If the file cannot be read; all its faults are told together.
    """
    raw = _open(path, reading or Reading(), None)
    faults = Faults(path)
    cells = raw.cells(raw.names, [each for each in raw.names if each in schema.texts], faults)
    faults.check()
    return cells.frame


def _open(path: Path, reading: Reading, label: str | None) -> RawTable:
    if path.name.lower().endswith(_PARQUET):
        return ParquetTable(path, reading)
    with errors_of(path):
        return TextTable(
            path, content(path), encoding=reading.encoding, header=reading.header, label=label
        )


def _check_apart(path: Path, targets: list[str], named: list[str], dropped: list[str]) -> None:
    for parameter, given in (("features", named), ("drop", dropped)):
        for each in targets:
            if each in given:
                raise UsageError(
                    f"{path}: column {shown(each)} holds the labels, so it is no feature to name: "
                    "leave it out",
                    parameter=parameter,
                )


def _labels(
    path: Path, frame: "DataFrame", task: LearningTask, *, comma: bool
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the label of each row that has one, and which rows these are."""
    if len(frame.columns) == 1:
        column = frame.iloc[:, 0]
        numeric = task == "regression"
        values, kept = labels.numbers(column, comma=comma) if numeric else labels.of_column(column)
    elif task == "regression":
        raise UsageError(
            f"{path}: expected one column with the target, got {listed(frame.columns)}: name one",
            parameter="label",
        )
    else:
        try:
            values, kept = labels.of_one_hot(frame)
        except ValueError as error:
            raise DataError(
                f"{path}: expected one-hot columns of labels, with one 1 in each row, but {error}: "
                "name other columns",
                parameter="label",
            ) from error
    if not kept.any():
        raise DataError(
            f"{path}: expected labels in column {listed(frame.columns)}, got only empty cells: "
            "name the column of the labels",
            parameter="label",
        )
    return values, kept


for _suffix in _SUFFIXES:
    registry.suffix(_suffix, table=True, tasks=TASKS)(load)
