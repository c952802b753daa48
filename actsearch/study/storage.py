"""Where trials are kept: an Optuna storage behind a URL, SQLite unless one is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import sqlalchemy
from optuna.storages import RDBStorage
from optuna.storages._cached_storage import _CachedStorage
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from actsearch.errors import ActsearchError, UsageError
from actsearch.study import sqlite
from actsearch.study.sqlite import explanation

_SQLITE_TIMEOUT_SECONDS = 60


def sqlite_url(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{path.resolve()}"


def without_password(url: str) -> str:
    """Return the URL fit to be printed or stored; drivers then look for the password themselves.

    PostgreSQL's, for instance, reads ``PGPASSWORD`` and ``~/.pgpass``.
    """
    return make_url(url).set(password=None).render_as_string()


@contextmanager
def opened(url: str, *, create: bool) -> Iterator[_CachedStorage]:
    """Open an Optuna storage, and let go of it in the end; SQLite then leaves a single file.

    Parameters
    ----------
    url : str
        As SQLAlchemy takes it.
    create : bool
        Whether to make what does not exist; without it nothing is written.

    Yields
    ------
    optuna.storages.BaseStorage
        Open.

    Raises
    ------
    NotFoundError
        If a SQLite file does not exist and is not to be made.
    StorageError
        If the database cannot be read, or is not one of Optuna's.
    UsageError
        If the URL cannot be understood.
    """
    try:
        parsed = make_url(url)
    except sqlalchemy.exc.ArgumentError as error:
        raise UsageError(
            f"{url!r} is not a storage URL: write it like 'sqlite:///studies.db' or "
            "'postgresql://user@host/database'"
        ) from error
    if parsed.drivername.startswith("sqlite"):
        sqlite.check(Path(parsed.database or ""), may_be_new=create)
    try:
        parsed.get_dialect().import_dbapi()
    except (ImportError, sqlalchemy.exc.NoSuchModuleError) as error:
        raise UsageError(
            f"no driver for {without_password(url)!r} is installed ({error}); install it beside "
            "actsearch"
        ) from error
    with explained(url):
        storage = RDBStorage(
            url,
            engine_kwargs=_engine_arguments(parsed.drivername),
            skip_compatibility_check=not create,
            skip_table_creation=not create,
        )
    if create and parsed.drivername.startswith("sqlite"):
        sqlalchemy.event.listen(storage.engine, "connect", _tune_sqlite)
        # Connections that were made before the listener came are not tuned.
        storage.engine.dispose()
    try:
        # Optuna wraps it so when it is given a URL; finished trials are then read only once.
        yield _CachedStorage(storage)
    finally:
        storage.remove_session()
        storage.engine.dispose()


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn what databases raise into one sentence that names the database and the way out."""
    try:
        yield
    except ActsearchError:
        raise
    except SQLAlchemyError as error:
        raise explanation(without_password(url), error) from error
    except Exception as error:
        # Optuna wraps some of SQLAlchemy's errors.
        if isinstance(error.__cause__, SQLAlchemyError):
            raise explanation(without_password(url), error.__cause__) from error
        raise


def _engine_arguments(driver: str) -> dict[str, Any]:
    if driver.startswith("sqlite"):
        return {"connect_args": {"timeout": _SQLITE_TIMEOUT_SECONDS}}
    return {"pool_pre_ping": True}


def _tune_sqlite(connection: Connection, _record: object) -> None:
    # In this mode a commit survives the death of any process at any moment; only a power cut
    # may take the very last ones, and never the database.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
