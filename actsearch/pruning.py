"""Stop a training that the others have left behind: Optuna's pruners against a fixed past."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from actsearch.errors import UsageError, did_you_mean
from actsearch.evaluation import Stop

if TYPE_CHECKING:
    from optuna.pruners import BasePruner
    from optuna.study import Study
    from optuna.trial import FrozenTrial, Trial

# Trials that are to be seen before one is pruned. Optuna's own five, with those that are under way
# at once, would train half of a short study to its end (benchmarks/LOG.md).
_STARTUP_TRIALS = 1
# Of a long past those that compare with shares of it are shown the latest trials: to rebuild ten
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


def stop(pruner: str, past: Sequence[Sequence[float]], number: int) -> Stop | None:
    """Make what tells a training to stop.

    It decides on nothing but the arguments, and travels to wherever the trial is trained: the
    decision is the same on every machine and after every restart.

    Parameters
    ----------
    pruner : str
        A name in ``PRUNERS``.
    past : sequence of sequence of float
        Learning curves (validation accuracy by epoch) of the trials, from the first on, whose
        results may be known; empty for a trial without a result.
    number : int
        Of the trial that is to be trained.

    Returns
    -------
    callable or None
        See :data:`actsearch.evaluation.Stop`; None where nothing is pruned.
    """
    if PRUNERS[pruner] is None:
        return None
    shown = past if pruner == "hyperband" else past[-_LATEST:]
    return _PastCourses(pruner, number, tuple(map(tuple, shown)))


@dataclass(frozen=True)
class _PastCourses:
    """The validation accuracies by epoch of earlier trials, and the pruner to judge by them."""

    pruner: str
    number: int
    courses: tuple[tuple[float, ...], ...]

    def __call__(self, accuracies: Sequence[float]) -> bool:
        self._trial.report(accuracies[-1], step=len(accuracies))
        return bool(self._trial.should_prune())

    @cached_property
    def _trial(self) -> "Trial":
        """A trial of a study in memory that has seen the past and nothing else."""
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        make = PRUNERS[self.pruner]
        # Hyperband chooses a trial's bracket by the study's name, which is random if none is given.
        study = optuna.create_study(
            study_name="past", direction="maximize", pruner=make() if make else None
        )
        if self.pruner == "hyperband":
            for course in self.courses:
                _go_through(study, course)
            # It goes by numbers, and trials under way take up some, though nothing may be known.
            for _ in range(len(self.courses), self.number):
                study.ask()
        else:
            study.add_trials(map(_ended, self.courses))
        return study.ask()


def _ended(course: Sequence[float]) -> "FrozenTrial":
    from optuna.trial import TrialState, create_trial

    if not course:
        return create_trial(state=TrialState.FAIL)
    return create_trial(value=course[-1], intermediate_values=dict(enumerate(course, start=1)))


def _go_through(study: "Study", course: Sequence[float]) -> None:
    """Make a trial step by step, for a pruner that takes notes on the way."""
    from optuna.trial import TrialState

    trial = study.ask()
    for epoch, accuracy in enumerate(course, start=1):
        trial.report(accuracy, step=epoch)
        trial.should_prune()
    study.tell(trial, course[-1] if course else None, state=None if course else TrialState.FAIL)
