"""Open SQLite files: check that they are Optuna's, and explain SQLite's errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from actsearch.errors import NotFoundError, StorageError, listed, short

# Suffixes of a database's files: the file itself, its write-ahead log, its rollback journal.
_PARTS = ("", "-wal", "-journal")
# How often to read the files until two readings are the same.
_READINGS = 50


def check(path: Path, *, may_be_new: bool = False) -> None:
    """Refuse a file that is missing or not Optuna's, before anything is written to it.

    Raises
    ------
    NotFoundError
        If the file is missing and ``may_be_new`` is not set.
    StorageError
        If the file is not a database of Optuna's.
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
    """Connect to a file that exists; the connection cannot write, where SQLite allows that."""
    # Without a log nobody is writing, and the file alone is the whole database. "immutable" then
    # keeps SQLite from leaving an empty log behind, and works in a folder that is read-only.
    # With a log, the database is not complete without it.
    logs = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
    if not any(log.exists() for log in logs):
        return _connect(path, "ro&immutable=1")
    connection = _connect(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # After a kill SQLite must write to repair its log, before anything can be read.
        connection.close()
        connection = _connect(path, "rw")
    return connection


@contextmanager
def copied(path: Path) -> Iterator[sqlite3.Connection]:
    """Connect to a copy of a database, so that nothing in its folder is touched.

    SQLite makes files beside a database even to read it, which fails in a read-only folder. The
    copy is in the state that a power cut would leave; SQLite repairs that by itself.

    Raises
    ------
    NotFoundError
        If there is no such file.
    StorageError
        If the file is not a database of Optuna's, or SQLite fails on it.

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
        # Each file was the same in both readings. So no file changed between the end of the first
        # reading and the start of the second: these contents belong together.
        if contents == before:
            return contents
    raise StorageError(
        f"the database {str(path)!r} keeps changing; try again when its study has stopped"
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
    """Turn SQLite's error into one sentence that names the database and the way out."""
    try:
        yield
    # Python raises UnicodeDecodeError for a table whose name is not text.
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explanation(database, error) from error


def explanation(database: str, error: Exception) -> StorageError:
    """Explain a database's error in one sentence; it may be one that SQLAlchemy has wrapped."""
    cause = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    parameter = None
    way_out = "check that it is an Optuna database that you may read and write"
    if "full" in cause:
        way_out = "free some space; everything stored so far is safe, the same command carries on"
    elif "readonly" in cause or "unable to open" in cause:
        way_out = "make its folder writable, or choose another"
        parameter = "runs_dir"
    elif any(word in cause for word in ("malformed", "decode", "enum values")):
        way_out = "it is damaged; restore it from a backup"
    elif "locked" in cause:
        way_out = "another process holds it; try again when that has ended"
    elif "connect" in cause or "resolve" in cause:
        way_out = "check that its server runs and lets you in"
    return StorageError(
        f"the database {database!r} failed ({short(cause)}): {way_out}", parameter=parameter
    )
