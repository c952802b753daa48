"""The history of a search: the score of each trial, and the best one so far."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from actsearch.plots.data.scale import Scale
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source
from actsearch.trials import Outcome
from actsearch.trials.record import BASELINE


@dataclass(frozen=True, slots=True)
class Step:
    """A trial in the history.

    Parameters
    ----------
    trial : int
        Its number.
    outcome : Outcome
        How it ended.
    value : float or None
        Its value on the metric's scale; None if it failed or diverged.
    best : float or None
        Best value of the complete trials until then.
    """

    trial: int
    outcome: Outcome
    value: float | None
    best: float | None


@dataclass(frozen=True)
class History(PlotData):
    """The trials of one or several studies, in their order.

    Parameters
    ----------
    scale : Scale
        Scale of the values.
    studies : mapping of str to tuple of Step
        The trials that have ended, by the name of their study.
    baseline : float or None
        Value of the baseline, if there is one study and it has one.
    """

    scale: Scale
    studies: dict[str, tuple[Step, ...]]
    baseline: float | None = None

    def table(self) -> Table:
        """Return a row for each trial."""
        unit = self.scale.unit
        return Table.of(
            {"study": "", "trial": "", "outcome": "", self.scale.name: unit, "best so far": unit},
            (
                (name, step.trial, str(step.outcome), step.value, step.best)
                for name, steps in self.studies.items()
                for step in steps
            ),
        )


def history(sources: Sequence[Source]) -> History:
    """Collect the history of studies that have the same metric.

    Raises
    ------
    NothingToPlotError
        If no trial has ended.
    """
    scale = Scale(sources[0].metric)
    studies = {source.name: _steps(source, scale) for source in sources}
    if not any(studies.values()):
        raise NothingToPlotError(f"no trial of {_named(sources)} has ended yet: carry it on first")
    baseline = None
    if len(sources) == 1:
        first = sources[0].trials[0]
        baseline = scale.of(first) if first.strategy == BASELINE else None
    return History(scale, studies, baseline)


def _steps(source: Source, scale: Scale) -> tuple[Step, ...]:
    steps, best = [], -math.inf
    for trial in source.ended:
        value = scale.of(trial)
        if trial.outcome == Outcome.COMPLETE and trial.score is not None and value is not None:
            best = max(best, trial.score)
        steps.append(Step(trial.number, trial.outcome, value, scale.value(best)))
    return tuple(steps)


def _named(sources: Sequence[Source]) -> str:
    return " or ".join(f"study {source.name!r}" for source in sources)
