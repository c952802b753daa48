"""The classes of a table's rows, as people write them."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.checked import FEWEST
from actsearch.datasets.columns import cells
from actsearch.errors import DataError, shown

if TYPE_CHECKING:
    from pandas import DataFrame, Series

# A number, written in whatever way but with zeros before it: 01 is text, and not 1.
_NUMBER = re.compile(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_MERGED = "other"
# With more classes than one for so many rows, a few of them rare, the column holds no classes.
_ROWS_FOR_A_CLASS = 10
_MOST_NAMED = 10


@dataclass(frozen=True, eq=False)
class Labels:
    """The classes of a table's rows.

    Parameters
    ----------
    values : ndarray of int64 or str, shape (rows that are kept,)
        Class of each row.
    kept : ndarray of bool, shape (rows,)
        Rows that have a class.
    notes : list of str
        What was left out, merged or will never be split.
    never_split : list
        Classes whose samples are kept in training.
    """

    values: NDArray[Any]
    kept: NDArray[np.bool_]
    notes: list[str]
    never_split: list[Any]


def of_column(column: "Series[Any]") -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the label of each row that has one, int64 or str, and which rows these are.

    Labels are numbers if all are, no two texts say the same one, and none has zeros before it;
    else they are text, without spaces around it.

    Examples
    --------
    >>> import pandas as pd
    >>> of_column(pd.Series(["2", "1.0", None]))[0].tolist()
    [2.0, 1.0]
    >>> of_column(pd.Series(["01", "1"]))[0].tolist()
    ['01', '1']
    """
    if column.dtype.kind in "biuf":
        kept = column.notna().to_numpy()
        return column.to_numpy()[kept], kept
    if column.dtype == object:
        # Parquet has bytes.
        column = column.map(lambda each: each.decode() if isinstance(each, bytes) else each)
    codes, texts = cells.levels(column)
    kept = codes >= 0
    values: NDArray[Any] = np.array(texts, np.str_)
    if all(_NUMBER.fullmatch(text) for text in texts):
        numbers = np.array(texts, np.float64)
        values = numbers if len(np.unique(numbers)) == len(texts) else values
    return values[codes[kept]], kept


def numbers(
    column: "Series[Any]", *, comma: bool | None = None
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return the target of each row that has one, float64, and which rows these are.

    Text that says no number stays text, in all rows: it is named where targets are checked. Whether
    a comma stands before the decimals, the column tells if ``comma`` does not.

    Examples
    --------
    >>> import pandas as pd
    >>> numbers(pd.Series(["1,000", None, "2.5"]))[0].tolist()
    [1000.0, 2.5]
    """
    if column.dtype.kind in "biuf":
        kept = column.notna().to_numpy()
        return column.to_numpy(np.float64)[kept], kept
    codes, texts = cells.levels(column)
    kept = codes >= 0
    comma = cells.has_decimal_comma(texts) if comma is None else comma
    values: NDArray[Any] = cells.as_numbers(texts, comma=comma)
    return (np.array(texts, np.str_) if np.isnan(values).any() else values)[codes[kept]], kept


def of_targets(values: NDArray[Any], kept: NDArray[np.bool_]) -> Labels:
    """Return the targets of a regression, and say how many rows have none."""
    return Labels(values, kept, _left_out(kept), [])


def of_one_hot(frame: "DataFrame") -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return for each row the name of its column that is 1, and which rows have one.

    Raises
    ------
    ValueError
        If a cell is neither 0 nor 1, or a row has more than one 1.
    """
    hot = np.column_stack([_hot(frame[name]) for name in frame.columns])
    if (hot.sum(axis=1) > 1).any():
        row = int(np.argmax(hot.sum(axis=1) > 1))
        raise ValueError(f"row {row + 1} has more than one 1")
    kept = hot.any(axis=1)
    names = np.array(frame.columns, np.str_)
    return names[hot[kept].argmax(axis=1)], np.asarray(kept)


def _hot(column: "Series[Any]") -> NDArray[np.bool_]:
    codes, texts = cells.levels(column)
    values = [cells.as_booleans([text])[0] for text in texts]
    values = [
        number if np.isnan(said) else said
        for said, number in zip(values, cells.as_numbers(texts), strict=True)
    ]
    odd = [text for text, value in zip(texts, values, strict=True) if value not in (0, 1)]
    if odd:
        raise ValueError(f"column {shown(str(column.name))} has {shown(odd[0])}")
    return np.asarray(np.array([*values, 0.0])[codes] == 1)


def with_rare(
    name: str,
    labels: NDArray[Any],
    kept: NDArray[np.bool_],
    rare_classes: Literal["keep", "drop", "merge"] | None,
) -> Labels:
    """Decide what becomes of classes that have too few samples for each part.

    Raises
    ------
    DataError
        If classes are rare and nobody said what to do with them; or if the column does not look
        like classes at all.
    """
    notes = _left_out(kept)
    if labels.dtype.kind == "f" and not (labels == np.rint(labels)).all():
        raise _regression(name, f"numbers such as {labels[labels != np.rint(labels)][0]:g}")
    if labels.dtype.kind == "f":
        labels = labels.astype(np.int64)
    classes, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    rare = counts < FEWEST
    if not rare.any() or len(classes) < 2:
        return Labels(labels, kept, notes, [])
    _check_are_classes(name, classes, len(labels))
    if rare_classes is None and (counts[rare] == 1).all():
        rare_classes = "keep"
    named = _named(classes[rare], counts[rare])
    match rare_classes:
        case "keep":
            notes.append(f"kept in training and never validated or tested: {named}")
            return Labels(labels, kept, notes, classes[rare].tolist())
        case "drop":
            notes.append(f"rows of rare classes left out: {named}")
            kept = kept.copy()
            kept[kept] = ~rare[codes]
            return Labels(labels[~rare[codes]], kept, notes, [])
        case "merge":
            notes.append(f"merged as class {shown(_MERGED)}: {named}")
            merged = np.where(rare[codes], _MERGED, labels.astype(np.str_))
            return Labels(merged, kept, notes, [])
    raise DataError(
        f"{name}: expected at least {FEWEST} samples of each class, so that every part gets some, "
        f"got {named}: add samples, or keep, drop or merge rare classes",
        parameter="rare_classes",
    )


def _left_out(kept: NDArray[np.bool_]) -> list[str]:
    count = int((~kept).sum())
    return [f"{count:,} {'row' if count == 1 else 'rows'} without a label left out"] * bool(count)


def _named(classes: NDArray[Any], counts: NDArray[Any]) -> str:
    pairs = [
        f"{count} of class {shown(each)}"
        for each, count in zip(classes.tolist(), counts.tolist(), strict=True)
    ]
    others = len(pairs) - _MOST_NAMED
    return ", ".join(pairs[:_MOST_NAMED]) + (f" and of {others} others" if others > 0 else "")


def _check_are_classes(name: str, classes: NDArray[Any], count: int) -> None:
    if len(classes) * _ROWS_FOR_A_CLASS <= count:
        return
    if classes.dtype.kind in "iu":
        raise _regression(name, f"{len(classes):,} different numbers in {count:,} rows")
    raise DataError(
        f"{name}: expected classes with {_ROWS_FOR_A_CLASS} rows each or more, got "
        f"{len(classes):,} different texts in {count:,} rows, such as {shown(classes[0].item())}: "
        "give more rows, or name the column of the classes",
        parameter="label",
    )


def _regression(name: str, got: str) -> DataError:
    return DataError(
        f"{name}: expected classes, got {got}: this looks like a regression target; say "
        "that this is the task, or name the column of the classes",
        parameter="task regression",
    )
