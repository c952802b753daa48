"""The score against each parameter that was searched, with its uncertainty."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from actsearch.leaderboard.values import any_value
from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.plots.data.scale import Scale
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source
from actsearch.trials import Outcome, TrialRecord

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

MOST_PANELS = 12
# A mean of fewer complete trials says more of them than of the parameter.
_LEAST_OF_A_MEAN = 5
_MOST_MEANS = 8
_LEAST_OF_A_PANEL = 3


@dataclass(frozen=True, slots=True)
class Point:
    """A trial that drew the parameter.

    Parameters
    ----------
    trial : int
        Its number.
    at : float or str
        Value of the parameter.
    outcome : Outcome
        How the trial ended.
    value, error : float or None
        Its value on the metric's scale, and the standard error of that.
    """

    trial: int
    at: float | str
    outcome: Outcome
    value: float | None
    error: float | None


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of neighbouring complete trials.

    Parameters
    ----------
    low, high : float
        Where they lie.
    value, error : float
        Mean of their values, and half the width of its 95 % interval.
    n : int
        How many trials these are.
    """

    low: float
    high: float
    value: float
    error: float
    n: int


@dataclass(frozen=True, slots=True)
class Effect:
    """How the score goes with one parameter.

    Parameters
    ----------
    name : str
        Name of the parameter.
    log : bool
        Whether it is searched on a logarithmic scale.
    points : tuple of Point
        Trials that drew it, sorted by number.
    means : tuple of Mean
        Means of neighbouring complete trials; none of few trials, and of choices.
    span : tuple of float or None
        Ends of the range that is searched; None of a choice.
    """

    name: str
    log: bool
    points: tuple[Point, ...]
    means: tuple[Mean, ...] = ()
    span: tuple[float, float] | None = None

    @property
    def is_choice(self) -> bool:
        """Whether it is a choice, and not a number."""
        return self.span is None


@dataclass(frozen=True)
class Effects(PlotData):
    """How the score goes with each parameter.

    Parameters
    ----------
    scale : Scale
        Scale of the values.
    effects : tuple of Effect
        All parameters, those with most trials first.
    error : str
        What the standard errors of single trials are.
    """

    scale: Scale
    effects: tuple[Effect, ...]
    error: str

    @property
    def shown(self) -> tuple[Effect, ...]:
        """What a picture has room for: parameters that several trials drew, if there are any."""
        telling = [each for each in self.effects if len(each.points) >= _LEAST_OF_A_PANEL]
        return tuple((telling or self.effects)[:MOST_PANELS])

    @property
    def notes(self) -> tuple[str, ...]:
        """Say how many parameters are not shown."""
        shown, count = len(self.shown), len(self.effects)
        return () if shown == count else (f"{shown} of {count} parameters, those with most trials",)

    def table(self) -> Table:
        """Return a row for each trial and parameter."""
        unit, difference = self.scale.unit, self.scale.difference_unit
        return Table.of(
            {
                **{"parameter": "", "at": "", "trial": "", "outcome": ""},
                **{self.scale.name: unit, "standard error": difference},
            },
            (
                (each.name, point.at, point.trial, str(point.outcome), point.value, point.error)
                for each in self.effects
                for point in each.points
            ),
        )


def effects(source: Source) -> Effects:
    """Collect the score against each parameter that was searched.

    Nodes of trees are left out: they mean nothing by themselves. So are values that training
    changed.

    Raises
    ------
    NothingToPlotError
        If no trial with a result drew a parameter.
    """
    scale = Scale(source.metric)
    drawn: dict[str, list[Point]] = {}
    distributions: dict[str, BaseDistribution] = {}
    for trial in source.ended:
        error = _error(trial, source, scale)
        for name, at in trial.parameters.items():
            part = ParameterName.parse(name)
            if part.activation == EXPRESSION or (part.activation and _learns(trial)):
                continue
            distributions[name] = trial.distributions[name]
            is_number = hasattr(trial.distributions[name], "low")
            shown = float(at) if is_number else any_value(at)
            point = Point(trial.number, shown, trial.outcome, scale.of(trial), error)
            drawn.setdefault(name, []).append(point)
    found = [
        _effect(name, points, distributions[name])
        for name, points in drawn.items()
        if len({point.at for point in points if point.value is not None}) > 1
    ]
    if not found:
        raise NothingToPlotError(
            f"no parameter has two values in the trials of study {source.name!r} that have a score"
        )
    found.sort(key=lambda each: -len(each.points))
    return Effects(scale, tuple(found), _source_of_errors(source))


def _effect(name: str, points: Sequence[Point], distribution: "BaseDistribution") -> Effect:
    log = bool(getattr(distribution, "log", False))
    low, high = getattr(distribution, "low", None), getattr(distribution, "high", None)
    span = None if low is None or high is None else (float(low), float(high))
    return Effect(name, log, tuple(points), _means(points, log=log), span)


def _learns(trial: TrialRecord) -> bool:
    return bool(trial.evaluation and trial.evaluation.learned)


def _error(trial: TrialRecord, source: Source, scale: Scale) -> float | None:
    """Return the standard error of a complete trial's value: over its splits, or by sampling."""
    if trial.outcome != Outcome.COMPLETE or trial.evaluation is None or trial.score is None:
        return None
    if (error := trial.evaluation.standard_error) is not None:
        return scale.factor * error
    count = source.snapshot.attributes.n_validation
    if scale.metric != "accuracy" or not count:
        return None
    return scale.factor * math.sqrt(trial.score * (1 - trial.score) / count)


def _source_of_errors(source: Source) -> str:
    trained = [trial.evaluation for trial in source.complete if trial.evaluation]
    if trained and trained[0].n_splits > 1:
        return f"standard error over {trained[0].n_splits} splits"
    if source.metric == "accuracy" and (count := source.snapshot.attributes.n_validation):
        return f"standard error of the sampling of {count:,} validation samples"
    return ""


def _means(points: Sequence[Point], *, log: bool) -> tuple[Mean, ...]:
    """Return means of equally many neighbours, each with its interval."""
    known = sorted(
        (point.at, point.value)
        for point in points
        if point.outcome == Outcome.COMPLETE
        and isinstance(point.at, float)
        and point.value is not None
        and (point.at > 0 or not log)
    )
    count = min(_MOST_MEANS, len(known) // _LEAST_OF_A_MEAN)
    if count < 3:
        return ()
    ends = [len(known) * place // count for place in range(count + 1)]
    return tuple(_mean(known[begin:end]) for begin, end in pairwise(ends))


def _mean(known: Sequence[tuple[float, float]]) -> Mean:
    # SciPy takes a while to import, and only a picture with means needs it.
    from scipy.special import stdtrit

    values = [value for _, value in known]
    error = stdev(values) / math.sqrt(len(values)) * float(stdtrit(len(values) - 1, 0.975))
    return Mean(known[0][0], known[-1][0], fmean(values), error, len(values))
