"""Remove what a killed run left behind: its temporary folder and its semaphores.

If only the run's process is killed, loky's tracker removes them. ``timeout -s KILL`` and
``kill -9 -GROUP`` kill the tracker too; then the next run removes them with this module.
"""

import fcntl
import os
import re
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from actsearch.workers.loky_internals import semaphores

_PREFIX = "actsearch-"
_LOCK = "alive"
_SEMAPHORES = "semaphores"
_SEMAPHORE = re.compile(r"sem\.loky-\d+-\w+")


def make_folder() -> tuple[Path, int]:
    """Make a folder for temporary files, with a lock that shows that its process is alive.

    Returns
    -------
    folder : Path
        The new folder; the caller removes it.
    lock : int
        File descriptor of the lock; the caller closes it after removing the folder.
    """
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    new = folder / "new"
    lock = os.open(new, os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    # Lock the file first and name it then, so that no other process finds it unlocked.
    new.rename(folder / _LOCK)
    return folder, lock


def note_semaphores(folder: Path) -> None:
    """Write a list of the semaphores that this process has made into the folder."""
    # Ignore a full disk here: it is reported when the samples are written.
    with suppress(OSError):
        (folder / _SEMAPHORES).write_text("\n".join(map(str, semaphores())))


def clear() -> None:
    """Remove the folders and semaphores of this user's dead processes."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Anybody may write to the parent folder, and name other files in a folder of theirs.
        if not _is_ours(folder):
            continue
        with suppress(OSError):
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                # A file that is in use cannot be locked.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(folder)
            finally:
                os.close(lock)


def _is_ours(folder: Path) -> bool:
    """Tell whether it is a folder, not a link to one, that only this user can write to."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    private = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) == 0
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and private


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        for semaphore in (folder / _SEMAPHORES).read_text().splitlines():
            path = Path(semaphore)
            if _SEMAPHORE.fullmatch(path.name):
                path.unlink(missing_ok=True)
    shutil.rmtree(folder)
