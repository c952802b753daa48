"""A study as it stood when it was looked at; looking neither creates, changes nor holds it."""

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from optuna.distributions import BaseDistribution, json_to_distribution
from optuna.trial import FrozenTrial, TrialState

from actsearch.errors import NotFoundError
from actsearch.study import sqlite
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import Specification, StudyFile


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was stored of a study when :func:`read` looked.

    Parameters
    ----------
    name : str
        Of the study.
    specification : Specification
        What it is.
    attributes : dict
        User attributes of the Optuna study.
    trials : list of FrozenTrial
        By number.
    """

    name: str
    specification: Specification
    attributes: dict[str, Any]
    trials: list[FrozenTrial]

    @property
    def target(self) -> int:
        """How many trials the study is to have in all."""
        return int(self.attributes.get("trials", 0))

    @property
    def stopped(self) -> str | None:
        """Why it stopped; None while it runs, and after it was killed."""
        reason: str | None = self.attributes.get("stopped")
        return reason

    @property
    def n_validation(self) -> int | None:
        """How many samples each validation accuracy was measured on; None before the first."""
        n_validation: int | None = self.attributes.get("n_validation")
        return n_validation


def read(directory: StudyDirectory, storage_url: str | None = None) -> Snapshot:
    """Look at a study.

    Parameters
    ----------
    directory : StudyDirectory
        Its folder.
    storage_url : str, optional
        Its storage, if it is another than the one in its specification.

    Raises
    ------
    NotFoundError
        If its storage does not exist, or does not have the study.
    StorageError
        If its storage cannot be read.
    """
    file = StudyFile.load(directory.specification)
    url = storage_url or file.storage
    read_contents = _from_storage if url else _from_sqlite
    attributes, trials = read_contents(url or str(directory.database), file.study)
    return Snapshot(file.study, file.specification, attributes, trials)


def _from_storage(url: str, study: str) -> tuple[dict[str, Any], list[FrozenTrial]]:
    import optuna

    from actsearch.study import storage

    with storage.explained(url), storage.opened(url, "read") as store:
        try:
            found = optuna.load_study(study_name=study, storage=store)
        except KeyError as error:
            raise _no_study(storage.without_password(url), study) from error
        return found.user_attrs, found.get_trials(deepcopy=False)


def _from_sqlite(path: str, study: str) -> tuple[dict[str, Any], list[FrozenTrial]]:
    """Read Optuna's tables straight.

    Importing what Optuna reads databases with takes longer than reading a thousand trials does,
    and its storage writes to a database that it opens.
    """
    sqlite.check(Path(path))
    with sqlite.explained(path), closing(sqlite.read_only(Path(path))) as connection:
        return contents(connection, path, study)


def contents(
    connection: sqlite3.Connection, database: str, study: str
) -> tuple[dict[str, Any], list[FrozenTrial]]:
    """Read a study's user attributes and trials from SQLite.

    Parameters
    ----------
    connection : sqlite3.Connection
        To a database of Optuna's.
    database : str
        How messages call it.
    study : str
        Name of the study.

    Raises
    ------
    NotFoundError
        If the database does not have the study.
    """
    # One transaction, so that all tables are of the same moment.
    connection.execute("BEGIN")
    found = connection.execute("SELECT study_id FROM studies WHERE study_name = ?", [study])
    row = found.fetchone()
    if row is None:
        raise _no_study(database, study)
    attributes = connection.execute(
        "SELECT key, value_json FROM study_user_attributes WHERE study_id = ?", row
    )
    found_attributes = {key: json.loads(value) for key, value in attributes}
    return found_attributes, stored_trials(connection.cursor(), "study_id = ?", row)


def stored_trials(
    cursor: sqlite3.Cursor, condition: str, arguments: Sequence[Any]
) -> list[FrozenTrial]:
    """Read trials from SQLite, by number.

    Parameters
    ----------
    cursor : sqlite3.Cursor
        Of a database of Optuna's.
    condition : str
        Which trials, in SQL; written by us, whatever a user gave is among the arguments.
    arguments : sequence
        What its question marks stand for.
    """
    # Before what belongs to them: a trial that ends meanwhile is then one that has not ended yet.
    trials = cursor.execute(
        "SELECT trial_id, number, state, datetime_start, datetime_complete "  # noqa: S608
        f"FROM trials WHERE {condition} ORDER BY number",
        arguments,
    ).fetchall()
    ids = json.dumps([trial_id for trial_id, *_ in trials])

    def rows(table: str, columns: str) -> Iterator[tuple[int, Any]]:
        # Table and columns are the literals below; nothing that a user gave goes into the query.
        query = (
            f"SELECT trial_id, {columns} FROM {table} "  # noqa: S608
            "WHERE trial_id IN (SELECT value FROM json_each(?)) ORDER BY trial_id, rowid"
        )
        for trial_id, *values in cursor.execute(query, [ids]):
            yield trial_id, values

    user_attributes: dict[int, dict[str, Any]] = defaultdict(dict)
    for trial_id, (key, value) in rows("trial_user_attributes", "key, value_json"):
        user_attributes[trial_id][key] = json.loads(value)
    system_attributes: dict[int, dict[str, Any]] = defaultdict(dict)
    for trial_id, (key, value) in rows("trial_system_attributes", "key, value_json"):
        system_attributes[trial_id][key] = json.loads(value)
    values: dict[int, float] = {
        trial_id: _number(value, kind)
        for trial_id, (value, kind) in rows("trial_values", "value, value_type")
    }
    steps: dict[int, dict[int, float]] = defaultdict(dict)
    for trial_id, (step, value, kind) in rows(
        "trial_intermediate_values", "step, intermediate_value, intermediate_value_type"
    ):
        steps[trial_id][step] = _number(value, kind)
    parameters: dict[int, dict[str, Any]] = defaultdict(dict)
    distributions: dict[int, dict[str, BaseDistribution]] = defaultdict(dict)
    for trial_id, (name, value, distribution_json) in rows(
        "trial_params", "param_name, param_value, distribution_json"
    ):
        distribution = _distribution(distribution_json)
        distributions[trial_id][name] = distribution
        parameters[trial_id][name] = distribution.to_external_repr(value)
    return [
        FrozenTrial(
            number=number,
            state=TrialState[state],
            value=values.get(trial_id),
            datetime_start=_moment(start),
            datetime_complete=_moment(complete),
            params=parameters[trial_id],
            distributions=distributions[trial_id],
            user_attrs=user_attributes[trial_id],
            system_attrs=system_attributes[trial_id],
            intermediate_values=steps[trial_id],
            trial_id=trial_id,
        )
        for trial_id, number, state, start, complete in trials
    ]


_distribution = cache(json_to_distribution)


def _number(value: float | None, kind: str) -> float:
    # Optuna keeps what a database may not know apart from the number itself.
    special = {"INF_POS": math.inf, "INF_NEG": -math.inf, "NAN": math.nan}
    return special[kind] if value is None else value


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _no_study(database: str, study: str) -> NotFoundError:
    return NotFoundError(f"the database {database!r} has no study {study!r}")
