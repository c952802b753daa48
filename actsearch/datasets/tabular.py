"""CSV files: a header, one sample a line, numbers as features and one column of labels."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.dataset import Dataset
from actsearch.datasets.files import reading
from actsearch.errors import DataError, UsageError

_USUAL_LABELS = ("label", "target", "class", "y")
_MOST_LISTED = 20


def load(path: Path, name: str, label: str | None = None) -> Dataset:
    """Load a ``.csv`` or ``.csv.gz`` file: UTF-8, comma-separated, quotes where needed.

    Parameters
    ----------
    path : Path
        Its first line names the columns.
    name : str
        Name of the dataset.
    label : str, optional
        Column of the labels; by default the one called label, target, class or y.

    Raises
    ------
    UsageError
        If no single column is known to hold the labels.
    DataError
        If the file is damaged, or a line does not fit the header or holds anything but numbers.
    """
    samples: list[NDArray[np.float32]] = []
    labels: list[str] = []
    opener = gzip.open if path.suffix == ".gz" else open
    # "utf-8-sig" drops the byte order mark that spreadsheets write.
    with reading(path), opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        rows = _rows(path, file)
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
                    f"{where}, column {header[position]!r}: expected a label, got an empty cell: "
                    "fill it in or remove the line"
                )
            samples.append(_numbers(where, row, header[:position] + header[position + 1 :]))
    X = np.array(samples, np.float32).reshape(len(samples), len(header) - 1)
    return Dataset.from_arrays(name, X, _as_numbers_if_all_are(np.array(labels)))


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
            f"line ({error}): mend its quotes"
        ) from error


def _label_position(path: Path, header: list[str], label: str | None) -> int:
    found = [
        position
        for position, column in enumerate(header)
        if (column in _USUAL_LABELS if label is None else column == label)
    ]
    if len(found) == 1:
        return found[0]
    wanted = f"named {label!r}" if label is not None else f"named {' or '.join(_USUAL_LABELS)}"
    listed = ", ".join(header[:_MOST_LISTED])
    if len(header) > _MOST_LISTED:
        listed += f" and {len(header) - _MOST_LISTED} more"
    raise UsageError(
        f"{path}: expected one column of labels, {wanted}, found {len(found) or 'none'} among "
        f"{listed}: name it with --label COLUMN"
    )


def _numbers(where: str, cells: list[str], columns: list[str]) -> NDArray[np.float32]:
    """Convert one row at once; only where that fails look for the cell at fault."""
    values = _finite(cells)
    if values is not None:
        return values
    column, cell = next(
        (column, cell)
        for column, cell in zip(columns, cells, strict=True)
        if _finite([cell]) is None
    )
    got = repr(cell) if cell.strip() else "an empty cell"
    raise DataError(
        f"{where}, column {column!r}: expected a finite number, got {got}: "
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
