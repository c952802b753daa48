"""A study's folder: ``runs/<study>/`` and the files in it."""

import re
import uuid
from collections.abc import Iterator
from pathlib import Path

from actsearch.errors import NotFoundError, UsageError, did_you_mean, shown

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)


def check_name(name: str) -> str:
    """Return the name of a study if it is safe as the name of a folder.

    Raises
    ------
    UsageError
        If the name has other characters than letters, digits, dots, dashes and underscores, does
        not begin with a letter or digit, has two dots in a row, or is longer than 100 characters.

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
    """Paths of one study's files.

    Parameters
    ----------
    runs : Path
        Folder of all studies.
    name : str
        Name of the study.

    Raises
    ------
    UsageError
        If the name is not safe, see :func:`check_name`.
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
        """Tell whether there is a study in this folder."""
        try:
            return self.specification.is_file()
        except PermissionError:
            # A folder that we may not read is not free for a new study.
            return True


def study_directories(runs: Path) -> Iterator[StudyDirectory]:
    """Yield the folders of all studies below ``runs``, sorted by name; skip everything else."""
    if runs.is_dir():
        for path in sorted(runs.iterdir()):
            if _is_name(path.name) and (directory := StudyDirectory(runs, path.name)).exists():
                yield directory


def find(runs: Path, name: str | None = None) -> StudyDirectory:
    """Find the folder of a study; without a name, the study that was written to last.

    Raises
    ------
    NotFoundError
        If there is no such study; the message lists similar names, or all of them.
    UsageError
        If the name cannot be that of a study.
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
    # Look at all files: SQLite writes to its write-ahead log, not always to the database. Leave
    # out the log's index (.db-shm) and the folder itself, which change when a study is only read.
    try:
        paths = [path for path in directory.path.iterdir() if path.suffix != ".db-shm"]
        return max(path.stat().st_mtime for path in paths)
    except PermissionError:
        return 0.0


def write_atomically(path: Path, text: str) -> None:
    """Replace a whole file at once: no reader sees half of it, and no crash leaves half of it."""
    # Not one of tempfile's, which only its owner may read: the user's umask decides.
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
