"""What ``run`` and ``resume`` have in common: carry a study on, show it, publish its table."""

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING

from actsearch.cli.console import say
from actsearch.cli.durations import parse_duration, show_duration
from actsearch.errors import AllTrialsFailedError

if TYPE_CHECKING:
    from actsearch.datasets import Dataset
    from actsearch.leaderboard import Row
    from actsearch.study.study import Study

# Rewriting the files of a long leaderboard must not take a noticeable part of the time.
_PUBLISHING_SHARE = 0.01
SHOWN_ROWS = 10


def carry_on(study: "Study", dataset: "Dataset", *, timeout: str | None, quiet: bool) -> int:
    """Carry out a study's missing trials and print its leaderboard.

    Parameters
    ----------
    study : Study
        Open for writing, with its target set.
    dataset : Dataset
        The one that its specification names.
    timeout : str or None
        Duration after which no trial is begun.
    quiet : bool
        Whether to print results and errors only.

    Returns
    -------
    int
        Exit code.

    Raises
    ------
    AllTrialsFailedError
        If no trial gave a result.
    """
    from actsearch import leaderboard
    from actsearch.cli.progress import display
    from actsearch.study import loop
    from actsearch.study.interruption import Interrupted, Interruption

    started = time.monotonic()
    deadline = None if timeout is None else started + parse_duration(timeout)
    rows = finished_rows(study)
    before = len(rows)
    publisher = _Publisher(study)
    try:
        with Interruption() as interruption, display(rows, study.target, quiet=quiet) as shown:
            split = dataset.split(study.specification.seed)
            for trial in loop.run(study, split, interruption, deadline):
                row = leaderboard.row(study.name, trial)
                rows.append(row)
                shown.show(row)
                publisher.publish(rows)
    except Interrupted as interrupted:
        publisher.publish(rows, now=True)
        say(
            f"interrupted with {len(rows)} of {study.target} trials stored; to carry on:\n"
            f"  {resume_command(study)}"
        )
        return 128 + interrupted.signal
    publisher.publish(rows, now=True)
    took = show_duration(time.monotonic() - started)
    say(f"{count(rows[before:])} in {took}; stored in {study.directory.path}", quiet=quiet)
    if len(rows) < study.target:
        say(f"out of time; to carry on:\n  {resume_command(study)}", quiet=quiet)
    return conclude(study, rows)


def set_target(study: "Study", trials: int, finished: "list[Row]") -> None:
    """Set how many trials a study is to have: no more than there can be, and all that it has."""
    from actsearch.study import loop

    most = loop.most_trials(study.specification)
    study.target = max(len(finished), trials if most is None else min(trials, most))


def say_finished(study: "Study", rows: "list[Row]", *, quiet: bool) -> int:
    """Say that nothing is missing, and how to go on; print the leaderboard, return the exit code.

    The leaderboard's files are written as well, for a study may have been killed before they were.
    """
    from actsearch.study import loop

    _Publisher(study).publish(rows, now=True)
    way_on = f"for more: {resume_command(study)} --more N"
    if len(rows) == loop.most_trials(study.specification):
        way_on = "its grid is exhausted"
    say(f"study {study.directory.name!r} is finished with {count(rows)}; {way_on}", quiet=quiet)
    return conclude(study, rows)


def count(rows: "list[Row]") -> str:
    """Return a number of trials, such as ``1 trial``."""
    return f"{len(rows)} {'trial' if len(rows) == 1 else 'trials'}"


def finished_rows(study: "Study") -> "list[Row]":
    """Return what the leaderboard knows of the trials that have ended."""
    from actsearch import leaderboard

    return [
        leaderboard.row(study.name, trial) for trial in study.trials if trial.state.is_finished()
    ]


def conclude(study: "Study", rows: "list[Row]") -> int:
    """Print the leaderboard of a study that has come to rest; return the exit code."""
    from actsearch.cli.leaderboard import print_table

    name = study.directory.name
    if rows and not any(row.state == "complete" for row in rows):
        raise AllTrialsFailedError(
            f"no trial of study {name!r} gave a result; the last: {rows[-1].reason} "
            f"(see 'actsearch trial {name} {rows[-1].trial}')"
        )
    print_table(rows, study.n_validation, top=SHOWN_ROWS)
    return 0


def resume_command(study: "Study") -> str:
    """Return the command that carries a study on from any folder that is like this one."""
    runs = study.directory.path.parent
    place = [] if runs == Path("runs") else ["--runs-dir", str(runs)]
    return shlex.join(["actsearch", "resume", study.directory.name, *place])


class _Publisher:
    """Keeps the leaderboard's files current without taking a noticeable part of the time."""

    def __init__(self, study: "Study") -> None:
        self._study = study
        self._next = 0.0

    def publish(self, rows: "list[Row]", *, now: bool = False) -> None:
        from actsearch import leaderboard
        from actsearch.study.directory import write_atomically

        started = time.monotonic()
        if not now and started < self._next:
            return
        ranked = leaderboard.rank(rows)
        columns = leaderboard.EVERY_COLUMN
        path = self._study.directory.path
        write_atomically(path / "leaderboard.csv", leaderboard.as_csv(ranked, columns))
        write_atomically(path / "leaderboard.md", leaderboard.as_markdown(ranked, columns))
        ended = time.monotonic()
        self._next = ended + (ended - started) / _PUBLISHING_SHARE
