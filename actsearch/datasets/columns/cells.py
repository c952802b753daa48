"""What cells say: numbers in their usual forms, booleans, dates and text.

Cells are converted once for each distinct text, and not once for each row.
"""

import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pandas import Series

# How spreadsheets, R, pandas, Weka and databases write that a value is missing. "None" is a
# category in many tables, and is missing only among numbers.
MISSING = frozenset(("", "?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null"))
MISSING_AMONG_NUMBERS = frozenset(("None", "none", "-", "--"))

_NO, _YES = ("false", "no", "f", "n"), ("true", "yes", "t", "y")
_BOOLEANS = {**dict.fromkeys(_NO, 0.0), **dict.fromkeys(_YES, 1.0)}
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity)", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d*")
_CURRENCIES = "$€£¥"
# An ambiguous date, such as 03/04/2024, is read in the first of these forms that fits all cells.
_DAYS = ("%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y")
_TIMES = ("", " %H:%M", " %H:%M:%S")
_DATES = ("ISO8601", *(day + time for time in _TIMES for day in _DAYS))
_DAY = np.timedelta64(1, "D")


def levels(column: "Series[Any]") -> tuple[NDArray[np.intp], list[str]]:
    """Return the distinct texts of a column, stripped, and the number of each cell's text.

    Returns
    -------
    codes : ndarray of int, shape (n,)
        -1 where the cell is missing.
    texts : list of str
        In the order in which they appear.

    Examples
    --------
    >>> import pandas as pd
    >>> codes, texts = levels(pd.Series(["b", " a ", "?", "a"]))
    >>> codes.tolist(), texts
    ([0, 1, -1, 1], ['b', 'a'])
    """
    import pandas as pd

    codes, found = pd.factorize(column)
    place: dict[str, int] = {}
    again = [
        -1 if text in MISSING else place.setdefault(text, len(place))
        for text in (str(each).strip() for each in found)
    ]
    return np.array([*again, -1], np.intp)[codes], list(place)


def as_numbers(texts: Iterable[str], *, comma: bool = False) -> NDArray[np.float64]:
    """Return the number that each text says; NaN if it says none, infinity if it is too large.

    Parameters
    ----------
    texts : iterable of str
        ``1.5``, ``1,000``, ``0.5%``, ``$3`` and the like.
    comma : bool
        Whether a comma stands before the decimals, as in ``1.000,5``.

    Examples
    --------
    >>> as_numbers(["1.5", "1,000", "50%", "$3", "tall"]).tolist()
    [1.5, 1000.0, 0.5, 3.0, nan]
    >>> as_numbers(["1,5", "1.000,5"], comma=True).tolist()
    [1.5, 1000.5]
    """
    return np.array([_number(text, comma) for text in texts], np.float64)


def _number(text: str, comma: bool) -> float:
    scale = 0.01 if text.endswith("%") else 1.0
    text = text.removesuffix("%").strip(_CURRENCIES + " ")
    if comma and _COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif not comma and _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    return float(text) * scale if _PLAIN.fullmatch(text) else math.nan


def has_decimal_comma(texts: Iterable[str]) -> bool:
    """Tell whether a comma can only stand before decimals in some text, and not before thousands.

    Examples
    --------
    >>> has_decimal_comma(["1,500", "2,5"]), has_decimal_comma(["1,500", "2"])
    (True, False)
    """
    return any(_COMMA.fullmatch(text) and not _GROUPED.fullmatch(text) for text in texts)


def as_booleans(texts: Iterable[str]) -> NDArray[np.float64]:
    """Return 1 for each text that says yes, 0 for no, and NaN for all others.

    Examples
    --------
    >>> as_booleans(["Yes", "f", "perhaps"]).tolist()
    [1.0, 0.0, nan]
    """
    return np.array([_BOOLEANS.get(text.lower(), math.nan) for text in texts], np.float64)


def date_format(texts: Sequence[str]) -> str | None:
    """Return the format that all texts have as dates, or None.

    Examples
    --------
    >>> date_format(["2024-01-31", "2024-02-01 12:30"]), date_format(["31.01.2024"])
    ('ISO8601', '%d.%m.%Y')
    """
    # A number alone is no date, although ISO 8601 has years.
    if not texts or not all(len(text) >= 8 and not _PLAIN.fullmatch(text) for text in texts):
        return None
    return next((form for form in _DATES if not np.isnan(as_days(texts, form)).any()), None)


def as_days(texts: Any, form: str | None = None) -> NDArray[np.float64]:
    """Return dates as days since 1970-01-01, UTC, with fractions; NaN if a text has another form.

    Examples
    --------
    >>> as_days(["1970-01-02 12:00"], "ISO8601").tolist()
    [1.5]
    """
    import pandas as pd

    dates = pd.to_datetime(pd.Series(texts), format=form, errors="coerce", utc=True)
    days = dates.dt.tz_localize(None).to_numpy() - np.datetime64(0, "D")
    return np.asarray(days / _DAY, np.float64)
