"""The columns that a table has if nobody chose any."""

from collections.abc import Iterable
from dataclasses import replace

from actsearch.leaderboard.columns import (
    COLUMNS,
    METRIC_COLUMNS,
    PARAMETER_PREFIX,
    Column,
    column,
)
from actsearch.leaderboard.rows import Row
from actsearch.metrics import metrics, task_of
from actsearch.tables import INDISPENSABLE
from actsearch.wording import title

_OF_ACCURACY = {"val_accuracy", "val_accuracy_error"}

_DEFAULT_NAMES = (
    *("rank", "front", "study", "trial", "strategy", "state", "activation", "params"),
    *("score", "standard_error", "val_accuracy", "val_accuracy_error", "val_loss"),
    *("confirmed", "confirmed_error", "fresh_seeds", "gain", "gain_error"),
    *("operations", "inference_microseconds", "inference_error", "n_weights"),
    *("epochs", "seconds", "cached_from"),
)
# What is shown only where it is one of the objectives.
_COST_COLUMNS = {
    "inference": ("operations", "inference_microseconds", "inference_error"),
    "n_weights": ("n_weights",),
}


def default_columns(rows: Iterable[Row]) -> tuple[Column, ...]:
    """Return the columns for people who did not choose: those that tell these rows apart.

    The study is named only where there are several, the state only where a trial is not
    complete, the score only where it is not the accuracy.

    Parameters
    ----------
    rows : iterable of Row
        What will be shown.

    Returns
    -------
    tuple of Column
        In the usual order.

    Examples
    --------
    >>> rows = [Row(study="digits", trial=3, state="complete")]
    >>> print(*(column.name for column in default_columns(rows)))
    rank trial strategy activation params val_accuracy val_loss epochs seconds
    """
    rows = list(rows)
    left_out, shown = _of_another_task(rows), dict(COLUMNS)
    if regression := _regression(rows):
        shown["score"] = replace(
            COLUMNS["score"], title=title(regression), importance=INDISPENSABLE
        )
        shown["standard_error"] = replace(COLUMNS["standard_error"], title="±", importance=6)
    for cost, names in _COST_COLUMNS.items():
        if not any(cost in row.costs for row in rows):
            left_out.update(names)
    if all(row.front is None for row in rows):
        left_out.add("front")
    if len({row.study for row in rows}) <= 1:
        left_out.add("study")
    if all(row.state == "complete" for row in rows):
        left_out.add("state")
    if all(row.cached_from is None for row in rows):
        left_out.add("cached_from")
    if all(row.confirmed is None for row in rows):
        left_out |= {"confirmed", "confirmed_error", "fresh_seeds", "gain", "gain_error"}
    if not regression and all(row.score == row.val_accuracy for row in rows):
        left_out |= {"score", "standard_error"}
    error = "standard_error" if regression else "val_accuracy_error"
    if all(getattr(row, error) is None for row in rows):
        left_out |= {"standard_error", "val_accuracy_error"}
    return tuple(shown[name] for name in _DEFAULT_NAMES if name not in left_out)


def every_column(rows: Iterable[Row]) -> tuple[Column, ...]:
    """Return all columns but those of another task.

    Examples
    --------
    >>> names = [column.name for column in every_column([Row(study="digits", trial=3, state="")])]
    >>> "val_accuracy" in names, "val_r2" in names
    (True, False)
    """
    left_out = _of_another_task(rows)
    return tuple(column for name, column in COLUMNS.items() if name not in left_out)


def with_parameters(rows: Iterable[Row]) -> tuple[Column, ...]:
    """Return every column for programs: in place of all parameters together, one for each.

    Examples
    --------
    >>> rows = [Row(study="digits", trial=3, state="complete", params={"slope": 0.1})]
    >>> [each.name for each in with_parameters(rows) if each not in every_column(rows)]
    ['params.slope']
    """
    rows = list(rows)
    every = every_column(rows)
    names = dict.fromkeys(name for row in rows for name in row.params)
    own = [column(f"{PARAMETER_PREFIX}{name}") for name in names]
    place = every.index(COLUMNS["params"])
    return (*every[:place], *own, *every[place + 1 :])


def _regression(rows: Iterable[Row]) -> str | None:
    """Return the metric of a regression; None of a classification."""
    # A trial that failed has no metric.
    return next((row.metric for row in rows if task_of(row.metric) == "regression"), None)


def _of_another_task(rows: Iterable[Row]) -> set[str]:
    if _regression(rows):
        return _OF_ACCURACY | {
            column
            for column, name in METRIC_COLUMNS.items()
            if metrics()[name].task != "regression"
        }
    return {column for column, name in METRIC_COLUMNS.items() if task_of(name) == "regression"}
