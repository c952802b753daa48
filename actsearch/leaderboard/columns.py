"""The columns of the leaderboard: what each is called, how people read it, and how it sorts."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from actsearch.errors import UsageError, did_you_mean
from actsearch.leaderboard.values import any_value, one_line
from actsearch.metrics import DEFAULT, metrics
from actsearch.tables import INDISPENSABLE, Kind
from actsearch.wording import of_samples, value_in_words

PARAMETER_PREFIX = "params."


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Parameters
    ----------
    name : str
        Field of the record that it shows, or ``"params."`` and the name of a parameter.
    title : str
        Heading for people.
    kind : {"text", "name", "number", "any"}
        What it holds; a parameter may be either.
    show : callable
        Writes a value, never None, for people.
    of_metric : bool
        Whether ``show`` also takes the metric of the record, and of how many samples it is.
    highest_first : bool
        Whether the natural order is from high to low.
    importance : int
        A narrow table leaves out columns of the lowest importance first.
    """

    name: str
    title: str
    kind: Kind
    show: Callable[..., str]
    highest_first: bool = False
    importance: int = 1
    of_metric: bool = False

    def value(self, record: object) -> Any:
        """Return what ``record`` has in this column; None if it has nothing, or no finite number.

        Examples
        --------
        >>> from actsearch.leaderboard import Row
        >>> row = Row(study="digits", trial=3, state="complete", params={"slope": 0.1})
        >>> column("params.slope").value(row), column("val_loss").value(row)
        (0.1, None)
        """
        if self.name.startswith(PARAMETER_PREFIX):
            params = getattr(record, "params", {})
            found = params.get(self.name.removeprefix(PARAMETER_PREFIX))
        elif self.name in METRIC_COLUMNS:
            found = getattr(record, "metrics", {}).get(METRIC_COLUMNS[self.name])
        else:
            found = getattr(record, self.name)
        return None if isinstance(found, float) and not math.isfinite(found) else found

    def text(self, record: object) -> str:
        """Write what ``record`` has in this column for people, on one line.

        Examples
        --------
        >>> from actsearch.leaderboard import Row
        >>> row = Row(study="digits", trial=3, state="complete", val_accuracy=0.97619)
        >>> column("val_accuracy").text(row)
        '97.62'
        """
        value = self.value(record)
        if value is None:
            return ""
        if not self.of_metric:
            return one_line(self.show(value))
        known = getattr(record, "metric", DEFAULT), getattr(record, "samples", None)
        return one_line(self.show(value, *known))


def _params(params: dict[str, object]) -> str:
    return ", ".join(f"{name}={any_value(value)}" for name, value in params.items())


def _percent(fraction: float, _metric: str, samples: int | None) -> str:
    return _value(fraction, DEFAULT, samples)


def _tenths(fraction: float) -> str:
    return f"{100 * fraction:.1f}"


def _front(number: int) -> str:
    return f"* {number}" if number == 1 else str(number)


def _text(name: str, title: str, importance: int = 1) -> Column:
    return Column(name, title, "text", str, importance=importance)


def _number(
    name: str,
    title: str,
    show: Callable[[Any], str] = str,
    *,
    highest_first: bool = False,
    importance: int = 1,
) -> Column:
    return Column(name, title, "number", show, highest_first, importance)


def _score(name: str, title: str, importance: int, *, highest_first: bool = False) -> Column:
    return Column(name, title, "number", _value, highest_first, importance, of_metric=True)


def _value(value: float, metric: str, samples: int | None, sign: str = "") -> str:
    return value_in_words(metric, value, sign, of_samples(metric, value, samples))


def _plain(score: float, metric: str, samples: int | None) -> str:
    # The accuracy has a column of its own, in percent.
    return f"{score:.4f}" if metric == DEFAULT else _value(score, metric, samples)


def _by_name(columns: Iterable[Column]) -> dict[str, Column]:
    return {column.name: column for column in columns}


# The accuracy has a column of its own.
METRIC_COLUMNS = {f"val_{name}": name for name in metrics() if name != "accuracy"}

COLUMNS = _by_name(
    [
        _number("rank", "rank", importance=INDISPENSABLE),
        _number("front", "front", _front, importance=8),
        Column("study", "study", "name", str, importance=8),
        _number("trial", "trial", importance=8),
        _text("strategy", "strategy", 3),
        _text("state", "state", 7),
        _text("activation", "activation", INDISPENSABLE),
        Column("params", "parameters", "text", _params, importance=8),
        Column(
            "val_accuracy", "accuracy %", "number", _percent, True, INDISPENSABLE, of_metric=True
        ),
        Column("val_accuracy_error", "±", "number", _percent, importance=5, of_metric=True),
        Column("score", "score", "number", _plain, True, 8, of_metric=True),
        Column("standard_error", "± score", "number", _plain, of_metric=True),
        _number("val_loss", "val loss", "{:.4f}".format, importance=3),
        *(
            _number(
                column,
                metrics()[name].title,
                partial(value_in_words, name),
                highest_first=metrics()[name].highest_first,
            )
            for column, name in METRIC_COLUMNS.items()
        ),
        _number("train_loss", "train loss", "{:.4f}".format),
        _number("epochs", "epochs", "{:.4g}".format, importance=2),
        _number("seconds", "seconds", "{:.1f}".format, importance=3),
        _number("seconds_per_epoch", "s/epoch", "{:.2f}".format),
        _number("samples", "samples", "{:,}".format),
        _number("operations", "operations", "{:,}".format, importance=7),
        _number("inference_microseconds", "µs/sample", "{:.2f}".format),
        _number("inference_error", "± µs", "{:.2f}".format),
        _number("n_weights", "weights", "{:,}".format),
        Column("costs", "costs", "text", _params),
        _number("dead", "dead %", _tenths),
        _number("saturated", "saturated %", _tenths),
        _number("sparsity", "sparsity %", _tenths),
        _number("gradient_ratio", "gradient ratio", "{:.2g}".format),
        _number("initial_gradient_ratio", "ratio at first", "{:.2g}".format),
        _text("diagnosis", "diagnosis"),
        _text("candidate", "candidate"),
        _text("formula", "formula"),
        _text("reason", "reason"),
        _number("generation", "generation"),
        _number("cached_from", "same as", importance=4),
        _score("confirmed", "confirmed", 6, highest_first=True),
        _score("confirmed_error", "± confirmed", 4),
        _number("fresh_seeds", "seeds", importance=5),
        Column("gain", "gain", "number", partial(_value, sign="+"), True, 7, of_metric=True),
        _score("gain_error", "± gain", 6),
        _number("p", "p", "{:.2g}".format, importance=4),
        _text("metric", "metric"),
    ]
)

EVERY_COLUMN: tuple[Column, ...] = tuple(COLUMNS.values())

SCORES = ("score", "confirmed")
"""Columns whose best value is the lowest if less of the metric is better."""


def column(name: str) -> Column:
    """Return the column called ``name``.

    Parameters
    ----------
    name : str
        Field of a row, or ``"params."`` and the name of a parameter.

    Returns
    -------
    Column
        The column; one for a parameter that no row has is empty.

    Raises
    ------
    UsageError
        If there is no such column.

    Examples
    --------
    >>> column("val_loss").title, column("params.slope").title
    ('val loss', 'slope')
    """
    parameter = name.removeprefix(PARAMETER_PREFIX)
    if parameter and parameter != name:
        return Column(name, parameter, "any", any_value)
    if name not in COLUMNS:
        known = [*COLUMNS, f"{PARAMETER_PREFIX}NAME"]
        raise UsageError(f"unknown column {name!r}: {did_you_mean(name, known)}")
    return COLUMNS[name]
