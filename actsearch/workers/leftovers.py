"""Remove what a killed run left behind: its temporary folder and its semaphores.

If only the run's process is killed, loky's tracker removes them. ``timeout -s KILL`` and
``kill -9 -GROUP`` kill the tracker too; then the next run removes them with this module.
"""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from actsearch.workers.loky_internals import semaphores

_PREFIX = "actsearch-"
_LOCK = "alive"
_SEMAPHORES = "semaphores"


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
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        # A file of another user cannot be opened; one that is in use cannot be locked.
        with suppress(OSError), lock.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if lock.stat().st_uid == os.getuid():
                _remove(lock.parent)


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        for semaphore in (folder / _SEMAPHORES).read_text().splitlines():
            Path(semaphore).unlink(missing_ok=True)
    shutil.rmtree(folder)
