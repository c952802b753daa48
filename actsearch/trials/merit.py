"""How a trial ended, and which of two trials is the better one: the only definition of both."""

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial


class Outcome(StrEnum):
    """How a trial ended, or where it stands; in the order in which the leaderboard lists them."""

    COMPLETE = "complete"
    PRUNED = "pruned"
    DIVERGED = "diverged"
    FAILED = "failed"
    UNFINISHED = "unfinished"
    WAITING = "waiting"

    @property
    def has_result(self) -> bool:
        """Whether it says something of the candidate, wherever that is trained.

        A failure may have been the fault of the machine.
        """
        return self in (Outcome.COMPLETE, Outcome.PRUNED, Outcome.DIVERGED)

    @classmethod
    def of(cls, trial: "FrozenTrial") -> Self:
        """Read it from a trial of Optuna's.

        A sampler is told a bad value for a diverged trial, so that Optuna calls it complete.
        """
        if trial.state.name == "COMPLETE" and trial.user_attrs.get("outcome") == cls.DIVERGED:
            return cls("diverged")
        return cls(_OUTCOMES[trial.state.name])


_OUTCOMES = {
    "COMPLETE": "complete",
    "PRUNED": "pruned",
    "FAIL": "failed",
    "RUNNING": "unfinished",
    "WAITING": "waiting",
}
_ORDER = {outcome: -place for place, outcome in enumerate(Outcome)}


class Merit(NamedTuple):
    """What trials are compared by: the greater merit is the better trial.

    Complete trials come before all others. Among trials that were stopped, those that were trained
    longer come first. Then the validation accuracy decides, then the validation loss, which tells
    close candidates apart better, then which trial was first.
    """

    outcome: int
    epochs: int
    accuracy: float
    loss: float  # its negative, so that greater is better
    number: int  # likewise

    @classmethod
    def of(
        cls,
        outcome: Outcome,
        *,
        epochs: int | None,
        accuracy: float | None,
        loss: float | None,
        number: int,
    ) -> Self:
        """Make it of what is known; what is not known, or not a finite number, is the worst.

        Examples
        --------
        >>> best = Merit.of(Outcome.COMPLETE, epochs=10, accuracy=0.97, loss=0.1, number=3)
        >>> best > Merit.of(Outcome.COMPLETE, epochs=10, accuracy=0.97, loss=0.2, number=0)
        True
        >>> best > Merit.of(Outcome.PRUNED, epochs=2, accuracy=0.98, loss=0.1, number=1)
        True
        """
        complete = outcome == Outcome.COMPLETE
        return cls(
            _ORDER[outcome],
            0 if complete else epochs or 0,
            _finite(accuracy, -math.inf),
            -_finite(loss, math.inf),
            -number,
        )


def merit(trial: "FrozenTrial") -> Merit:
    """Return the merit of a stored trial, read from no more of it than is needed.

    Parameters
    ----------
    trial : optuna.trial.FrozenTrial
        In any state.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> merit(create_trial(value=0.97)) > merit(create_trial(value=0.96))
    True
    """
    return Merit.of(
        Outcome.of(trial),
        epochs=len(trial.intermediate_values),
        accuracy=trial.value,
        loss=trial.user_attrs.get("val_loss"),
        number=trial.number,
    )


def _finite(number: Any, otherwise: float) -> float:
    return number if isinstance(number, int | float) and math.isfinite(number) else otherwise
