"""The outcome of a trial, and its merit, by which trials are compared; defined only here."""

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial


class Outcome(StrEnum):
    """How a trial ended, or that it has not ended; in the order of the leaderboard."""

    COMPLETE = "complete"
    PRUNED = "pruned"
    DIVERGED = "diverged"
    FAILED = "failed"
    UNFINISHED = "unfinished"
    WAITING = "waiting"

    @property
    def has_result(self) -> bool:
        """Whether this outcome is a result of the candidate.

        A failure is not: it may be the machine's fault.
        """
        return self in (Outcome.COMPLETE, Outcome.PRUNED, Outcome.DIVERGED)

    @property
    def has_ended(self) -> bool:
        """Whether the trial is over, whatever came of it."""
        return self not in (Outcome.UNFINISHED, Outcome.WAITING)

    @classmethod
    def of(cls, trial: "FrozenTrial") -> Self:
        """Return the outcome of an Optuna trial.

        Optuna calls a diverged trial complete, because samplers are told a bad value for it.
        """
        if trial.state.name == "COMPLETE" and trial.user_attrs.get("outcome") == cls.DIVERGED:
            return cls("diverged")
        return cls(_OUTCOMES[trial.state.name])

    @property
    def state(self) -> str:
        """Name of Optuna's state for it."""
        return "COMPLETE" if self == Outcome.DIVERGED else _STATES[self]


_OUTCOMES = {
    "COMPLETE": "complete",
    "PRUNED": "pruned",
    "FAIL": "failed",
    "RUNNING": "unfinished",
    "WAITING": "waiting",
}
_STATES = {outcome: state for state, outcome in _OUTCOMES.items()}
_ORDER = {outcome: -place for place, outcome in enumerate(Outcome)}


class Merit(NamedTuple):
    """The merit of a trial: of two trials, the one with the greater merit is better.

    Complete trials come before all others. Among trials that were stopped, those that were trained
    longer come first. Then the score decides, then the validation loss, which tells
    close candidates apart better, then the trial with the smaller number.
    """

    outcome: int
    epochs: float
    score: float
    loss: float  # negative, so that greater is better
    number: int  # negative, so that greater is better

    @classmethod
    def of(
        cls,
        outcome: Outcome,
        *,
        epochs: float | None,
        score: float | None,
        loss: float | None,
        number: int,
    ) -> Self:
        """Make the merit of a trial; a value that is None or not finite counts as the worst.

        Parameters
        ----------
        outcome : Outcome
            Outcome of the trial.
        epochs : float or None
            How many epochs were trained; counts only for trials that are not complete.
        score : float or None
            Score, of which more is better.
        loss : float or None
            Validation loss.
        number : int
            Number of the trial.

        Examples
        --------
        >>> best = Merit.of(Outcome.COMPLETE, epochs=10, score=0.97, loss=0.1, number=3)
        >>> best > Merit.of(Outcome.COMPLETE, epochs=10, score=0.97, loss=0.2, number=0)
        True
        >>> best > Merit.of(Outcome.PRUNED, epochs=2, score=0.98, loss=0.1, number=1)
        True
        """
        complete = outcome == Outcome.COMPLETE
        return cls(
            _ORDER[outcome],
            0 if complete else _finite(epochs, 0),
            _finite(score, -math.inf),
            -_finite(loss, math.inf),
            -number,
        )


def merit(trial: "FrozenTrial") -> Merit:
    """Return the merit of a stored trial; faster than ``TrialRecord.merit``, it reads less.

    Parameters
    ----------
    trial : optuna.trial.FrozenTrial
        Trial in any state.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> merit(create_trial(value=0.97)) > merit(create_trial(value=0.96))
    True
    """
    return Merit.of(
        Outcome.of(trial),
        epochs=trial.user_attrs.get("epochs"),
        score=score(trial),
        loss=trial.user_attrs.get("val_loss"),
        number=trial.number,
    )


def score(trial: "FrozenTrial") -> float | None:
    """Return the score of a stored trial: the first of its values; None if it has none.

    Of a pruned trial with several objectives Optuna stores no values: its score is what was
    reported last, which is what Optuna takes for the value where there is one objective.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> score(create_trial(values=[0.97, 650]))
    0.97
    """
    if trial.values:
        return float(trial.values[0])
    reported = trial.intermediate_values
    if not reported or Outcome.of(trial) != Outcome.PRUNED:
        return None
    return float(reported[max(reported)])


def _finite(number: Any, otherwise: float) -> float:
    return number if isinstance(number, int | float) and math.isfinite(number) else otherwise
