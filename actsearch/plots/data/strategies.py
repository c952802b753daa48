"""Strategies compared: how soon each finds how good a trial, in one study or in several."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from actsearch.plots.data.scale import Scale
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source
from actsearch.trials import Outcome
from actsearch.trials.record import BASELINE


@dataclass(frozen=True, slots=True)
class Attempt:
    """A trial that a strategy proposed.

    Parameters
    ----------
    trial : int
        Its number in the study.
    outcome : Outcome
        How it ended.
    value : float or None
        Its value on the metric's scale.
    best : float or None
        Best value of the strategy's complete trials until then.
    """

    trial: int
    outcome: Outcome
    value: float | None
    best: float | None


@dataclass(frozen=True)
class StrategyComparison(PlotData):
    """The trials of each strategy, in their order.

    Parameters
    ----------
    scale : Scale
        Scale of the values.
    attempts : mapping of str to tuple of Attempt
        Trials that have ended, by the strategy's name; of several studies with the study's.
    baseline : float or None
        Value of the baseline of the first study.
    """

    scale: Scale
    attempts: dict[str, tuple[Attempt, ...]]
    baseline: float | None

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what later strategies know."""
        if len(self.attempts) < 2 or any(": " in name for name in self.attempts):
            return ()
        return ("a strategy that came later has learned from the trials before it",)

    def table(self) -> Table:
        """Return a row for each trial."""
        unit = self.scale.unit
        return Table.of(
            {"strategy": "", "attempt": "", "trial": "", "outcome": ""}
            | {self.scale.name: unit, "best so far": unit},
            (
                (name, count, each.trial, str(each.outcome), each.value, each.best)
                for name, attempts in self.attempts.items()
                for count, each in enumerate(attempts, start=1)
            ),
        )


def strategy_comparison(sources: Sequence[Source]) -> StrategyComparison:
    """Collect the trials of each strategy of one study, or of several with the same metric.

    Raises
    ------
    NothingToPlotError
        If no trial that a strategy proposed has ended.
    """
    scale = Scale(sources[0].metric)
    attempts: dict[str, list[Attempt]] = {}
    best: dict[str, float] = {}
    for source in sources:
        for trial in source.ended:
            if trial.strategy in (None, BASELINE):
                continue
            name = f"{source.name}: {trial.strategy}" if len(sources) > 1 else str(trial.strategy)
            value = scale.of(trial)
            if trial.outcome == Outcome.COMPLETE and trial.score is not None and value is not None:
                best[name] = max(best.get(name, -math.inf), trial.score)
            attempts.setdefault(name, []).append(
                Attempt(trial.number, trial.outcome, value, scale.value(best.get(name)))
            )
    if not attempts:
        named = " or ".join(repr(source.name) for source in sources)
        raise NothingToPlotError(f"no trial that a strategy proposed in study {named} has ended")
    first = next((trial for trial in sources[0].trials if trial.strategy == BASELINE), None)
    return StrategyComparison(
        scale,
        {name: tuple(each) for name, each in attempts.items()},
        None if first is None else scale.of(first),
    )
