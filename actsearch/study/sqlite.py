"""SQLite files: told apart from what is none of Optuna's, and what they raise put into words."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from actsearch.errors import NotFoundError, StorageError


def check(path: Path, *, may_be_new: bool = False) -> None:
    """Refuse a file that is missing or not Optuna's, before anything is written to it.

    Raises
    ------
    NotFoundError
        If it is missing and may not be new.
    StorageError
        If it is something else than a database of Optuna's.
    """
    if not path.is_file():
        if may_be_new and not path.exists():
            return
        raise NotFoundError(
            f"there is no database {str(path)!r}; restore it, or begin the study again with "
            "'actsearch run'"
        )
    if path.stat().st_size == 0:
        if may_be_new:
            return
        raise StorageError(
            f"the database {str(path)!r} is empty; restore it, or begin the study "
            "again with 'actsearch run'"
        )
    with explained(str(path)), closing(read_only(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in rows}
    if tables and not tables & {"studies", "version_info"}:
        raise StorageError(
            f"the database {str(path)!r} is not one of Optuna's (its tables: "
            f"{', '.join(sorted(tables)[:5])}); choose another file, nothing was written to it"
        )


def read_only(path: Path) -> sqlite3.Connection:
    """Connect to a file that exists, without the right to write where that is possible."""
    # Where nobody is writing there is no log, and a reader would leave an empty one behind; nor
    # could it read in a folder that it may not write to. Once there is a log, the database is not
    # whole without it.
    logs = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
    if not any(log.exists() for log in logs):
        return _connect(path, "ro&immutable=1")
    connection = _connect(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # After a kill SQLite must bring its log into order before anything can be read.
        connection.close()
        connection = _connect(path, "rw")
    return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)


@contextmanager
def explained(database: str) -> Iterator[None]:
    """Turn what SQLite raises into one sentence that names the database and the way out."""
    try:
        yield
    except sqlite3.Error as error:
        raise explanation(database, error) from error


def explanation(database: str, error: Exception) -> StorageError:
    """Put what a database raised into one sentence; also what came by way of SQLAlchemy."""
    cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    way_out = "check that it is an Optuna database that you may read and write"
    if "full" in cause:
        way_out = "free some space; everything stored so far is safe, the same command carries on"
    elif "readonly" in cause or "unable to open" in cause:
        way_out = "make its folder writable, or choose another with --runs-dir"
    elif "locked" in cause:
        way_out = "another process holds it; try again when that has ended"
    elif "connect" in cause or "resolve" in cause:
        way_out = "check that its server runs and lets you in"
    return StorageError(f"the database {database!r} failed ({cause}): {way_out}")
