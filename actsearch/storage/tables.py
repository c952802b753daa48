"""Optuna's tables in SQLite, read directly.

Importing what Optuna reads databases with takes longer than to read a thousand trials, and its
storage writes to a database that it opens. The tables are those of one version of Optuna's schema:
another version is read by Optuna itself (:func:`is_known_schema`).
"""

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from optuna.distributions import BaseDistribution, json_to_distribution
from optuna.trial import FrozenTrial, TrialState

from actsearch.errors import NotFoundError

# Of Optuna 3.2 to 5.0, the version that the queries below are written for.
SCHEMA = 12


def is_known_schema(connection: sqlite3.Connection) -> bool:
    """Tell whether the tables are those that this module reads."""
    rows = connection.execute("SELECT schema_version FROM version_info").fetchall()
    return rows == [(SCHEMA,)]


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
        raise no_study(database, study)
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


def no_study(database: str, study: str) -> NotFoundError:
    """Say that a database does not have a study."""
    return NotFoundError(f"the database {database!r} has no study {study!r}")
