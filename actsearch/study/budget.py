"""Reasons to stop before a study has all its trials."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from actsearch.errors import TooManyFailuresError, UsageError
from actsearch.metrics import DEFAULT, task_of, turned
from actsearch.study.arguments import finite, whole
from actsearch.trials import Outcome, TrialRecord
from actsearch.wording import title

OUT_OF_TIME = "out of time"
# A year, in seconds: operating systems cannot wait for any number of seconds.
LONGEST = 365 * 24 * 3600
_NUMBERS = {
    "timeout": partial(finite, most=LONGEST),
    "target_accuracy": partial(finite, signed=True),
    "trial_timeout": partial(finite, positive=True, most=LONGEST),
}
# Greatest values of metrics, and how a target is given that can be reached.
_SHARE = (1.0, "this metric is at most 1, or 100 %: give 0.975 or 97.5")
_LIMITS = {
    "log_loss": (0.0, "the negative log loss is at most 0: give a target such as -0.3"),
    "r2": (1.0, "R2 is at most 1: give a target such as 0.975"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """Limits of a run; the first one that is reached stops it.

    Parameters
    ----------
    timeout : float, optional
        Seconds after which no training is started, at most a year.
    target_accuracy : float, optional
        Value of the study's metric that is good enough to stop; in classification more than 1 is
        per cent. See :meth:`in_unit_of`.
    patience : int, optional
        How many trials without a better one stop the run.
    max_failures : int, optional
        How many failed trials in a row stop the run.
    trial_timeout : float, optional
        Seconds that a single training may take, at most a year. It ends that training only, not
        the run.

    Raises
    ------
    UsageError
        If a limit is not a number that makes sense.
    """

    timeout: float | None = None
    target_accuracy: float | None = None
    patience: int | None = None
    max_failures: int | None = None
    trial_timeout: float | None = None

    def __post_init__(self) -> None:
        # NumPy's numbers become Python's: some limits are stored as JSON.
        for name, check in _NUMBERS.items():
            if (value := getattr(self, name)) is not None:
                object.__setattr__(self, name, check(name, value))
        for name in ("patience", "max_failures"):
            if (value := getattr(self, name)) is not None:
                object.__setattr__(self, name, whole(name, value))

    def out_of_time(self, seconds: float) -> bool:
        """Tell whether no training may start after so many seconds."""
        return self.timeout is not None and seconds >= self.timeout

    def exhausted(self, trials: Sequence[TrialRecord], seconds: float) -> str | None:
        """Return the reason to stop, or None to go on.

        Parameters
        ----------
        trials : sequence of TrialRecord
            All trials of the study that have ended, sorted by number.
        seconds : float
            Time since this run of the study started.

        Examples
        --------
        >>> trials = [
        ...     TrialRecord(number=number, outcome=Outcome.COMPLETE, score=score)
        ...     for number, score in enumerate((0.90, 0.95, 0.94, 0.93))
        ... ]
        >>> Budget(target_accuracy=0.95).exhausted(trials, seconds=60.0)
        'a validation accuracy of 95 % is reached'
        >>> Budget(patience=2).exhausted(trials, seconds=60.0)
        'no trial was better in the last 2'
        >>> Budget(patience=3).exhausted(trials, seconds=60.0)
        """
        if self.out_of_time(seconds):
            return OUT_OF_TIME
        complete = [trial for trial in trials if trial.outcome == Outcome.COMPLETE]
        if not complete:
            return None
        best = max(complete, key=lambda trial: trial.merit)
        metric = DEFAULT if best.evaluation is None else best.evaluation.metric
        score, target = best.score, self.target_accuracy
        if target is not None and score is not None and score >= turned(metric, target):
            reached = f"{title(metric)} of {target:g}"
            if metric == "accuracy":
                reached = f"accuracy of {100 * target:g} %"
            return f"a validation {reached} is reached"
        since = len(trials) - 1 - best.number
        if self.patience is not None and since >= self.patience:
            return f"no trial was better in the last {self.patience}"
        return None

    def in_unit_of(self, metric: str) -> Self:
        """Return the budget with the target as a value of the metric.

        In classification a target above 1 and up to 100 is per cent, unless the metric is a loss.

        Raises
        ------
        UsageError
            If no trial can reach the target, or every one does.

        Examples
        --------
        >>> Budget(target_accuracy=97.5).in_unit_of("f1").target_accuracy
        0.975
        >>> Budget(target_accuracy=97.5).in_unit_of("rmse").target_accuracy
        97.5
        """
        target = self.target_accuracy
        if target is None:
            return self
        if metric == "accuracy" and target < 0:
            raise UsageError(
                f"every trial reaches {target:g}: give 0.975 or 97.5", parameter="target"
            )
        is_share = task_of(metric) == "classification" and metric not in _LIMITS
        if is_share and 1 < target <= 100:
            # As if it had been written so: a division would round once more.
            return replace(self, target_accuracy=float(f"{target!r}e-2"))
        most, way_out = _SHARE if is_share else _LIMITS.get(metric, (math.inf, ""))
        if target > most:
            raise UsageError(f"no trial can reach {target:g}: {way_out}", parameter="target")
        return self

    def check_failures(self, trials: Sequence[TrialRecord]) -> None:
        """Raise an error if too many trials failed in a row.

        Parameters
        ----------
        trials : sequence of TrialRecord
            The trials that have ended, sorted by number.

        Raises
        ------
        TooManyFailuresError
            If the last ``max_failures`` trials all failed.
        """
        if self.max_failures is None or len(trials) < self.max_failures:
            return
        last = trials[-self.max_failures :]
        if all(trial.outcome == Outcome.FAILED for trial in last):
            raise TooManyFailuresError(
                f"{self.max_failures} failed trials one after another, the last with "
                f"{last[-1].reason!r}; correct that, or allow more",
                parameter="max_failures",
            )
