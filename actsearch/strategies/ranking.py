"""The order of trials in which a strategy learns from the best first."""

from collections.abc import Iterable

from optuna.trial import FrozenTrial

from actsearch import pareto
from actsearch.trials import Outcome, merit


def ranked(trials: Iterable[FrozenTrial]) -> list[FrozenTrial]:
    """Sort trials from the best to the worst.

    Trials with one objective are sorted by merit, and those with several as NSGA-II does. Trials
    that were stopped have no costs that could be compared: they come last, by merit.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> values = [(0.9, 50), (0.8, 60), (0.8, 10)]
    >>> [trial.values for trial in ranked(create_trial(values=each) for each in values)]
    [[0.9, 50], [0.8, 10], [0.8, 60]]
    """
    by_merit = sorted(trials, key=merit, reverse=True)
    whole = [trial for trial in by_merit if _has_costs(trial)]
    places = pareto.ranked([_gains(trial) for trial in whole])
    return [whole[place] for place in places] + [t for t in by_merit if not _has_costs(t)]


def _has_costs(trial: FrozenTrial) -> bool:
    return len(trial.values or ()) > 1 and Outcome.of(trial) == Outcome.COMPLETE


def _gains(trial: FrozenTrial) -> tuple[float, ...]:
    score, *costs = trial.values
    return (score, *(-cost for cost in costs))
