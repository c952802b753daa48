"""Choose which rows to show, and in which order."""

from collections.abc import Iterable

from actsearch.errors import UsageError
from actsearch.leaderboard.filters import parse
from actsearch.leaderboard.naming import find
from actsearch.leaderboard.rows import Row
from actsearch.leaderboard.sorting import sort_by


def select(
    rows: Iterable[Row],
    *,
    every_state: bool = False,
    where: str | None = None,
    sort: str | None = None,
    top: int | None = None,
) -> list[Row]:
    """Filter ranked rows, then sort and cut them, in this order.

    A rank is the place among all rows; a filter does not change it.

    Parameters
    ----------
    rows : iterable of Row
        All trials, ranked, see :class:`actsearch.leaderboard.Leaderboard`.
    every_state : bool
        Whether to keep trials that are not complete.
    where : str, optional
        Condition for the rows to keep, see :mod:`actsearch.leaderboard.filters`.
    sort : str, optional
        Name of the column to sort by; a leading ``-`` reverses the order. By default as they are.
    top : int, optional
        How many rows to keep, at least 1; all by default.

    Returns
    -------
    list of Row
        Rows to show.

    Raises
    ------
    UsageError
        If the condition, the column or the number cannot be used.

    Examples
    --------
    >>> rows = [
    ...     Row(study="digits", trial=0, state="complete", score=0.95, activation="relu"),
    ...     Row(study="digits", trial=1, state="failed"),
    ...     Row(study="digits", trial=2, state="complete", score=0.97, activation="tanh"),
    ... ]
    >>> from actsearch.leaderboard import rank
    >>> [(row.rank, row.trial) for row in select(rank(rows), where="activation == relu")]
    [(2, 0)]
    """
    if top is not None and top < 1:
        raise UsageError(f"top must be at least 1, got {top}")
    rows = list(rows)
    selected = [row for row in rows if every_state or row.state == "complete"]
    if where is not None:
        condition = parse(where, rows)
        selected = [row for row in selected if condition(row)]
    if sort is not None:
        # Found by all rows: those that are left may lack the parameter.
        chosen = find(sort.removeprefix("-"), rows)
        selected = sort_by(selected, chosen, backwards=sort.startswith("-"))
    return selected[:top]
