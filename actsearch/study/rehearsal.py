"""What a run would meet: an existing study, and whether it can be stored. Nothing is written."""

import os
from dataclasses import dataclass
from pathlib import Path

from actsearch.errors import NotFoundError, StorageError
from actsearch.storage.open import check_usable, sqlite_file, without_password
from actsearch.study.attributes import StudyAttributes
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import check, check_same_storage
from actsearch.study.snapshot import read
from actsearch.study.specification import Specification, StudyFile


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a run would begin or continue.

    Parameters
    ----------
    place : str
        Where its trials are stored, or would be.
    strategy : str or None
        Strategy that proposed the last trials; None if there is no study of that name.
    finished : int
        How many of its trials have ended.
    trials : int
        How many it was to have; 0 if that is not known.
    """

    place: str
    strategy: str | None = None
    finished: int = 0
    trials: int = 0


def rehearse(
    directory: StudyDirectory, specification: Specification, storage_url: str | None
) -> Rehearsal:
    """Check all that would keep a run from being stored, and tell what it would continue.

    Parameters
    ----------
    directory, specification, storage_url
        As for :func:`actsearch.study.opening.begin`.

    Returns
    -------
    Rehearsal
        Where the study is, and how far.

    Raises
    ------
    SpecificationMismatchError
        If the study exists with another specification or storage.
    StorageError
        If the folder or the database cannot be written or reached.
    """
    check(directory, specification)
    _check_folder(directory.path)
    if not directory.exists():
        url = storage_url
        found = Rehearsal(_place(directory, url))
    else:
        file = StudyFile.load(directory.specification)
        if storage_url is not None:
            check_same_storage(directory, file, storage_url)
        url = storage_url or file.storage
        found = _existing(directory, file, url)
    if url is None:
        _check_file(directory.database)
        return found
    check_usable(url, may_be_new=found.finished == 0)
    if (database := sqlite_file(url)) is not None:
        _check_folder(database.absolute().parent)
        _check_file(database)
    return found


def _existing(directory: StudyDirectory, file: StudyFile, url: str | None) -> Rehearsal:
    try:
        stored = read(directory, url)
    except NotFoundError:
        if directory.environment.exists() or not file.asked:
            raise
        # It was killed before it ran: the same command carries it on.
        asked = StudyAttributes.read({}, directory.name, file.asked)
        strategy = file.specification.strategy
        return Rehearsal(_place(directory, url), strategy, trials=asked.trials)
    known, trials = stored.attributes, stored.trials
    phases = known.phases(stored.specification, len(trials), directory.name)
    finished = sum(trial.outcome.has_ended for trial in trials)
    return Rehearsal(_place(directory, url), phases[-1].strategy, finished, known.trials)


def _place(directory: StudyDirectory, url: str | None) -> str:
    return str(directory.database) if url is None else without_password(url)


def _check_folder(folder: Path) -> None:
    """Check that a folder can be written, or made in the nearest one that exists."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    if not there.is_dir():
        raise StorageError(
            f"{str(there)!r} is a file, so that no folder can be made there: name another place",
            parameter="runs_dir",
        )
    if not os.access(there, os.W_OK | os.X_OK):
        raise StorageError(
            f"the folder {str(there)!r} cannot be written: make it yours, or name another place",
            parameter="runs_dir",
        )


def _check_file(database: Path) -> None:
    if database.exists() and not os.access(database, os.W_OK):
        raise StorageError(
            f"the database {str(database)!r} cannot be written: make it yours to read and write"
        )
