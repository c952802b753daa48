"""Checks of a study that need no training; each returns a finding in words."""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from sqlite3 import Connection, DatabaseError
from typing import Any, Literal

from optuna.trial import FrozenTrial
from pydantic import ValidationError

from actsearch import datasets
from actsearch.datasets import Dataset
from actsearch.errors import ActsearchError, NotFoundError, StorageError, UsageError
from actsearch.search_space import SearchSpace
from actsearch.storage import sqlite, tables
from actsearch.storage.contents import read_contents
from actsearch.study import environment
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import Specification, StudyFile, changes
from actsearch.trials import TrialRecord, stored
from actsearch.verification import retraining
from actsearch.verification.consistency import problems
from actsearch.verification.retraining import NotReproducedError

# How many problems of one kind a message lists; nobody reads more.
_SHOWN = 3
_UNKNOWN = "the environment that it was trained in is not known"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """The result of one check.

    Parameters
    ----------
    check : str
        What was checked: database, trials, specification, data, environment, proposals or
        training.
    status : {"ok", "warning", "failed"}
        With a warning, nothing is wrong with the study; it may explain why a training differs.
    message : str
        One sentence; if something is wrong, it says what differs and the way out.
    trial : int or None
        Number of the trial, if one was trained again.
    digest : str or None
        SHA-256 of what was compared, if it is the same.
    """

    check: str
    status: Literal["ok", "warning", "failed"]
    message: str
    trial: int | None = None
    digest: str | None = None


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
    path = _sqlite_path(url) if url else directory.database
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


def _sqlite_path(url: str) -> Path | None:
    """Return the file that a SQLite URL names; None for other databases and bad URLs."""
    if not url.startswith("sqlite"):
        return None
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return Path(make_url(url).database or "")
    except ArgumentError:
        return None  # To open it will raise an error that explains what is wrong.


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
        message=f"{name} is damaged ({_few(_lines(answers))}); restore it from a backup",
    )


def _lines(answers: list[str]) -> list[str]:
    return [line for answer in answers for line in answer.splitlines() if line[:3] != "***"]


def check_trials(trials: list[FrozenTrial]) -> Finding:
    """Check the numbers of the trials, and that no trial contradicts itself."""
    finished = [trial for trial in trials if trial.state.is_finished()]
    wrong = [f"trial {trial.number} {what}" for trial in finished for what in problems(trial)]
    numbers = [trial.number for trial in trials]
    if numbers != list(range(len(numbers))):
        expected = range(max(numbers) + 1)
        lost = [str(number) for number in expected if number not in set(numbers)]
        wrong.insert(0, f"missing: {', '.join(lost)}" if lost else "a number occurs twice")
    if wrong:
        return Finding(
            check="trials",
            status="failed",
            message=f"{_few(wrong)}; restore the database from a backup",
        )
    running = len(trials) - len(finished)
    rest = f", and {running} not finished yet" if running else ""
    return Finding(
        check="trials",
        status="ok",
        message=f"{len(finished)} finished trials are consistent{rest}",
    )


def check_specification(
    directory: StudyDirectory, file: StudyFile, attributes: dict[str, Any]
) -> Finding:
    """Compare the specification file with the copy in the database."""
    mine, theirs = file.specification.model_dump(mode="json"), attributes.get("specification")
    digest = hashlib.sha256(
        json.dumps(mine, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
    if mine == theirs:
        return Finding(
            check="specification",
            status="ok",
            message=f"the file and the database have the same one ({short(digest)})",
            digest=digest,
        )
    differs = (
        f"differ: {_few(changes(mine, theirs))}" if theirs else "differ: the database has none"
    )
    return Finding(
        check="specification",
        status="failed",
        message=f"{str(directory.specification)!r} and the database {differs}; restore the one "
        "that was changed (the checks below use the database's)",
    )


def decisive_specification(file: StudyFile, attributes: dict[str, Any]) -> Specification:
    """Return the specification that the trials follow from.

    It is the one stored in the database with them; the file's if that cannot be read.
    """
    try:
        return Specification.model_validate(attributes.get("specification"))
    except ValidationError:
        return file.specification


def check_data(specification: Specification) -> tuple[Dataset | None, Finding]:
    """Load the data and compare their fingerprint; None if they are not those of the study."""
    wanted = specification.dataset
    try:
        data = datasets.load(wanted.source, label=wanted.label)
    except (ActsearchError, OSError) as error:
        message = f"the data cannot be loaded ({error})"
        return None, Finding(check="data", status="failed", message=message)
    if data.fingerprint != wanted.fingerprint:
        message = (
            f"the data in {wanted.source!r} are not those that the study began with (now "
            f"{short(data.fingerprint)}, then {short(wanted.fingerprint)}); restore them"
        )
        return None, Finding(check="data", status="failed", message=message)
    return data, Finding(
        check="data",
        status="ok",
        message=f"{wanted.source} is what the study began with ({short(data.fingerprint)})",
        digest=data.fingerprint,
    )


def check_environment(directory: StudyDirectory) -> tuple[str, Finding]:
    """Compare this environment with the last one that the study ran in.

    Returns
    -------
    why : str
        Why a training may differ, in words that end the message about it.
    finding : Finding
        Result of the comparison.
    """
    try:
        recorded = environment.recorded(directory)
    except StorageError as error:
        finding = Finding(check="environment", status="failed", message=str(error))
        return _UNKNOWN, finding
    if not recorded:
        message = "none is recorded, so a training that differs cannot be explained"
        finding = Finding(check="environment", status="warning", message=message)
        return _UNKNOWN, finding
    drift = environment.drift(recorded[-1], environment.capture())
    if drift:
        changed = f"the environment has changed: {', '.join(drift)}"
        message = f"{changed}; trainings may round differently; to compare, install what was there"
        return changed, Finding(check="environment", status="warning", message=message)
    finding = Finding(
        check="environment", status="ok", message="the same as when the study last ran"
    )
    if len(recorded) > 1:
        return (
            f"the study ran in {len(recorded)} environments, and the trial may come from an "
            f"earlier one: see {str(directory.environment)!r}"
        ), finding
    return (
        "the environment has not changed, so somebody has changed what is stored, or the code: "
        "restore the database from a backup"
    ), finding


def check_proposals(
    specification: Specification, trials: list[TrialRecord]
) -> tuple[SearchSpace | None, Finding]:
    """Compare every candidate with its parameters; also return the search space, if it is valid."""
    try:
        space = SearchSpace.from_dict(specification.space)
    except ActsearchError as error:
        return None, Finding(check="proposals", status="failed", message=str(error))
    wrong = []
    for trial in trials:
        try:
            retraining.check_proposal(space, trial)
        except NotReproducedError as error:
            wrong.append(f"trial {trial.number} {error}")
    if wrong:
        return space, Finding(
            check="proposals",
            status="failed",
            message=f"{_few(wrong)}; restore the database from a backup",
        )
    return space, Finding(
        check="proposals",
        status="ok",
        message=f"the parameters of {len(trials)} finished trials give the stored candidates",
    )


def _few(items: list[str]) -> str:
    more = len(items) - _SHOWN
    return "; ".join(items[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def short(digest: str) -> str:
    """Shorten a digest to what people compare."""
    return f"sha256 {digest[:12]}"
