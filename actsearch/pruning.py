"""Stop a training that the others have left behind: Optuna's pruners against a fixed history."""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from actsearch.errors import UsageError, did_you_mean
from actsearch.evaluation import Stop
from actsearch.storage.quiet import quiet

if TYPE_CHECKING:
    from optuna.pruners import BasePruner
    from optuna.storages import BaseStorage
    from optuna.study import Study
    from optuna.trial import FrozenTrial

# Trials that are to be seen before one is pruned. Optuna's own five, with those that are under way
# at once, would train half of a short study to its end (benchmarks/LOG.md).
_STARTUP_TRIALS = 1
# Of a long history those that compare with shares of it are shown the latest trials: to rebuild ten
# thousand would take a worker as long as an epoch, and changes nothing (benchmarks/LOG.md).
_LATEST = 250


def _median() -> "BasePruner":
    """Stop below the median of the others at the same epoch."""
    from optuna.pruners import MedianPruner

    return MedianPruner(n_startup_trials=_STARTUP_TRIALS)


def _quartile() -> "BasePruner":
    """Stop below the best quarter of the others at the same epoch."""
    from optuna.pruners import PercentilePruner

    return PercentilePruner(25.0, n_startup_trials=_STARTUP_TRIALS)


def _hyperband() -> "BasePruner":
    """Successive halving in several brackets."""
    from optuna.pruners import HyperbandPruner

    return HyperbandPruner()


PRUNERS: Mapping[str, "Callable[[], BasePruner] | None"] = MappingProxyType(
    {"none": None, "median": _median, "quartile": _quartile, "hyperband": _hyperband}
)


def check(name: str) -> str:
    """Return the name of a pruner.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    if name not in PRUNERS:
        raise UsageError(f"unknown pruner {name!r}: {did_you_mean(name, PRUNERS)}")
    return name


def stop(pruner: str, history: Sequence[Sequence[float]], number: int) -> Stop | None:
    """Make what tells a training to stop.

    It decides on nothing but the arguments and the learning curve so far, and travels to wherever
    the trial is trained: the decision is the same on every machine, after every restart, and
    however often it is asked.

    Parameters
    ----------
    pruner : str
        A name in ``PRUNERS``.
    history : sequence of sequence of float
        Learning curves (validation accuracy by epoch) of the trials, from the first on, whose
        results may be known; empty for a trial without a result.
    number : int
        Number of the trial that is to be trained.

    Returns
    -------
    callable or None
        See :data:`actsearch.evaluation.Stop`; None where nothing is pruned.
    """
    if PRUNERS[pruner] is None:
        return None
    shown = history if pruner == "hyperband" else history[-_LATEST:]
    return _Comparison(pruner, number, tuple(map(tuple, shown)))


@dataclass(frozen=True)
class _Comparison:
    """The learning curves of earlier trials, and the pruner to judge by them."""

    pruner: str
    number: int
    curves: tuple[tuple[float, ...], ...]

    def __call__(self, accuracies: Sequence[float]) -> bool:
        earlier, bench = self._studies
        trial = bench.ask()
        pruned = False
        for epoch, accuracy in enumerate(accuracies, start=1):
            trial.report(accuracy, step=epoch)
            # Hyperband takes notes on the way; the others look at the curve as it is at last.
            if self.pruner == "hyperband" or epoch == len(accuracies):
                own = copy(bench.get_trials(deepcopy=False)[-1])
                own.number = self.number
                pruned = earlier.pruner.prune(earlier, own)
        return bool(pruned)

    def __reduce__(self) -> tuple[Any, ...]:
        # Without the studies, which are made anew wherever it arrives.
        return _Comparison, (self.pruner, self.number, self.curves)

    @cached_property
    def _studies(self) -> "tuple[Study, Study]":
        """A study in memory of the earlier trials, and one for the trial that is judged.

        In one storage, because pruners write notes on a trial there. Each judgement asks the
        second study for a new trial, so that it sees no notes of the judgements before.
        """
        from optuna.storages import InMemoryStorage

        make = PRUNERS[self.pruner]
        storage = InMemoryStorage()
        # Hyperband chooses a trial's bracket by the study's name, which is random if none is given.
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
    return create_trial(value=curve[-1], intermediate_values=dict(enumerate(curve, start=1)))


def _go_through(study: "Study", curve: Sequence[float]) -> None:
    """Make a trial step by step, for a pruner that takes notes on the way."""
    from optuna.trial import TrialState

    trial = study.ask()
    for epoch, accuracy in enumerate(curve, start=1):
        trial.report(accuracy, step=epoch)
        trial.should_prune()
    study.tell(trial, curve[-1] if curve else None, state=None if curve else TrialState.FAIL)
