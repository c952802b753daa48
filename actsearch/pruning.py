"""Stop bad trainings early: Optuna's pruners, which compare with a fixed history."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from actsearch.errors import UsageError, did_you_mean
from actsearch.evaluation import Stop
from actsearch.runs import running_means
from actsearch.storage.quiet import quiet

if TYPE_CHECKING:
    from optuna.pruners import BasePruner
    from optuna.storages import BaseStorage
    from optuna.study import Study
    from optuna.trial import FrozenTrial

# How many trials must be in the history before one is pruned. With Optuna's default of five, and
# several trials running at once, half of a short study would never be pruned (benchmarks/LOG.md).
_STARTUP_TRIALS = 1
# Optuna's 0.1 saves half as much, and no candidate that was worth it was lost with 0.2.
_P_THRESHOLD = 0.2
# Median and quartile see only the latest trials of a long history. A worker would need as long as
# an epoch to rebuild ten thousand, and they change nothing (benchmarks/LOG.md).
_LATEST = 250


def _median() -> "BasePruner":
    """Stop trials that are below the median of the others at the same epoch."""
    from optuna.pruners import MedianPruner

    return MedianPruner(n_startup_trials=_STARTUP_TRIALS)


def _quartile() -> "BasePruner":
    """Stop trials that are not in the best quarter of the others at the same epoch."""
    from optuna.pruners import PercentilePruner

    return PercentilePruner(25.0, n_startup_trials=_STARTUP_TRIALS)


def _hyperband() -> "BasePruner":
    """Stop trials by successive halving, in several brackets."""
    from optuna.pruners import HyperbandPruner

    return HyperbandPruner()


def _wilcoxon() -> "BasePruner":
    """Stop trials that are worse than the best one on the splits so far, by a signed-rank test."""
    from optuna.exceptions import ExperimentalWarning
    from optuna.pruners import WilcoxonPruner

    with warnings.catch_warnings():
        # Optuna is pinned to versions whose interface is tested.
        warnings.simplefilter("ignore", ExperimentalWarning)
        return WilcoxonPruner(p_threshold=_P_THRESHOLD)


PRUNERS: Mapping[str, "Callable[[], BasePruner] | None"] = MappingProxyType(
    {
        "none": None,
        "median": _median,
        "quartile": _quartile,
        "hyperband": _hyperband,
        "wilcoxon": _wilcoxon,
    }
)


def check(name: str, *, splits: int | None = None, several: bool = False) -> str:
    """Check that there is a pruner of this name, and return the name.

    Parameters
    ----------
    name : str
        Name of a pruner.
    splits : int, optional
        On how many splits each candidate is trained, if that is known already.
    several : bool
        Whether the study weighs costs against its metric.

    Raises
    ------
    UsageError
        If there is none, or it cannot be used with so many splits, or with several objectives.
    """
    if name not in PRUNERS:
        raise UsageError(f"unknown pruner {name!r}: {did_you_mean(name, list(PRUNERS))}")
    if several and PRUNERS[name] is not None:
        raise UsageError(
            f"pruner {name!r} would stop what is worth its place for being cheap: with several "
            "objectives leave the pruner out",
            parameter="pruner",
        )
    if name == "wilcoxon" and splits == 1:
        raise UsageError(
            "pruner 'wilcoxon' compares candidates on several splits, and here is one: ask for "
            "more splits, or for another pruner",
            parameter="pruner",
        )
    return name


def stop(
    pruner: str, history: Sequence[Sequence[float]], number: int, *, splits: int = 1
) -> Stop | None:
    """Make the function that tells a training when to stop.

    Its decision depends only on the arguments here and on the learning curve so far. It can be
    pickled and is sent to the worker with the trial. So the decision is the same on every machine,
    after every restart, and however often it is asked.

    Parameters
    ----------
    pruner : str
        Name of a pruner in ``PRUNERS``.
    history : sequence of sequence of float
        Readings (the metric at each checkpoint, or on each split) of the trials whose results may
        be known, sorted by number; empty for a trial without a result.
    number : int
        Number of the trial that will be trained.
    splits : int
        On how many splits each candidate is trained.

    Returns
    -------
    callable or None
        Function as in :data:`actsearch.evaluation.Stop`; None if nothing is pruned.

    Raises
    ------
    KeyError
        If there is no pruner of that name.

    Examples
    --------
    >>> good, bad = [0.90, 0.95], [0.30, 0.40]
    >>> stop_early = stop("median", [good, good, good], number=3)
    >>> stop_early(good), stop_early(bad)
    (False, True)
    """
    if PRUNERS[pruner] is None:
        return None
    if pruner == "wilcoxon":
        whole = [curve for curve in history if len(curve) == splits]
        return _Comparison(pruner, number, (tuple(max(whole, key=fmean)),)) if whole else None
    shown = history if pruner == "hyperband" else history[-_LATEST:]
    if splits > 1:
        # By a single reading, an easy split would protect a trial, and a hard one would end it.
        shown = list(map(running_means, shown))
    return _Comparison(pruner, number, tuple(map(tuple, shown)), splits > 1)


@dataclass(frozen=True)
class _Comparison:
    """Decides with a pruner whether to stop a trial, from the learning curves of earlier trials."""

    pruner: str
    number: int
    curves: tuple[tuple[float, ...], ...]
    averages: bool = False

    def __call__(self, readings: Sequence[float]) -> bool:
        earlier, bench = self._studies
        values = running_means(readings) if self.averages else readings
        trial = bench.ask()
        pruned = False
        for step, value in enumerate(values, start=1):
            # Median and quartile judge by the best value so far: of means, show the last one only.
            if not self.averages or self.pruner == "hyperband" or step == len(values):
                trial.report(value, step=step)
            # Ask at every step for Hyperband, which stores notes on the trial each time. The
            # other pruners need only the whole curve.
            if self.pruner == "hyperband" or step == len(values):
                own = copy(bench.get_trials(deepcopy=False)[-1])
                own.number = self.number
                pruned = earlier.pruner.prune(earlier, own)
        return bool(pruned)

    def __reduce__(self) -> tuple[Any, ...]:
        # Pickle without the studies: each process makes its own.
        return _Comparison, (self.pruner, self.number, self.curves, self.averages)

    @cached_property
    def _studies(self) -> "tuple[Study, Study]":
        """Two studies in memory: one with the earlier trials, one for the trial that is judged.

        They share a storage, because pruners write notes on a trial there. Each call asks the
        second study for a new trial, so that it sees no notes of earlier calls.
        """
        from optuna.storages import InMemoryStorage

        make = PRUNERS[self.pruner]
        storage = InMemoryStorage()
        # Give the study a fixed name: Hyperband derives a trial's bracket from it, and the default
        # name is random. Another name would change the results of studies that exist.
        earlier = _study("past", storage, make() if make else None)
        if self.pruner == "hyperband":
            for curve in self.curves:
                _go_through(earlier, curve)
        else:
            earlier.add_trials(map(_ended, self.curves))
        return earlier, _study("bench", storage)


def _study(name: str, storage: "BaseStorage", pruner: "BasePruner | None" = None) -> "Study":
    import optuna

    with quiet():
        return optuna.create_study(
            study_name=name, storage=storage, direction="maximize", pruner=pruner
        )


def _ended(curve: Sequence[float]) -> "FrozenTrial":
    from optuna.trial import TrialState, create_trial

    if not curve:
        return create_trial(state=TrialState.FAIL)
    # The median and the quartile look at the steps only, and Wilcoxon's test gets one whole trial.
    return create_trial(value=curve[-1], intermediate_values=dict(enumerate(curve, start=1)))


def _go_through(study: "Study", curve: Sequence[float]) -> None:
    """Add a trial epoch by epoch, for a pruner that stores notes on it at each epoch."""
    from optuna.trial import TrialState

    trial = study.ask()
    for epoch, accuracy in enumerate(curve, start=1):
        trial.report(accuracy, step=epoch)
        trial.should_prune()
    study.tell(trial, curve[-1] if curve else None, state=None if curve else TrialState.FAIL)
