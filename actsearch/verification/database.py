"""Read a study's database for verification; what cannot be read becomes a finding."""

from contextlib import suppress
from dataclasses import dataclass, field
from sqlite3 import Connection, DatabaseError
from typing import Any

from optuna.trial import FrozenTrial

from actsearch.errors import NotFoundError, StorageError, UsageError
from actsearch.storage import sqlite, tables
from actsearch.storage.contents import read_contents
from actsearch.storage.open import sqlite_file
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import StudyFile
from actsearch.trials import TrialRecord, stored
from actsearch.verification.finding import Finding, few


@dataclass(slots=True)
class Database:
    """The content of a study's database, as far as it could be read.

    Parameters
    ----------
    findings : list of Finding
        Results of reading it.
    read : bool
        Whether attributes and trials could be read.
    attributes : dict
        User attributes of the study.
    trials : list of FrozenTrial
        All trials, sorted by number.
    """

    findings: list[Finding] = field(default_factory=list)
    read: bool = False
    attributes: dict[str, Any] = field(default_factory=dict)
    trials: list[FrozenTrial] = field(default_factory=list)

    @property
    def records(self) -> list[TrialRecord]:
        """Records of the trials that have ended, without those that cannot be read."""
        records = []
        for trial in self.trials:
            if trial.state.is_finished():
                with suppress(stored.DamagedTrialError):
                    records.append(stored.read(trial))
        return records


def read_database(directory: StudyDirectory, file: StudyFile, storage_url: str | None) -> Database:
    """Read a study's attributes and trials; a SQLite file also gets SQLite's integrity check.

    Raises
    ------
    NotFoundError
        If the database does not exist, or does not have the study.
    UsageError
        If the URL cannot be understood.
    """
    url = storage_url or file.storage
    found = Database()
    path = sqlite_file(url) if url else directory.database
    name = str(path) if path else "its storage"
    try:
        if path:
            with sqlite.copied(path) as connection:
                found.findings.append(_integrity(connection, name))
                found.attributes, found.trials = tables.contents(connection, name, file.study)
        else:
            found.attributes, found.trials = read_contents(url or directory.database, file.study)
            found.findings.append(
                Finding(check="database", status="ok", message="the database can be read whole")
            )
        found.read = True
    except (NotFoundError, UsageError):
        raise
    except StorageError as error:
        found.findings.append(Finding(check="database", status="failed", message=str(error)))
    except (LookupError, TypeError, ValueError) as error:
        found.findings.append(
            Finding(
                check="database",
                status="failed",
                message=f"the database {name!r} has a value that Optuna did not write "
                f"({type(error).__name__}: {error}); restore it from a backup",
            )
        )
    return found


def _integrity(connection: Connection, name: str) -> Finding:
    try:
        answers = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except DatabaseError as error:
        answers = [str(error)]
    if answers == ["ok"]:
        return Finding(check="database", status="ok", message=f"{name} is whole")
    return Finding(
        check="database",
        status="failed",
        message=f"{name} is damaged ({few(_lines(answers))}); restore it from a backup",
    )


def _lines(answers: list[str]) -> list[str]:
    return [line for answer in answers for line in answer.splitlines() if line[:3] != "***"]
