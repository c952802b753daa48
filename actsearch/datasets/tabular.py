"""CSV files: a header, then one sample per line: numbers as features, and a column of labels."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import opened
from actsearch.errors import DataError, UsageError, listed, shown
from actsearch.metrics import TASKS, LearningTask

_USUAL_LABELS = ("label", "target", "class", "y")
_BLOCK = 1000
_LONGEST_LINE = 2**26


@registry.suffix(".csv", label=True, tasks=TASKS)
@registry.suffix(".csv.gz", label=True, tasks=TASKS)
def load(
    path: Path, name: str, label: str | None = None, task: LearningTask = "classification"
) -> Dataset:
    """Load a ``.csv`` or ``.csv.gz`` file: UTF-8, comma-separated, quotes where needed.

    Parameters
    ----------
    path : Path
        File whose first line names the columns.
    name : str
        Name of the dataset.
    label : str, optional
        Column of the labels; by default the one called label, target, class or y.
    task : {"classification", "regression"}
        Whether the labels are classes or numbers.

    Raises
    ------
    UsageError
        If it is not clear which column holds the labels.
    DataError
        If the file is damaged, or a line does not fit the header, or a feature is not a number.
    """
    # Collected in blocks, because many small arrays need several times the memory of their values.
    blocks: list[NDArray[np.float32]] = []
    samples: list[NDArray[np.float32]] = []
    labels: list[str] = []
    # "utf-8-sig" drops the byte order mark that spreadsheets write.
    with opened(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        rows = _rows(path, _lines(path, text))
        _, header = next(rows, (0, []))
        if not header:
            raise DataError(
                f"{path}: expected a line of column names, got an empty file: fetch it again"
            )
        header = [column.strip() for column in header]
        position = _label_position(path, header, label)
        for line, row in rows:
            where = f"{path}, line {line}"
            if len(row) != len(header):
                raise DataError(
                    f"{where}: expected {len(header)} cells, as in the header, got {len(row)}: "
                    "mend the line"
                )
            labels.append(row.pop(position).strip())
            if not labels[-1]:
                raise DataError(
                    f"{where}, column {shown(header[position])}: expected a label, got an empty "
                    "cell: fill it in or remove the line"
                )
            samples.append(_numbers(where, row, header[:position] + header[position + 1 :]))
            if len(samples) == _BLOCK:
                blocks.append(np.array(samples))
                samples.clear()
    blocks.append(np.array(samples, np.float32).reshape(len(samples), len(header) - 1))
    X = np.concatenate(blocks)
    return Dataset.from_arrays(name, X, _as_numbers_if_all_are(np.array(labels)), task=task)


def _lines(path: Path, file: TextIO) -> Iterator[str]:
    """Yield the lines of a file; refuse a line so long that it could fill the memory."""
    while line := file.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise DataError(
                f"{path}: expected lines of less than {_LONGEST_LINE:,} characters, got a longer "
                "one: check that it is a CSV file"
            )
        yield line


def _rows(path: Path, lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the number of its last line."""
    reader = csv.reader(lines, strict=True)
    try:
        for row in reader:
            if row:
                yield reader.line_num, row
    except csv.Error as error:
        raise DataError(
            f"{path}, line {reader.line_num}: expected comma-separated values, got a malformed "
            f"line ({shown(str(error))}): mend its quotes"
        ) from error


def _label_position(path: Path, header: list[str], label: str | None) -> int:
    found = [
        position
        for position, column in enumerate(header)
        if (column in _USUAL_LABELS if label is None else column == label)
    ]
    if len(found) == 1:
        return found[0]
    wanted = f"named {shown(label)}" if label is not None else f"named {' or '.join(_USUAL_LABELS)}"
    raise UsageError(
        f"{path}: expected one column of labels, {wanted}, found {len(found) or 'none'} among "
        f"{listed(header)}: name the column of the labels",
        parameter="label",
    )


def _numbers(where: str, cells: list[str], columns: list[str]) -> NDArray[np.float32]:
    """Convert a whole row at once; only if that fails, look for the cell that is wrong."""
    values = _finite(cells)
    if values is not None:
        return values
    column, cell = next(
        (column, cell)
        for column, cell in zip(columns, cells, strict=True)
        if _finite([cell]) is None
    )
    got = shown(cell) if cell.strip() else "an empty cell"
    raise DataError(
        f"{where}, column {shown(column)}: expected a finite number, got {got}: "
        "mend the cell, or leave out the line or the column"
    )


def _finite(cells: list[str]) -> NDArray[np.float32] | None:
    try:
        with np.errstate(over="ignore"):
            values = np.array(cells, np.float32)
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def _as_numbers_if_all_are(labels: NDArray[np.str_]) -> NDArray[np.str_] | NDArray[np.float64]:
    try:
        return labels.astype(np.float64)
    except ValueError:
        return labels
