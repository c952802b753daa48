"""Notice that a database was deleted: SQLite writes on to a file that nobody can find any more."""

from collections.abc import Callable
from pathlib import Path

from actsearch.errors import StorageError
from actsearch.storage.open import sqlite_file


def watch(url: str) -> Callable[[], None]:
    """Return a function that checks that the database is still the one that it is now.

    The function raises a ``StorageError`` if a SQLite file was deleted or replaced; of other
    databases their servers say so.
    """
    path = sqlite_file(url)
    if path is None:
        return lambda: None
    before = _identity(path)

    def check() -> None:
        if _identity(path) != before:
            raise StorageError(
                f"the database {str(path)!r} was deleted or replaced while it was open, and what "
                "was stored since is lost: restore it, or begin the study again"
            )

    return check


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
