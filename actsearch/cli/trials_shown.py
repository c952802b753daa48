"""What is shown of a search while it runs: its trials, the best so far, and the time to go."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from actsearch.cli.pace import Pace
from actsearch.cli.progress import Ended, Status

if TYPE_CHECKING:
    from actsearch.leaderboard import Row

_STYLES = {"pruned": "dim", "failed": "red", "diverged": "yellow"}


class TrialsShown:
    """Takes trials as they end, and says what to show of them.

    Parameters
    ----------
    rows : sequence of Row
        Trials that ended before.
    total : int
        How many trials the study will have.
    limit : float, optional
        Seconds from now after which no trial begins.
    clock : callable, optional
        Returns the time in seconds.
    """

    def __init__(
        self,
        rows: "Sequence[Row]",
        total: int,
        limit: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._states: Counter[str] = Counter()
        self._best: Row | None = None
        self._pace = Pace(limit, clock)
        for row in rows:
            self._count(row)

    def add(self, row: "Row") -> Ended:
        """Take a trial into account, and return the line that shows it."""
        better = self._count(row)
        self._pace.ended(
            0.0 if row.cached_from is not None else row.seconds or 0.0,
            self._total - self._states.total(),
            typical=row.params.get("learned") != "probe",
        )
        head = f"[{self._states.total()}/{self._total}] trial {row.trial}: "
        mark = " *" if better else ""
        tail, short = _outcome(row)
        style = "bold" if better else _STYLES.get(row.state, "")
        return Ended(head, _candidate(row), tail + mark, short + mark, style)

    def status(self) -> Status:
        """Return what the line of progress says now."""
        counts = ("pruned", "failed", "diverged")
        lost = [f"{self._states[state]} {state}" for state in counts if self._states[state]]
        best = "no result yet" if self._best is None else f"best {_scored(self._best)}"
        parts = [
            (3, "  ".join(lost)),
            (5, best),
            (1, self._pace.elapsed_in_words()),
            (4, self._pace.left_in_words()),
        ]
        name = "" if self._best is None else _candidate(self._best)
        return Status(self._states.total(), self._total, parts, name=(1, name))

    def _count(self, row: "Row") -> bool:
        """Count a trial, and tell whether it is better than all before it."""
        self._states[row.state] += 1
        better = row.state == "complete" and (self._best is None or row.merit > self._best.merit)
        if better:
            self._best = row
        return better


def _outcome(row: "Row") -> tuple[str, str]:
    """Say how a trial ended, at length and in short."""
    if row.state == "pruned" and row.score is not None:
        epochs = "1 epoch" if row.epochs == 1 else f"{row.epochs or 0:.4g} epochs"
        short = f" pruned with {_scored(row)}"
        return f"{short} after {epochs}", short
    if row.score is None or row.state != "complete":
        return f" {row.state}: {row.reason}", f" {row.state}"
    took = f"in {row.seconds or 0:.1f} s"
    if row.cached_from is not None:
        took = f"as trial {row.cached_from}"
    return f" {_scored(row)} {took}", f" {_scored(row)}"


def _scored(row: "Row") -> str:
    from actsearch.metrics import DEFAULT, task_of
    from actsearch.wording import of_samples, title, value_in_words

    if row.score is None:
        return "no score"
    chance = of_samples(row.metric, row.score, row.samples)
    if row.metric == DEFAULT:
        return f"{value_in_words(row.metric, row.score, chance=chance)} %"
    name = f"{title(row.metric)} " if task_of(row.metric) == "regression" else ""
    return f"{name}{value_in_words(row.metric, row.score, chance=chance)}"


def _candidate(row: "Row") -> str:
    """Write a candidate, with as many digits as the leaderboard shows."""
    from actsearch.leaderboard import column

    params = column("params").text(row)
    return f"{row.activation} {params}" if params else str(row.activation)
