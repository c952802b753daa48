"""Where trials are kept: an Optuna storage behind a URL, SQLite unless one is named."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy
from optuna.storages import RDBStorage
from optuna.storages._cached_storage import _CachedStorage
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from actsearch.errors import NotFoundError, StorageError, UsageError

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
        _check_sqlite(Path(parsed.database or ""), create=create)
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
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _explanation(url, error) from error
    except Exception as error:
        # Optuna wraps some of SQLAlchemy's errors.
        if isinstance(error.__cause__, SQLAlchemyError):
            raise _explanation(url, error.__cause__) from error
        raise


def _explanation(url: str, error: Exception) -> StorageError:
    cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    way_out = "check that it is an Optuna database that you may read and write"
    if "full" in cause:
        way_out = "free some space; everything stored so far is safe, the same command carries on"
    elif "readonly" in cause or "unable to open" in cause:
        way_out = "make its folder writable, or choose another with --runs-dir"
    elif "locked" in cause:
        way_out = "another process holds it; try again when that has ended"
    return StorageError(f"the database {without_password(url)!r} failed ({cause}): {way_out}")


def _check_sqlite(path: Path, *, create: bool) -> None:
    """Refuse a file that is missing or not Optuna's, before anything is written to it."""
    if not path.is_file():
        if create and not path.exists():
            return
        raise NotFoundError(f"there is no database {str(path)!r}")
    if path.stat().st_size == 0:
        if create:
            return
        raise StorageError(f"the database {str(path)!r} is empty; begin the study again")
    with explained(sqlite_url(path)), closing(_read_only(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = {name for (name,) in rows}
    if tables and not tables & {"studies", "version_info"}:
        raise StorageError(
            f"the database {str(path)!r} is not one of Optuna's (its tables: "
            f"{', '.join(sorted(tables)[:5])}); choose another file, nothing was written to it"
        )


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _engine_arguments(driver: str) -> dict[str, Any]:
    if driver.startswith("sqlite"):
        return {"connect_args": {"timeout": _SQLITE_TIMEOUT_SECONDS}}
    return {"pool_pre_ping": True}


def _tune_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # In this mode a commit survives the death of any process at any moment; only a power cut
    # may take the very last ones, and never the database.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
