"""Sort rows by any column, in the natural order of what it holds."""

from collections.abc import Sequence
from typing import Any

from actsearch.leaderboard.columns import SCORES, Column
from actsearch.leaderboard.naming import find
from actsearch.leaderboard.rows import Row
from actsearch.leaderboard.values import compact
from actsearch.metrics import turned


def sort_rows(rows: Sequence[Row], by: str) -> list[Row]:
    """Sort by a column in its natural order: scores from the best, losses from the lowest.

    Parameters
    ----------
    rows : sequence of Row
        Rows of equal value keep their order.
    by : str
        A column; a leading ``-`` reverses it.

    Returns
    -------
    list of Row
        Those without a value last, whatever the direction.

    Raises
    ------
    UsageError
        If there is no such column.

    Examples
    --------
    >>> rows = [
    ...     Row(study="digits", trial=number, state="complete", seconds=seconds)
    ...     for number, seconds in enumerate([2.5, None, 1.5])
    ... ]
    >>> [row.trial for row in sort_rows(rows, "seconds")]
    [2, 0, 1]
    >>> [row.trial for row in sort_rows(rows, "-seconds")]
    [0, 2, 1]
    """
    return sort_by(rows, find(by.removeprefix("-"), rows), backwards=by.startswith("-"))


def sort_by(rows: Sequence[Row], chosen: Column, *, backwards: bool = False) -> list[Row]:
    """Sort by a column that was found, as :func:`sort_rows` does."""

    def key(row: Row) -> tuple[bool, Any]:
        # One parameter may hold numbers in some trials and words in others.
        value = chosen.value(row)
        if chosen.name in SCORES:
            value = turned(row.metric, value)
        return (False, value) if isinstance(value, int | float) else (True, compact(value))

    valued = [row for row in rows if chosen.value(row) is not None]
    missing = [row for row in rows if chosen.value(row) is None]
    return sorted(valued, key=key, reverse=chosen.highest_first != backwards) + missing
