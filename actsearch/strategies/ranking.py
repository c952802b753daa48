"""The order of trials in which a strategy learns from the best first."""

from collections.abc import Iterable, Sequence
from heapq import nlargest

from optuna.trial import FrozenTrial, TrialState

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


def best(trials: Sequence[FrozenTrial], count: int) -> list[FrozenTrial]:
    """Return the first trials of :func:`ranked`, without sorting thousands of others.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> trials = [create_trial(value=score) for score in (0.7, 0.9, 0.8)]
    >>> [trial.value for trial in best(trials, 2)]
    [0.9, 0.8]
    """
    scores = [trial.values[0] for trial in trials if _is_complete(trial)]
    if 0 < count <= len(scores) and not any(map(_has_costs, trials)):
        least = nlargest(count, scores)[-1]
        trials = [each for each in trials if _is_complete(each) and each.values[0] >= least]
    return ranked(trials)[:count]


def _is_complete(trial: FrozenTrial) -> bool:
    return trial.state == TrialState.COMPLETE and Outcome.of(trial) == Outcome.COMPLETE


def _has_costs(trial: FrozenTrial) -> bool:
    return len(trial.values or ()) > 1 and _is_complete(trial)


def _gains(trial: FrozenTrial) -> tuple[float, ...]:
    score, *costs = trial.values
    return (score, *(-cost for cost in costs))
