"""Show the progress of a study: a bar on a terminal, one line per trial anywhere else."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from actsearch.cli.console import errors, say

if TYPE_CHECKING:
    from actsearch.leaderboard import Row


_WIDE_ENOUGH_FOR_A_BAR = 80


class Display(Protocol):
    """Shows the progress of a study."""

    def show(self, row: "Row") -> None:
        """Show a trial that has ended."""

    def tell(self, message: str) -> None:
        """Print a message."""


class _Best:
    """The best trial so far."""

    def __init__(self, rows: "list[Row]") -> None:
        self.row: Row | None = None
        for row in rows:
            self.update(row)

    def update(self, row: "Row") -> bool:
        """Take a new trial into account; tell whether it is better than all before it."""
        better = row.state == "complete" and (self.row is None or row.merit > self.row.merit)
        if better:
            self.row = row
        return better

    def __str__(self) -> str:
        if self.row is None:
            return "no result yet"
        return f"best {_scored(self.row)} {_candidate(self.row)} (trial {self.row.trial})"


class _Silence:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, row: "Row") -> None:
        """Do nothing."""

    def tell(self, message: str) -> None:
        """Do nothing."""


class _Lines(_Silence):
    """One line for each trial."""

    def __init__(self, rows: "list[Row]", total: int) -> None:
        self._best = _Best(rows)
        self._done = len(rows)
        self._total = total

    def show(self, row: "Row") -> None:
        """Print a line."""
        self._done += 1
        mark = " *" if self._best.update(row) else ""
        say(f"[{self._done}/{self._total}] {_sentence(row)}{mark}")

    def tell(self, message: str) -> None:
        """Print a message."""
        say(message)


class _Bar:
    """A bar with the best trial and the time left; failed and diverged trials are printed above."""

    def __init__(self, rows: "list[Row]", total: int) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )
        from rich.table import Column

        self._best = _Best(rows)
        console = errors()
        self._progress = Progress(
            TextColumn("[bold]trials"),
            # A narrow terminal has no room for a bar: show numbers only.
            *([BarColumn(bar_width=20)] if console.width >= _WIDE_ENOUGH_FOR_A_BAR else []),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("{task.description}", markup=False, table_column=Column()),
            # Once a second is enough: between trials only the clock moves.
            refresh_per_second=1,
            console=console,
        )
        self._task = self._progress.add_task(str(self._best), total=total, completed=len(rows))

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, row: "Row") -> None:
        """Move the bar."""
        if row.state in ("failed", "diverged"):
            self._progress.console.print(_sentence(row))
        self._best.update(row)
        self._progress.update(self._task, advance=1, description=str(self._best))

    def tell(self, message: str) -> None:
        """Print a message above the bar."""
        self._progress.console.print(message)


def _sentence(row: "Row") -> str:
    what = f"trial {row.trial}: {_candidate(row)}"
    if row.state == "pruned" and row.score is not None:
        epochs = "1 epoch" if row.epochs == 1 else f"{row.epochs or 0:.4g} epochs"
        return f"{what} pruned with {_scored(row)} after {epochs}"
    if row.score is None or row.state != "complete":
        return f"{what} {row.state}: {row.reason}"
    took = f"in {row.seconds or 0:.1f} s"
    if row.cached_from is not None:
        took = f"as trial {row.cached_from}"
    return f"{what} {_scored(row)} {took}"


def _scored(row: "Row") -> str:
    from actsearch.metrics import task_of
    from actsearch.wording import title, value_in_words

    if row.score is None:
        return "no score"
    if task_of(row.metric) == "regression":
        return f"{title(row.metric)} {value_in_words(row.metric, row.score)}"
    return f"{row.score:.4f}" if row.score != row.val_accuracy else f"{100 * row.score:.2f} %"


def _candidate(row: "Row") -> str:
    """Write a candidate, with as many digits as the leaderboard shows."""
    from actsearch.leaderboard import column

    params = column("params").text(row)
    return f"{row.activation} {params}" if params else str(row.activation)


class EnterableDisplay(Display, AbstractContextManager["EnterableDisplay"], Protocol):
    """A display that is visible inside its ``with`` block."""


def display(rows: "list[Row]", total: int, *, quiet: bool) -> EnterableDisplay:
    """Choose the display: a bar if standard error is a terminal, else lines, or nothing.

    Parameters
    ----------
    rows : list of Row
        Trials that ended before.
    total : int
        How many trials the study will have.
    quiet : bool
        Whether to show nothing.
    """
    if quiet:
        return _Silence()
    return _Bar(rows, total) if errors().is_terminal else _Lines(rows, total)
