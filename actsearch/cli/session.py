"""What ``run`` and ``resume`` have in common: carry a study on, show it, publish its table."""

import shlex
import signal
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actsearch.cli.console import say
from actsearch.cli.durations import parse_duration, show_duration
from actsearch.errors import (
    AllTrialsFailedError,
    TooManyFailuresError,
    UsageError,
    WorkersError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from actsearch.datasets import Dataset, Split
    from actsearch.leaderboard import Row
    from actsearch.strategies import Phase
    from actsearch.study.budget import Budget
    from actsearch.study.study import Study
    from actsearch.trials import TrialRecord
    from actsearch.workers.dask import DaskWorkers
    from actsearch.workers.local import LocalWorkers

# Rewriting the files of a long leaderboard must not take a noticeable part of the time.
_PUBLISHING_SHARE = 0.002
SHOWN_ROWS = 10


def budget(
    *,
    timeout: str | None,
    trial_timeout: str | None,
    target: float | None,
    patience: int | None,
    max_failures: int,
) -> "Budget":
    """Make a budget of what the user typed."""
    from actsearch.study.budget import Budget

    return Budget(
        timeout=None if timeout is None else parse_duration(timeout),
        target_accuracy=target,
        patience=patience,
        max_failures=max_failures,
        trial_seconds=None if trial_timeout is None else parse_duration(trial_timeout),
    )


def trials_of_generations(strategy: str, options: "Mapping[str, Any]", generations: int) -> int:
    """Return how many trials so many generations are.

    Raises
    ------
    UsageError
        If the strategy has no generations.
    """
    if "population" not in options:
        raise UsageError(
            f"strategy {strategy!r} has no generations: give --trials, or --strategy genetic"
        )
    return generations * int(options["population"])


def carry_on(
    study: "Study",
    dataset: "Dataset",
    rows: "list[Row]",
    budget: "Budget",
    workers: int | None,
    dask: str | None = None,
    *,
    quiet: bool,
) -> int:
    """Carry out a study's missing trials and print its leaderboard.

    Parameters
    ----------
    study : Study
        Open for writing, with its target set.
    dataset : Dataset
        The one that its specification names.
    rows : list of Row
        Of the trials that have ended; the others are added.
    budget : Budget
        When to stop before that, as :meth:`Study.remember` returned it.
    workers : int or None
        Processes that train; None is one for each core.
    dask : str, optional
        Address of the scheduler of a Dask cluster that trains instead.
    quiet : bool
        Whether to print results and errors only.

    Returns
    -------
    int
        Exit code.

    Raises
    ------
    AllTrialsFailedError
        If no trial gave a result, or too many in a row did not.
    """
    from actsearch import leaderboard
    from actsearch.cli.progress import display
    from actsearch.leaderboard.generations import summaries
    from actsearch.study.budget import OUT_OF_TIME
    from actsearch.study.interruption import Interrupted, Interruption
    from actsearch.study.loop import Loop

    started = time.monotonic()
    trials = study.finished
    before = len(rows)
    publisher = _Publisher(study)
    turn = study.turns[-1]

    def announce(seconds: float) -> None:
        say(f"finishing what runs, for at most {seconds:.0f} s; once more to stop now")

    try:
        study.n_validation = dataset.n_validation
        make_split = partial(dataset.split, study.specification.seed)
        lookahead = study.specification.lookahead
        with (
            Interruption(announce=announce) as interruption,
            _workers(make_split, workers, dask, lookahead, quiet=quiet) as pool,
            display(rows, study.target, quiet=quiet) as shown,
        ):
            for trial in Loop(study, pool, interruption, budget).run():
                row = leaderboard.row(study.name, trial)
                trials.append(trial)
                rows.append(row)
                shown.show(row)
                if turn.completes_generation(trial.number):
                    shown.tell(str(summaries(trials)[-1]))
                publisher.publish(rows, trials)
    except KeyboardInterrupt as interrupted:
        publisher.publish(rows, trials, now=True)
        say(
            f"interrupted with {len(rows)} of {study.target} trials stored; to carry on:\n"
            f"  {resume_command(study, dask)}"
        )
        # Until signals are caught there is only Python's own, of Ctrl-C.
        number = interrupted.signal if isinstance(interrupted, Interrupted) else signal.SIGINT
        return 128 + number
    except (TooManyFailuresError, WorkersError):
        publisher.publish(rows, trials, now=True)
        raise
    publisher.publish(rows, trials, now=True)
    took = show_duration(time.monotonic() - started)
    say(f"{_count(rows[before:])} in {took}; stored in {study.directory.path}", quiet=quiet)
    if len(rows) < study.target:
        # What was enough is enough the next time, too, unless more is asked for.
        more = "" if study.stopped == OUT_OF_TIME else " --more N"
        say(
            f"stopped: {study.stopped}; to carry on:\n  {resume_command(study, dask)}{more}",
            quiet=quiet,
        )
    return conclude(study, rows)


def set_target(study: "Study", turn: "Phase", trials: int, finished: "list[Row]") -> None:
    """Set how many trials a study is to have: no more than there can be, and all that it has."""
    most = _most_trials(study, turn)
    study.target = max(len(finished), trials if most is None else min(trials, most))


def say_finished(study: "Study", turn: "Phase", rows: "list[Row]", *, quiet: bool) -> int:
    """Say that nothing is missing, and how to go on; print the leaderboard, return the exit code.

    The leaderboard's files are written as well, for a study may have been killed before they were.
    """
    trials = study.finished
    _Publisher(study).publish(rows, trials, now=True)
    by = "" if turn == study.turns[-1] else f" --strategy {turn.strategy}"
    way_on = f"for more: {resume_command(study)}{by} --more N"
    if len(rows) == _most_trials(study, turn):
        way_on = "its grid is exhausted"
    say(f"study {study.directory.name!r} is finished with {_count(rows)}; {way_on}", quiet=quiet)
    return conclude(study, rows)


def _most_trials(study: "Study", turn: "Phase") -> int | None:
    """Count the trials after which a strategy has nothing left to propose; None is no end."""
    from actsearch import strategies
    from actsearch.search_space import SearchSpace

    space = SearchSpace.from_dict(study.specification.space)
    return strategies.get(turn.strategy).most_trials(space)


def _count(rows: "list[Row]") -> str:
    """Return a number of trials, such as ``1 trial``."""
    return f"{len(rows)} {'trial' if len(rows) == 1 else 'trials'}"


def finished_rows(study: "Study") -> "list[Row]":
    """Return what the leaderboard knows of the trials that have ended."""
    from actsearch import leaderboard

    return [leaderboard.row(study.name, trial) for trial in study.finished]


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


def resume_command(study: "Study", dask: str | None = None) -> str:
    """Return the command that carries a study on from any folder that is like this one."""
    runs = study.directory.path.parent
    place = [] if runs == Path("runs") else ["--runs-dir", str(runs)]
    cluster = [] if dask is None else ["--dask", dask]
    return shlex.join(["actsearch", "resume", study.directory.name, *place, *cluster])


def _workers(
    make_split: "Callable[[], Split]",
    asked: int | None,
    dask: str | None,
    lookahead: int,
    *,
    quiet: bool,
) -> "LocalWorkers | DaskWorkers":
    """Start, or connect to, who trains; say so where there could be more at once."""
    if dask is not None:
        from actsearch.workers.dask import DaskWorkers

        cluster = DaskWorkers(make_split(), dask)
        _usable(cluster.count, lookahead, quiet=quiet)
        return cluster
    import loky

    from actsearch.workers.local import LocalWorkers

    return LocalWorkers(make_split, _usable(asked or loky.cpu_count(), lookahead, quiet=quiet))


def _usable(wanted: int, lookahead: int, *, quiet: bool) -> int:
    """Return how many workers can be kept busy."""
    if wanted > lookahead:
        say(
            f"trainings at once: {lookahead}, the study's look-ahead; {wanted} workers could be "
            f"used by a study begun with --lookahead {2 * wanted}",
            quiet=quiet,
        )
    return min(wanted, lookahead)


class _Publisher:
    """Keeps the leaderboard's files current without taking a noticeable part of the time."""

    def __init__(self, study: "Study") -> None:
        self._study = study
        self._next = 0.0

    def publish(self, rows: "list[Row]", trials: "list[TrialRecord]", *, now: bool = False) -> None:
        from actsearch import leaderboard
        from actsearch.leaderboard import generations
        from actsearch.study.directory import write_atomically

        started = time.monotonic()
        if not now and started < self._next:
            return
        ranked = leaderboard.rank(rows)
        columns = leaderboard.EVERY_COLUMN
        path = self._study.directory.path
        write_atomically(path / "leaderboard.csv", leaderboard.as_csv(ranked, columns))
        write_atomically(path / "leaderboard.md", leaderboard.as_markdown(ranked, columns))
        if any(trial.generation is not None for trial in trials):
            write_atomically(path / "generations.csv", generations.as_csv(trials))
        ended = time.monotonic()
        self._next = ended + (ended - started) / _PUBLISHING_SHARE
