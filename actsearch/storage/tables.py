"""Read Optuna's tables in SQLite directly.

There are two reasons. To import Optuna's own reader takes longer than to read a thousand trials,
and Optuna's storage writes to every database that it opens. This module knows one version of
Optuna's schema; other versions are read by Optuna itself (:func:`is_known_schema`).
"""

import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from optuna.distributions import BaseDistribution, json_to_distribution
from optuna.trial import FrozenTrial, TrialState

from actsearch.errors import ActsearchError, NotFoundError, StorageError, shown

# The schema version that the queries below are written for, that of Optuna 3.2 to 5.0.
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
        Connection to a database of Optuna's.
    database : str
        Name of the database in messages.
    study : str
        Name of the study.

    Returns
    -------
    attributes : dict
        User attributes of the study.
    trials : list of FrozenTrial
        All trials, sorted by number.

    Raises
    ------
    NotFoundError
        If the database does not have the study.
    StorageError
        If the database holds a value that Optuna does not write.
    """
    # One transaction, so that all tables are read as they were at the same moment.
    connection.execute("BEGIN")
    found = connection.execute("SELECT study_id FROM studies WHERE study_name = ?", [study])
    row = found.fetchone()
    if row is None:
        raise no_study(database, study)
    with undamaged(database):
        attributes = connection.execute(
            "SELECT key, value_json FROM study_user_attributes WHERE study_id = ?", row
        )
        found_attributes = {_text(key): json.loads(value) for key, value in attributes}
    return found_attributes, stored_trials(connection.cursor(), database, "study_id = ?", row)


@contextmanager
def undamaged(database: str) -> Iterator[None]:
    """Turn any error in reading a value into the message that the database is damaged.

    Only code that reads values belongs in this block: every error counts as damage, except
    SQLite's own errors and actsearch's, which pass unchanged.

    Raises
    ------
    StorageError
        If a value cannot be read; the message names the database and the way out.

    Examples
    --------
    >>> with undamaged("study.db"):
    ...     json.loads("{")  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
        ...
    actsearch.errors.StorageError: the database 'study.db' is damaged: it holds what Optuna does
    not write (JSONDecodeError: 'Expecting property name enclosed in double quotes: line 1 column
    2 (char 1)'); restore it from a backup
    """
    try:
        yield
    except (ActsearchError, sqlite3.Error):
        raise
    except Exception as error:
        raise damaged(database, error) from error


def damaged(database: str, error: Exception) -> StorageError:
    """Return the error that says a database is damaged, because one of its values cannot be read.

    Parameters
    ----------
    database : str
        Name of the database in messages.
    error : Exception
        What was raised when the value was read.
    """
    return StorageError(
        f"the database {database!r} is damaged: it holds what Optuna does not write "
        f"({type(error).__name__}: {shown(str(error))}); restore it from a backup"
    )


def stored_trials(
    cursor: sqlite3.Cursor, database: str, condition: str, arguments: Sequence[Any]
) -> list[FrozenTrial]:
    """Read trials from SQLite, sorted by number.

    Parameters
    ----------
    cursor : sqlite3.Cursor
        Cursor of a database of Optuna's.
    database : str
        Name of the database in messages.
    condition : str
        SQL condition that selects the trials. It must be a literal in our code; a value that a
        user gave belongs in ``arguments``.
    arguments : sequence
        Values for the question marks in the condition.

    Raises
    ------
    StorageError
        If the database holds a value that Optuna does not write.
    """
    with undamaged(database):
        return _stored_trials(cursor, condition, arguments)


def _stored_trials(
    cursor: sqlite3.Cursor, condition: str, arguments: Sequence[Any]
) -> list[FrozenTrial]:
    # Read the trials before their values. A trial that ends in between is then read as one that
    # is still running, not as an ended trial without values.
    trials = cursor.execute(
        "SELECT trial_id, number, state, datetime_start, datetime_complete "  # noqa: S608
        f"FROM trials WHERE {condition} ORDER BY number",
        arguments,
    ).fetchall()
    ids = json.dumps([trial_id for trial_id, *_ in trials])

    def rows(table: str, columns: str) -> Iterator[tuple[int, Any]]:
        # Table and columns are the literals below; no user's text goes into the query.
        query = (
            f"SELECT trial_id, {columns} FROM {table} "  # noqa: S608
            "WHERE trial_id IN (SELECT value FROM json_each(?)) ORDER BY trial_id, rowid"
        )
        for trial_id, *values in cursor.execute(query, [ids]):
            yield trial_id, values

    user_attributes: dict[int, dict[str, Any]] = defaultdict(dict)
    for trial_id, (key, value) in rows("trial_user_attributes", "key, value_json"):
        user_attributes[trial_id][_text(key)] = json.loads(value)
    system_attributes: dict[int, dict[str, Any]] = defaultdict(dict)
    for trial_id, (key, value) in rows("trial_system_attributes", "key, value_json"):
        system_attributes[trial_id][key] = json.loads(value)
    values: dict[int, dict[int, float]] = defaultdict(dict)
    for trial_id, (objective, value, kind) in rows("trial_values", "objective, value, value_type"):
        values[trial_id][_whole(objective)] = _number(value, kind)
    steps: dict[int, dict[int, float]] = defaultdict(dict)
    for trial_id, (step, value, kind) in rows(
        "trial_intermediate_values", "step, intermediate_value, intermediate_value_type"
    ):
        steps[trial_id][_whole(step)] = _number(value, kind)
    parameters: dict[int, dict[str, Any]] = defaultdict(dict)
    distributions: dict[int, dict[str, BaseDistribution]] = defaultdict(dict)
    for trial_id, (name, value, distribution_json) in rows(
        "trial_params", "param_name, param_value, distribution_json"
    ):
        distribution = _distribution(distribution_json)
        distributions[trial_id][_text(name)] = distribution
        parameters[trial_id][name] = _parameter(distribution, value)
    found = [
        FrozenTrial(
            number=_whole(number),
            state=TrialState[state],
            value=None,
            values=[value for _, value in sorted(values[trial_id].items())] or None,
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
    for trial in found:
        _check_complete(trial)
    return found


def _check_complete(trial: FrozenTrial) -> None:
    """Raise ValueError if a trial has ended without what Optuna then always stores."""
    if trial.state.is_finished() and trial.datetime_complete is None:
        raise ValueError(f"trial {trial.number} has ended and has no end time")
    if trial.state == TrialState.COMPLETE and not trial.values:
        raise ValueError(f"trial {trial.number} is complete and has no value")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {shown(value)}")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"expected a whole number, got {shown(value)}")
    return value


def _parameter(distribution: BaseDistribution, value: Any) -> Any:
    """Return the value that a trial drew, from the number that Optuna stores for it."""
    drawn = distribution.to_external_repr(value)
    if distribution.to_internal_repr(drawn) != value:
        raise ValueError(f"{shown(value)} is not drawn from {shown(str(distribution))}")
    return drawn


_distribution = cache(json_to_distribution)


def _number(value: float | None, kind: str) -> float:
    # Not every database can hold infinities and NaN, so Optuna stores them in a second column.
    if kind != "FINITE":
        return {"INF_POS": math.inf, "INF_NEG": -math.inf, "NAN": math.nan}[kind]
    if not isinstance(value, int | float):
        raise TypeError(f"expected a number, got {shown(value)}")
    return value


def _moment(text: str | None) -> datetime | None:
    # Optuna stores UTC and shows local time, both without a time zone.
    if text is None:
        return None
    return datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone().replace(tzinfo=None)


def no_study(database: str, study: str) -> NotFoundError:
    """Return the error that says a database does not have a study."""
    return NotFoundError(f"the database {database!r} has no study {study!r}")
