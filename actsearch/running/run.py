"""Carry out the missing trials of a study, and keep its leaderboard files up to date."""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np

from actsearch import leaderboard, metrics
from actsearch.datasets import Dataset
from actsearch.errors import DataError
from actsearch.leaderboard import generations
from actsearch.running.interruption import Interruption
from actsearch.running.loop import Loop
from actsearch.storage.presence import watch
from actsearch.study.budget import Budget
from actsearch.study.directory import write_atomically
from actsearch.study.snapshot import Snapshot
from actsearch.study.study import Study
from actsearch.trials import TrialRecord
from actsearch.workers import start

# The part of the time that may go into rewriting the leaderboard files, which can be long.
_PUBLISHING_SHARE = 0.002


def _say_nothing(message: str) -> None:
    del message


def load_data(study: Study | Snapshot) -> Dataset:
    """Load the data that a study trains on.

    Raises
    ------
    DataError
        If the data have changed since the study began.
    """
    frozen = study.specification.dataset
    dataset = frozen.load()
    if dataset.fingerprint != frozen.fingerprint:
        raise DataError(
            f"the data in {frozen.source!r} have changed since study {study.name!r} began, or an "
            "earlier version read them otherwise; restore them, or begin another study"
        )
    return dataset


def carry_on(
    study: Study,
    dataset: Dataset,
    budget: Budget,
    *,
    workers: int | None = None,
    dask: str | None = None,
    announce: Callable[[str], None] = _say_nothing,
) -> Iterator[TrialRecord]:
    """Carry out the missing trials of a study.

    After Ctrl-C or SIGTERM, running trainings get at most ten seconds to finish. The leaderboard
    files show what is stored, however this ends.

    Parameters
    ----------
    study : Study
        Study that is open for writing, with its number of trials set.
    dataset : Dataset
        Data that the study's specification names.
    budget : Budget
        When to stop before all trials are done.
    workers : int, optional
        Number of processes that train; one for each core by default.
    dask : str, optional
        Address of a Dask scheduler. Its cluster then trains instead of this machine.
    announce : callable, optional
        Called with each message for the user.

    Yields
    ------
    TrialRecord
        Each trial, as soon as it is stored.

    Raises
    ------
    KeyboardInterrupt
        If a signal came; :class:`~actsearch.running.interruption.Interrupted` says which one.
    TooManyFailuresError
        If too many trials failed in a row (``budget.max_failures``).
    WorkersError
        If there are no workers that can train.
    """

    def say_interrupted(seconds: float) -> None:
        announce(f"finishing what runs, for at most {seconds:.0f} s; press Ctrl-C to stop now")

    publisher = Publisher(study)
    specification = study.specification
    metric = metrics.get(specification.metric)
    constant = constant_score(dataset, metric)
    if dataset.table is not None:
        write_atomically(study.directory.path / "table.json", json.dumps(dataset.table.to_dict()))
    study.note_data(dataset.held_out(specification.splits), constant)
    make_splits = partial(dataset.splits, specification.splits, specification.seed)
    lookahead = specification.lookahead
    try:
        with (
            Interruption(announce=say_interrupted) as interruption,
            start(make_splits, workers, dask, lookahead=lookahead, announce=announce) as pool,
        ):
            check_there = watch(study.url)
            for record in Loop(study, pool, interruption, budget).run():
                check_there()
                publisher.add(record)
                yield record
    finally:
        publisher.publish()


def constant_score(dataset: Dataset, metric: metrics.Metric) -> float:
    """Return the best score of a model that predicts the same for all samples.

    In classification it predicts the share of each class as its probability, or of two classes
    always the same one; in regression the mean, or the median. Classes that are too rare to be
    validated do not count.
    """
    y = dataset.y[~np.isin(dataset.y, dataset.never_split)]
    if dataset.task == "regression":
        constants = np.array([np.mean(y), np.median(y)])
    else:
        constants = np.bincount(y, minlength=len(dataset.classes))[np.newaxis] / len(y)
        if len(dataset.classes) == 2:
            # F1 is that of the second class, even if it has the smaller share.
            constants = np.vstack((constants, np.eye(2)))
    values = (metric.measure(y, np.broadcast_to(each, (len(y), *each.shape))) for each in constants)
    return max(metrics.turned(metric.name, value) for value in values)


class Publisher:
    """Writes the leaderboard files of a study, seldom enough to take no noticeable time.

    Parameters
    ----------
    study : Study
        Study that is open for writing.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._records = study.finished
        self._next = 0.0

    def add(self, record: TrialRecord) -> None:
        """Add a trial; write the files if the last time is long enough ago."""
        self._records.append(record)
        if time.monotonic() >= self._next:
            self.publish()

    def publish(self) -> None:
        """Write the files now."""
        started = time.monotonic()
        _write(self._study.directory.path, self._study.leaderboard(self._records))
        if any(record.generation is not None for record in self._records):
            text = generations.as_csv(self._records)
            write_atomically(self._study.directory.path / "generations.csv", text)
        ended = time.monotonic()
        self._next = ended + (ended - started) / _PUBLISHING_SHARE


def _write(folder: Path, board: leaderboard.Leaderboard) -> None:
    text = leaderboard.as_csv(board.rows, leaderboard.with_parameters(board.rows))
    write_atomically(folder / "leaderboard.csv", text)
    table = leaderboard.as_markdown(board.rows, leaderboard.every_column(board.rows))
    verdict = "" if board.verdict is None else f"{leaderboard.escaped(board.verdict)}\n\n"
    below = "".join(f"\n{leaderboard.escaped(line)}\n" for line in board.footer().splitlines())
    write_atomically(folder / "leaderboard.md", verdict + table + below)
