"""Open the Optuna storage behind a URL, and explain what databases raise."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Literal

import sqlalchemy
from optuna.storages import BaseStorage
from sqlalchemy.engine import URL, Engine, ExceptionContext, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from actsearch.errors import ActsearchError, UsageError, shown
from actsearch.storage import postgresql, sqlite
from actsearch.storage.optuna_internals import Storage, cached
from actsearch.storage.sqlite import explanation

_SQLITE_TIMEOUT_SECONDS = 60


def without_password(url: str) -> str:
    """Return the URL without its password, so that it may be printed or stored.

    Drivers find the password elsewhere: PostgreSQL's reads ``PGPASSWORD`` and ``~/.pgpass``.

    Examples
    --------
    >>> without_password("postgresql://user:secret@host/studies?password=secret")
    'postgresql://user@host/studies'
    """
    parsed = _parse(url)
    # Drivers also take a password behind the question mark.
    secret = [name for name in parsed.query if "password" in name.lower()]
    # SQLAlchemy's own ``set`` leaves what is set to None, and shows three stars.
    without = URL.create(
        parsed.drivername,
        username=parsed.username,
        host=parsed.host,
        port=parsed.port,
        database=parsed.database,
        query=parsed.query,
    )
    return without.difference_update_query(secret).render_as_string()


def absolute(url: str) -> str:
    """Return a URL that names the same file from any working folder.

    Examples
    --------
    >>> absolute("sqlite:////tmp/studies.db"), absolute("postgresql://user@host/database")
    ('sqlite:////tmp/studies.db', 'postgresql://user@host/database')
    """
    parsed = _parse(url)
    if not _is_sqlite(parsed):
        return url
    return str(parsed.set(database=str(Path(parsed.database or "").resolve())))


def sqlite_file(url: str) -> Path | None:
    """Return the file that a URL of SQLite names; None for other databases, and in memory.

    Raises
    ------
    UsageError
        If the URL cannot be understood.

    Examples
    --------
    >>> sqlite_file("sqlite:////tmp/studies.db"), sqlite_file("postgresql://host/studies")
    (PosixPath('/tmp/studies.db'), None)
    """
    parsed = _parse(url)
    return Path(str(parsed.database)) if _is_sqlite(parsed) and _is_file(parsed) else None


def _is_file(parsed: URL) -> bool:
    """Tell whether a URL of SQLite names a file, and no database in memory."""
    return parsed.database not in (None, "", ":memory:")


@contextmanager
def opened(
    url: str, mode: Literal["read", "write", "create"], study: str | None = None
) -> Iterator[BaseStorage]:
    """Open an Optuna storage; close it at the end of the ``with`` block.

    A SQLite database is a single file again after that.

    Parameters
    ----------
    url : str
        URL of the database, as SQLAlchemy takes it.
    mode : {"read", "write", "create"}
        What will be done with it. Only "create" makes a database that does not exist.
    study : str, optional
        Name of a study to lock, so that no other process writes to it. Only PostgreSQL can do
        that; a SQLite file is not locked here.

    Yields
    ------
    optuna.storages.BaseStorage
        The open storage.

    Raises
    ------
    NotFoundError
        If a SQLite file does not exist and the mode is not "create".
    StorageError
        If the database cannot be read, or is not one of Optuna's.
    UsageError
        If the URL cannot be understood, or its driver is not installed.
    """
    parsed = _check(url, may_be_new=mode == "create")
    with explained(url), _options_checked(url):
        storage = Storage(
            url,
            engine_kwargs=_engine_arguments(parsed),
            skip_compatibility_check=mode == "read",
            skip_table_creation=mode != "create",
        )
        if study is not None and _is_postgresql(parsed):
            # Optuna needs two connections to make its tables. From here on there is only one,
            # which holds the lock.
            storage.engine.dispose()
            storage = Storage(
                url,
                engine_kwargs=_engine_arguments(parsed) | postgresql.ONE_CONNECTION,
                skip_compatibility_check=True,
                skip_table_creation=True,
            )
            postgresql.lock(storage.engine, study)
    if mode != "read":
        if _is_sqlite(parsed):
            sqlalchemy.event.listen(storage.engine, "connect", _tune_sqlite)
        else:
            postgresql.watch(storage.engine, without_password(url))
        # The listeners are called for new connections only, so close the old ones.
        storage.engine.dispose()
    _explain(storage.engine, url)
    try:
        yield cached(storage)
    finally:
        storage.remove_session()
        storage.engine.dispose()


@contextmanager
def _options_checked(url: str) -> Iterator[None]:
    """Say that a driver does not understand what stands behind the question mark of a URL."""
    try:
        yield
    except (TypeError, ValueError) as error:
        if isinstance(error, ActsearchError | UnicodeDecodeError) or not _parse(url).query:
            raise
        raise UsageError(
            f"the options behind '?' in {without_password(url)!r} cannot be used ({error}): mend "
            "them, or leave them out"
        ) from error


def check_usable(url: str, *, may_be_new: bool) -> None:
    """Check that a database answers; nothing is written.

    Parameters
    ----------
    url : str
        URL of the database.
    may_be_new : bool
        Whether a SQLite file need not be there.

    Raises
    ------
    NotFoundError, StorageError, UsageError
        As :func:`opened` does.
    """
    parsed = _check(url, may_be_new=may_be_new)
    if not _is_sqlite(parsed):
        engine = sqlalchemy.create_engine(parsed)
        try:
            with explained(url), engine.connect():
                pass
        finally:
            engine.dispose()


def _check(url: str, *, may_be_new: bool) -> URL:
    """Check a URL, its file and its driver, and return it in parts."""
    parsed = _parse(url)
    if _is_sqlite(parsed):
        if not _is_file(parsed):
            raise UsageError(
                f"{shown(url)} would keep nothing: name a file, 'sqlite:///studies.db'"
            )
        sqlite.check(Path(str(parsed.database)), may_be_new=may_be_new)
    try:
        parsed.get_dialect().import_dbapi()
    except (ImportError, sqlalchemy.exc.NoSuchModuleError) as error:
        raise UsageError(
            f"no driver for {without_password(url)!r} is installed ({error}); "
            + (
                "pip install 'psycopg[binary]' 'sqlalchemy>=2.1'"
                if _is_postgresql(parsed)
                else "install it beside actsearch"
            )
        ) from error
    return parsed


def _explain(engine: Engine, url: str) -> None:
    """Let whatever fails in this engine from now on be raised as one sentence.

    What the caller raises while the storage is open is none of our business.
    """

    def explain(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        # Optuna itself handles a row that is there already; a ping is tried again.
        if error is None or context.is_pre_ping or isinstance(error, IntegrityError):
            return
        raise explanation(without_password(url), error)

    sqlalchemy.event.listen(engine, "handle_error", explain)


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Turn a database's error into one sentence that names the database and the way out."""
    try:
        yield
    except ActsearchError:
        # Its message is such a sentence already, even where a database's error is the cause.
        raise
    except (SQLAlchemyError, UnicodeDecodeError) as error:
        raise explanation(without_password(url), error) from error
    except Exception as error:
        # SQLAlchemy raises this for a word that a column cannot have.
        if type(error) is LookupError:
            raise explanation(without_password(url), error) from error
        # Optuna wraps some of SQLAlchemy's errors.
        if isinstance(error.__cause__, SQLAlchemyError):
            raise explanation(without_password(url), error.__cause__) from error
        raise


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    # Python raises ValueError for a port that is not a number.
    except (sqlalchemy.exc.ArgumentError, ValueError) as error:
        raise UsageError(
            f"{shown(_hidden(url))} is not a storage URL: write it like 'sqlite:///studies.db' or "
            "'postgresql://user@host/database'"
        ) from error
    if "@" in (parsed.host or ""):
        raise UsageError(
            f"{shown(_hidden(url))} is not a storage URL, as it has more than one '@': write %40 "
            "for one in a password"
        )
    return parsed


def _hidden(url: str) -> str:
    """Hide all that may be a password in what cannot be read as a URL.

    Examples
    --------
    >>> _hidden("user:secret@host/db?password=x"), _hidden("nonsense")
    ('...@host/db?...', 'nonsense')
    """
    before, at, rest = url.rpartition("@")
    scheme, slashes, _ = before.partition("://")
    place, asks, _ = rest.partition("?")
    known = f"{scheme}{slashes}" if slashes else ""
    return (f"{known}...@" if at else "") + place + ("?..." if asks else "")


def _is_sqlite(url: URL) -> bool:
    return url.drivername.startswith("sqlite")


def _is_postgresql(url: URL) -> bool:
    return url.get_backend_name() == "postgresql"


def _engine_arguments(url: URL) -> dict[str, Any]:
    if _is_sqlite(url):
        return {"connect_args": {"timeout": _SQLITE_TIMEOUT_SECONDS}}
    return {"pool_pre_ping": True}


def _tune_sqlite(connection: Connection, _record: object) -> None:
    # With these settings a commit survives the death of any process. Only a power cut may undo
    # the very last commits; it never damages the database.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
