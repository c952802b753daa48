"""A study's folder: ``runs/<study>/`` and the files in it."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from actsearch.errors import NotFoundError, UsageError, did_you_mean, shown

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)


def check_name(name: str) -> str:
    """Return the name of a study if it can safely be that of a folder.

    Raises
    ------
    UsageError
        If it has anything but letters, digits, dots, dashes and underscores, begins with one of
        the last three, has two dots in a row, or is longer than 100 characters.

    Examples
    --------
    >>> check_name("mnist-bayes.2")
    'mnist-bayes.2'
    """
    if not _is_name(name):
        raise UsageError(
            f"{shown(name)} cannot be the name of a study: use up to 100 letters, digits, '-', '_' "
            "and single '.', beginning with a letter or digit"
        )
    return name


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and ".." not in name


class StudyDirectory:
    """The place of one study's files.

    Parameters
    ----------
    runs : Path
        Folder of all studies.
    name : str
        Of the study; checked.
    """

    def __init__(self, runs: Path, name: str) -> None:
        self.name = check_name(name)
        self.path = runs / name
        self.specification = self.path / "specification.json"
        self.environment = self.path / "environment.json"
        self.database = self.path / "study.db"
        self.lock = self.path / ".lock"
        self.owner = self.path / ".owner"

    def exists(self) -> bool:
        """Whether a study was begun here."""
        try:
            return self.specification.is_file()
        except PermissionError:
            # What may not be looked into is not free to be written to either.
            return True


def study_directories(runs: Path) -> Iterator[StudyDirectory]:
    """Yield the folders of all studies below ``runs``, by name; what else lies there is let be."""
    if runs.is_dir():
        for path in sorted(runs.iterdir()):
            if _is_name(path.name) and (directory := StudyDirectory(runs, path.name)).exists():
                yield directory


def find(runs: Path, name: str | None = None) -> StudyDirectory:
    """Find the folder of a study; without a name, of the one that was written to last.

    Raises
    ------
    NotFoundError
        If there is none; the message lists those that exist.
    """
    known = {directory.name: directory for directory in study_directories(runs)}
    if name is not None and check_name(name) in known:
        return known[name]
    if not known:
        raise NotFoundError(
            f"there is no study in {str(runs)!r}; begin one, or name another place",
            parameter="runs_dir",
        )
    if name is not None:
        raise NotFoundError(f"no study {name!r} in {str(runs)!r}: {did_you_mean(name, known)}")
    return max(known.values(), key=_last_written)


def _last_written(directory: StudyDirectory) -> float:
    # SQLite's write-ahead log changes while the database file rests; its index, and the folder
    # itself, also change when somebody only looks.
    try:
        paths = [path for path in directory.path.iterdir() if path.suffix != ".db-shm"]
        return max(path.stat().st_mtime for path in paths)
    except PermissionError:
        return 0.0


def write_atomically(path: Path, text: str) -> None:
    """Replace a file as a whole, so that no reader and no crash sees half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
