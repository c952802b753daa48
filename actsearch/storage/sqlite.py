"""SQLite files: told apart from what is none of Optuna's, and what they raise put into words."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from actsearch.errors import NotFoundError, StorageError, listed, short

# Of a database: the file itself, its write-ahead log, its rollback journal.
_PARTS = ("", "-wal", "-journal")
_READINGS = 50


def check(path: Path, *, may_be_new: bool = False) -> None:
    """Refuse a file that is missing or not Optuna's, before anything is written to it.

    Raises
    ------
    NotFoundError
        If it is missing and may not be new.
    StorageError
        If it is something else than a database of Optuna's.
    """
    if may_be_new and (not path.exists() or (path.is_file() and path.stat().st_size == 0)):
        return
    _check_there(path)
    with explained(str(path)), closing(read_only(path)) as connection:
        _check_tables(connection, path)


def _check_there(path: Path) -> None:
    if not path.is_file():
        raise NotFoundError(
            f"there is no database {str(path)!r}; restore it, or begin the study again"
        )
    if path.stat().st_size == 0:
        raise StorageError(
            f"the database {str(path)!r} is empty; restore it, or begin the study again"
        )


def _check_tables(connection: sqlite3.Connection, path: Path) -> None:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = {name for (name,) in rows}
    if tables and not tables & {"studies", "version_info"}:
        raise StorageError(
            f"the database {str(path)!r} is not one of Optuna's (its tables: "
            f"{listed(sorted(map(str, tables)))}); choose another file, nothing was written to it"
        )


def url_of(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{path.resolve()}"


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


@contextmanager
def copied(path: Path) -> Iterator[sqlite3.Connection]:
    """Connect to a copy of a database, so that nothing of its folder is touched at all.

    Even to read, SQLite makes files beside a database, and cannot where it may not. The copy is
    as a power cut would have left the original, which SQLite brings into order by itself.

    Raises
    ------
    NotFoundError
        If there is no such file.
    StorageError
        If it is not a database of Optuna's, or SQLite fails on it.

    Examples
    --------
    >>> with TemporaryDirectory() as folder:
    ...     with closing(sqlite3.connect(Path(folder) / "a.db")) as original:
    ...         _ = original.execute("PRAGMA journal_mode = WAL")
    ...         _ = original.execute("CREATE TABLE studies (study_id INTEGER)")
    ...     with copied(Path(folder) / "a.db") as connection:
    ...         print(connection.execute("SELECT count(*) FROM studies").fetchone())
    ...         print([file.name for file in Path(folder).iterdir()])
    (0,)
    ['a.db']
    """
    _check_there(path)
    with TemporaryDirectory(prefix="actsearch-") as folder, explained(str(path)):
        copy = Path(folder) / path.name
        for suffix, content in _contents(path).items():
            copy.with_name(path.name + suffix).write_bytes(content)
        with closing(_connect(copy, "rw")) as connection:
            _check_tables(connection, path)
            yield connection


def _contents(path: Path) -> dict[str, bytes]:
    """Read all files of a database as they were at one moment."""
    contents = _read(path)
    for _ in range(_READINGS):
        before, contents = contents, _read(path)
        # Each file was the same twice, and so between the end of the first reading and the
        # beginning of the second all were.
        if contents == before:
            return contents
    raise StorageError(
        f"the database {str(path)!r} is written to all the time; try again when its study rests"
    )


def _read(path: Path) -> dict[str, bytes]:
    contents = {}
    for suffix in _PARTS:
        try:
            contents[suffix] = path.with_name(path.name + suffix).read_bytes()
        except FileNotFoundError:
            continue
    return contents


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)


@contextmanager
def explained(database: str) -> Iterator[None]:
    """Turn what SQLite raises into one sentence that names the database and the way out."""
    try:
        yield
    # The second is what Python says of names of tables that are no text.
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explanation(database, error) from error


def explanation(database: str, error: Exception) -> StorageError:
    """Put what a database raised into one sentence; also what came by way of SQLAlchemy."""
    cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    parameter = None
    way_out = "check that it is an Optuna database that you may read and write"
    if "full" in cause:
        way_out = "free some space; everything stored so far is safe, the same command carries on"
    elif "readonly" in cause or "unable to open" in cause:
        way_out = "make its folder writable, or choose another"
        parameter = "runs_dir"
    elif "malformed" in cause or "decode" in cause:
        way_out = "it is damaged; restore it from a backup"
    elif "locked" in cause:
        way_out = "another process holds it; try again when that has ended"
    elif "connect" in cause or "resolve" in cause:
        way_out = "check that its server runs and lets you in"
    return StorageError(
        f"the database {database!r} failed ({short(cause)}): {way_out}", parameter=parameter
    )
