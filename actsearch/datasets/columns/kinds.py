"""What kind a column is, by all of its cells."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.columns import cells
from actsearch.datasets.columns.schema import Feature
from actsearch.datasets.precision import lost_in_words, merged, need_float64

if TYPE_CHECKING:
    from pandas import Series

# A text among numbers is a mistake, and not a category, if so many of the cells are numbers.
_NEARLY_ALL = 0.9
_LARGEST = float(np.finfo(np.float32).max)
_IDENTIFIER = re.compile(r"(.*[_\W])?(id|ID|Id)|.*[a-z](Id|ID)")


def _no_rows() -> NDArray[np.intp]:
    return np.array([], np.intp)


@dataclass(frozen=True, eq=False)
class Found:
    """What a column is.

    Parameters
    ----------
    feature : Feature
        How its cells become values.
    missing : int
        How many cells are missing.
    constant : bool
        Whether all cells are the same, or all are missing. Numbers of which some are missing are
        not, but a category is, as the most frequent takes the place of missing ones.
    identifier : bool
        Whether it only tells the rows apart.
    whole : bool
        Whether its cells are whole numbers, as far as pandas knows.
    lost : str or None
        Which values become the same in the inputs of a network, in words.
    wrong : ndarray of int
        Rows whose cell is not what the others are, or no finite float32.
    """

    feature: Feature
    missing: int
    constant: bool
    identifier: bool = False
    whole: bool = False
    lost: str | None = None
    wrong: NDArray[np.intp] = field(default_factory=_no_rows)


def find(column: "Series[Any]", name: str, *, comma: bool = False, unnamed: bool = False) -> Found:
    """Find out what a column is.

    Parameters
    ----------
    column : Series
        Values, or the text of cells.
    name : str
        Name of the column.
    comma : bool
        Whether a comma stands before the decimals of text.
    unnamed : bool
        Whether the column has no name in its file, as those that number the rows.

    Examples
    --------
    >>> import pandas as pd
    >>> find(pd.Series(["yes", "no", "?"]), "a").feature.kind
    'boolean'
    """
    from pandas.api import types

    dtype = column.dtype
    if types.is_bool_dtype(dtype) or types.is_datetime64_any_dtype(dtype):
        kind = Feature(name, "boolean" if types.is_bool_dtype(dtype) else "date")
        return Found(kind, int(column.isna().sum()), column.nunique() < 2)
    if types.is_numeric_dtype(dtype):
        return _number(column, name, is_id=unnamed or bool(_IDENTIFIER.fullmatch(name)))
    return _text(column, name, comma=comma)


def _number(column: "Series[Any]", name: str, *, is_id: bool) -> Found:
    values = column.to_numpy()
    whole = values.dtype.kind in "iu"
    if not whole:
        values = column.to_numpy(np.float64, na_value=np.nan)
    known = values if whole else values[~np.isnan(values)]
    wrong = _no_rows() if whole else np.flatnonzero(np.abs(values) > _LARGEST)
    feature, lost = _precision(name, known, usable=not len(wrong))
    return Found(
        feature,
        missing=len(values) - len(known),
        # That a cell is missing may tell something.
        constant=len(known) in (0, len(values)) and bool((known == known[:1]).all()),
        identifier=whole and _tells_rows_apart(known, is_id=is_id),
        whole=whole,
        lost=lost,
        wrong=wrong,
    )


def _precision(name: str, known: NDArray[Any], *, usable: bool) -> tuple[Feature, str | None]:
    """Return the feature of a column of numbers, and what is lost of them."""
    if not usable or not len(known):
        return Feature(name, "number"), None
    column = known[:, np.newaxis]
    precise = bool(need_float64(column)[0])
    lost = next((lost_in_words(*counts) for _, *counts in merged(column)), None)
    return Feature(name, "number", precise=precise), lost


def _tells_rows_apart(values: NDArray[Any], *, is_id: bool) -> bool:
    """Tell whether whole numbers count the rows, or are called an identifier and all differ."""
    if len(values) < 3:
        return False
    if values[1] - values[0] == 1 and bool((np.diff(values) == 1).all()):
        return True
    return is_id and len(np.unique(values)) == len(values)


def _text(column: "Series[Any]", name: str, *, comma: bool) -> Found:
    codes, texts = cells.levels(column)
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    n_missing = int((codes < 0).sum())
    numbers = cells.as_numbers(texts, comma=comma)
    is_number = ~np.isnan(numbers)
    empty = np.array([text in cells.MISSING_AMONG_NUMBERS for text in texts], np.bool_)
    if counts[is_number].sum() < max(1, _NEARLY_ALL * counts[~empty].sum()):
        feature = _feature(name, texts)
        # More than half of the cells are the only ones with their text.
        alone = feature.kind == "category" and 2 * (counts == 1).sum() > counts.sum()
        return Found(feature, n_missing, constant=len(texts) < 2, identifier=bool(alone))
    wrong = (~is_number & ~empty) | (np.abs(numbers) > _LARGEST)
    n_missing += int(counts[empty].sum())
    known = np.append(numbers, np.nan)[codes]
    known = known[~np.isnan(known)]
    feature, lost = _precision(name, known, usable=not wrong.any())
    return Found(
        feature,
        n_missing,
        constant=not n_missing and len(np.unique(numbers[is_number])) < 2,
        lost=lost,
        wrong=np.flatnonzero(np.append(wrong, False)[codes]),
    )


def _feature(name: str, texts: list[str]) -> Feature:
    if not np.isnan(cells.as_booleans(texts)).any():
        return Feature(name, "boolean")
    form = cells.date_format(texts)
    return Feature(name, "category") if form is None else Feature(name, "date", form)
