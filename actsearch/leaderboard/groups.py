"""How groups of trials did, such as all those of one activation."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from actsearch.leaderboard.columns import COLUMNS, INDISPENSABLE, Column, column
from actsearch.leaderboard.rows import Row, rank
from actsearch.leaderboard.values import compact


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Trials that share a value; the statistics are those of the complete ones.

    Parameters
    ----------
    group : str, int, float or None
        What they share; None for the trials that lack it.
    trials : int
        How many there are, in any state.
    complete : int
        How many came to their end.
    best, mean : float or None
        Of the validation accuracy.
    standard_deviation : float or None
        Of the validation accuracy, as estimated from a sample (n - 1 in the denominator); None
        for fewer than two trials. It mixes whatever else differs within the group.
    best_trial : int or None
        Number of the best trial.
    """

    group: str | int | float | None
    trials: int
    complete: int
    best: float | None
    mean: float | None
    standard_deviation: float | None
    best_trial: int | None


def group_rows(rows: Iterable[Row], by: str) -> list[Group]:
    """Sum up the trials that share a value.

    Parameters
    ----------
    rows : iterable of Row
        In any order and any state.
    by : str
        A column, such as ``"activation"``, ``"strategy"`` or ``"params.batch_size"``.

    Returns
    -------
    list of Group
        From the best on; those without a complete trial last.

    Raises
    ------
    UsageError
        If there is no such column.

    Examples
    --------
    >>> rows = [
    ...     Row(study="digits", trial=0, state="complete", activation="relu", val_accuracy=0.94),
    ...     Row(study="digits", trial=1, state="complete", activation="tanh", val_accuracy=0.95),
    ...     Row(study="digits", trial=2, state="complete", activation="relu", val_accuracy=0.96),
    ... ]
    >>> for group in group_rows(rows, "activation"):
    ...     print(group.group, group.trials, group.best, group.best_trial)
    relu 2 0.96 2
    tanh 1 0.95 1
    """
    chosen = column(by)
    members: dict[Any, list[Row]] = {}
    # Rows come in order of merit, so groups are met in the order of their best rows.
    for row in rank(rows):
        members.setdefault(_shared(chosen, row), []).append(row)
    return [_summary(value, group) for value, group in members.items()]


def group_columns(by: str) -> tuple[Column, ...]:
    """Return the columns of a table of groups.

    Parameters
    ----------
    by : str
        The column that the rows were grouped by.

    Returns
    -------
    tuple of Column
        For the formats of :mod:`actsearch.leaderboard.formats`.

    Examples
    --------
    >>> [column.title for column in group_columns("activation")][:4]
    ['activation', 'trials', 'complete', 'best %']
    """
    chosen = column(by)
    percent = COLUMNS["val_accuracy"].show
    # Groups by all parameters together hold them as text.
    show = chosen.show if by != "params" else compact
    return (
        Column("group", chosen.title, chosen.kind, show, importance=INDISPENSABLE),
        Column("trials", "trials", "number", str, importance=6),
        Column("complete", "complete", "number", str, importance=4),
        Column("best", "best %", "number", percent, importance=INDISPENSABLE),
        Column("mean", "mean %", "number", percent, importance=8),
        Column("standard_deviation", "SD (points)", "number", percent, importance=7),
        Column("best_trial", "best trial", "number", str, importance=5),
    )


def _shared(chosen: Column, row: Row) -> Any:
    value = chosen.value(row)
    return value if isinstance(value, str | int | float | None) else compact(value)


def _summary(value: Any, rows: Sequence[Row]) -> Group:
    ranked = [row for row in rows if row.rank is not None]
    accuracies = [row.val_accuracy for row in ranked if row.val_accuracy is not None]
    best = ranked[0] if ranked else None
    return Group(
        group=value,
        trials=len(rows),
        complete=len(ranked),
        best=best.val_accuracy if best else None,
        mean=statistics.fmean(accuracies) if accuracies else None,
        standard_deviation=statistics.stdev(accuracies) if len(accuracies) > 1 else None,
        best_trial=best.trial if best else None,
    )
