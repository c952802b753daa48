"""Statistics of groups of trials, such as all trials of one activation."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from actsearch.leaderboard.columns import Column, column
from actsearch.leaderboard.naming import find
from actsearch.leaderboard.rows import Row, rank
from actsearch.leaderboard.values import any_value, compact
from actsearch.metrics import DEFAULT, task_of
from actsearch.tables import INDISPENSABLE
from actsearch.wording import of_samples, title, value_in_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Statistics of the trials that have the same value in one column.

    Parameters
    ----------
    group : str, int, float or None
        The value; None for the trials that have none.
    trials : int
        Number of trials, in any state.
    complete : int
        Number of complete trials; the following statistics are theirs.
    best, mean : float or None
        Best and mean validation accuracy; in regression the metric.
    standard_deviation : float or None
        Sample standard deviation of the same (n - 1 in the denominator); None for
        fewer than two trials. It includes the effect of everything that differs in the group.
    best_trial : int or None
        Number of the best trial.
    samples : int or None
        Number of predictions that its score was measured with.
    """

    group: str | int | float | None
    trials: int
    complete: int
    best: float | None
    mean: float | None
    standard_deviation: float | None
    best_trial: int | None
    samples: int | None = None


def group_rows(rows: Iterable[Row], by: str | Column) -> list[Group]:
    """Group trials by their value in a column, and compute the statistics of each group.

    Parameters
    ----------
    rows : iterable of Row
        Trials in any order and any state.
    by : str or Column
        A column or its name, such as ``"activation"``, ``"strategy"`` or ``"params.batch_size"``.

    Returns
    -------
    list of Group
        Groups, best first; those without a complete trial come last.

    Raises
    ------
    UsageError
        If there is no such column.

    Examples
    --------
    >>> rows = [
    ...     Row(study="digits", trial=number, state="complete", activation=activation,
    ...         val_accuracy=score, score=score)
    ...     for number, (activation, score) in enumerate(
    ...         (("relu", 0.94), ("tanh", 0.95), ("relu", 0.96)))
    ... ]
    >>> for group in group_rows(rows, "activation"):
    ...     print(group.group, group.trials, group.best, group.best_trial)
    relu 2 0.96 2
    tanh 1 0.95 1
    """
    rows = list(rows)
    chosen = find(by, rows) if isinstance(by, str) else by
    members: dict[Any, list[Row]] = {}
    # Rows are ranked, so the dict has the groups in the order of their best rows.
    for row in rank(rows):
        members.setdefault(_shared(chosen, row), []).append(row)
    return [_summary(value, group) for value, group in members.items()]


def group_columns(by: str, metric: str = DEFAULT) -> tuple[Column, ...]:
    """Return the columns of a table of groups.

    Parameters
    ----------
    by : str
        Name of the column that the rows were grouped by.
    metric : str
        Metric of the study.

    Returns
    -------
    tuple of Column
        Columns for the functions of :mod:`actsearch.leaderboard.formats`.

    Examples
    --------
    >>> [column.title for column in group_columns("activation")][:4]
    ['activation', 'trials', 'complete', 'best %']
    """
    chosen = column(by)
    shown, unit, sd = DEFAULT, "%", "SD (points)"
    if task_of(metric) == "regression":
        shown, unit, sd = metric, title(metric), "SD"

    def measured(value: float, _metric: str, samples: int | None) -> str:
        return value_in_words(shown, value, chance=of_samples(shown, value, samples))

    # A group by all parameters ("params"), or all costs, has them as text already.
    show = chosen.show if by not in ("params", "costs") else compact
    of_metric = chosen.of_metric and by in ("val_accuracy", "val_accuracy_error")
    if chosen.of_metric and not of_metric:
        show = any_value  # a group has no metric
    return (
        Column("group", chosen.title, chosen.kind, show, False, INDISPENSABLE, of_metric),
        Column("trials", "trials", "number", str, importance=6),
        Column("complete", "complete", "number", str, importance=4),
        Column("best", f"best {unit}", "number", measured, False, INDISPENSABLE, of_metric=True),
        Column("mean", f"mean {unit}", "number", measured, False, 8, of_metric=True),
        Column("standard_deviation", sd, "number", measured, False, 7, of_metric=True),
        Column("best_trial", "best trial", "number", str, importance=5),
    )


def _shared(chosen: Column, row: Row) -> Any:
    value = chosen.value(row)
    return value if isinstance(value, str | int | float | None) else compact(value)


def _summary(value: Any, rows: Sequence[Row]) -> Group:
    ranked = [row for row in rows if row.rank is not None]
    values = [each for row in ranked if (each := _value(row)) is not None]
    best = ranked[0] if ranked else None
    return Group(
        group=value,
        trials=len(rows),
        complete=len(ranked),
        best=_value(best) if best else None,
        mean=statistics.fmean(values) if values else None,
        standard_deviation=statistics.stdev(values) if len(values) > 1 else None,
        best_trial=best.trial if best else None,
        samples=best.samples if best else None,
    )


def _value(row: Row) -> float | None:
    return row.score if task_of(row.metric) == "regression" else row.val_accuracy
