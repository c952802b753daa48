"""The common part of ``run`` and ``resume``: show the trials, confirm, print the leaderboard."""

import math
import shlex
import time
from typing import TYPE_CHECKING

from actsearch.cli.console import errors, say
from actsearch.cli.durations import parse_duration, show_duration
from actsearch.cli.options import RUNS
from actsearch.cli.safety import in_one_line
from actsearch.errors import UsageError, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from actsearch.datasets import Dataset
    from actsearch.strategies import Phase
    from actsearch.study.budget import Budget
    from actsearch.study.directory import StudyDirectory
    from actsearch.study.study import Study
    from actsearch.trials import TrialRecord

SHOWN_ROWS = 10


def budget(
    *,
    timeout: str | None,
    trial_timeout: str | None,
    target: str | None,
    patience: int | None,
    max_failures: int,
) -> "Budget":
    """Make a budget from the command's options.

    Raises
    ------
    UsageError
        If a duration or the target cannot be read.
    """
    from actsearch.study.budget import Budget

    return Budget(
        timeout=None if timeout is None else parse_duration(timeout),
        target_accuracy=None if target is None else _target(target),
        patience=patience,
        max_failures=max_failures,
        trial_timeout=None if trial_timeout is None else parse_duration(trial_timeout),
    )


def _target(text: str) -> float:
    """Read a target; the study's metric says whether more than 1 is per cent."""
    number = text.strip().removesuffix("%")
    try:
        target = float(number)
    except ValueError:
        target = math.nan
    per_cent = number != text.strip()
    if not math.isfinite(target) or (per_cent and target <= 1):
        raise UsageError(
            f"--target: {shown(text)} is no target: write 0.975 or 97.5 for an accuracy of 97.5 %, "
            "or a value of the study's metric"
        )
    return target


def say_columns(dataset: "Dataset", *, quiet: bool) -> None:
    """Say what is done to each column of a table, and what to know of the data."""
    from actsearch.cli.columns import show_columns

    if dataset.table is not None and not quiet:
        show_columns(dataset.table, errors())
    say_cautions(dataset, quiet=quiet)


def say_cautions(dataset: "Dataset", *, quiet: bool = False) -> None:
    """Say what no number shows of the data: copies, and values that become the same."""
    from actsearch.datasets.cautions import cautions

    for each in cautions(dataset):
        say(f"note: {in_one_line(each)}", quiet=quiet)


def search(
    study: "Study",
    dataset: "Dataset",
    budget: "Budget",
    workers: int | None,
    dask: str | None,
    *,
    quiet: bool,
) -> int:
    """Carry out a study's missing trials, and show them.

    Returns
    -------
    int
        0, or the exit code after a signal.

    Raises
    ------
    TooManyFailuresError
        If too many trials in a row failed.
    """
    from actsearch.cli.progress import display
    from actsearch.cli.trials_shown import TrialsShown
    from actsearch.leaderboard import row
    from actsearch.leaderboard.generations import summaries
    from actsearch.running import run
    from actsearch.running.interruption import exit_code
    from actsearch.study.budget import OUT_OF_TIME

    started = time.monotonic()
    records = study.finished
    before, phase = len(records), study.phases[-1]
    n_validation = dataset.held_out(study.specification.splits)
    rows = [row(study.name, record, n_validation) for record in records]
    trials = TrialsShown(rows, study.n_trials, budget.timeout)
    try:
        with display(trials.status, quiet=quiet) as shown:
            for record in run.carry_on(
                study, dataset, budget, workers=workers, dask=dask, announce=shown.tell
            ):
                records.append(record)
                shown.show(trials.add(row(study.name, record, n_validation)))
                if phase.completes_generation(record.number):
                    shown.tell(summaries(records)[-1].sentence(study.specification.metric))
    except KeyboardInterrupt as interrupted:
        say(
            f"interrupted with {len(study.finished)} of {study.n_trials} trials stored; to carry "
            f"on:\n  {resume_command(study, dask)}"
        )
        return exit_code(interrupted)
    took = show_duration(time.monotonic() - started)
    say(f"{_count(records[before:])} in {took}; stored in {study.directory.path}", quiet=quiet)
    if len(records) < study.n_trials:
        # A limit that has stopped the study would stop it again at once, unless trials are added.
        more = "" if study.stopped == OUT_OF_TIME else " --more N"
        say(
            f"stopped: {in_one_line(str(study.stopped))}; to carry on:\n"
            f"  {resume_command(study, dask)}{more}",
            quiet=quiet,
        )
    return 0


def conclude(
    study: "Study",
    load_data: "Callable[[], Dataset]",
    workers: int | None,
    dask: str | None,
    *,
    quiet: bool,
) -> int:
    """Confirm the answer of a study if that was asked for, and print its leaderboard.

    Parameters
    ----------
    study : Study
        Study whose search has ended.
    load_data : callable
        Returns its data, which are needed only to confirm.

    Returns
    -------
    int
        0, or the exit code after a signal.

    Raises
    ------
    AllTrialsFailedError
        If there are trials, and none is complete.
    """
    from actsearch.cli import confirmation
    from actsearch.cli.leaderboard import print_table
    from actsearch.confirming.confirm import due
    from actsearch.study.budget import OUT_OF_TIME

    study.check_results()
    waiting = due(study)
    if waiting and study.stopped == OUT_OF_TIME:
        way_on = command("confirm", study.directory, [], dask)
        say(f"no time is left to confirm the answer; to do so:\n  {way_on}", quiet=quiet)
    elif waiting:
        top, seeds = waiting
        code = confirmation.carry_out(
            study,
            load_data(),
            top=top,
            seeds=seeds,
            workers=workers,
            dask=dask,
            quiet=quiet,
            way_on=resume_command(study, dask),
        )
        if code:
            return code
    print_table(study, study.finished, top=SHOWN_ROWS)
    return 0


def say_finished(study: "Study", phase: "Phase", *, quiet: bool) -> None:
    """Say that a study has all its trials, and how to add more.

    The leaderboard files are written too: the study may have been killed before it wrote them.
    """
    from actsearch.running.run import Publisher

    Publisher(study).publish()
    records = study.finished
    by = "" if phase == study.phases[-1] else f" --strategy {phase.strategy}"
    way_on = f"for more: {resume_command(study)}{by} --more N"
    if len(records) == study.most_trials(phase):
        way_on = "its grid is exhausted"
    say(f"study {study.directory.name!r} is finished with {_count(records)}; {way_on}", quiet=quiet)


def resume_command(study: "Study", dask: str | None = None) -> str:
    """Return the command that continues a study from the current folder."""
    return command("resume", study.directory, [], dask)


def command(
    verb: str, directory: "StudyDirectory", words: "Sequence[str]", dask: str | None
) -> str:
    """Return a command for a study, as one types it in the current folder."""
    runs = directory.path.parent
    place = [] if runs == RUNS else ["--runs-dir", str(runs)]
    cluster = [] if dask is None else ["--dask", dask]
    return shlex.join(["actsearch", verb, directory.name, *words, *place, *cluster])


def _count(records: "Sequence[TrialRecord]") -> str:
    """Return a number of trials, such as ``1 trial``."""
    return f"{len(records)} {'trial' if len(records) == 1 else 'trials'}"
