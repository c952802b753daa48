"""What a run leaves behind that was killed together with loky's tracker.

The tracker removes folder and semaphores of a process that was killed alone. ``timeout -s KILL``
and ``kill -9 -GROUP`` end the tracker too; then the next run removes them.
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
    """Make a folder for temporary files, which says by a lock that its process is alive.

    Returns
    -------
    folder : Path
        To be removed by whoever asked for it.
    lock : int
        File descriptor of the lock; to be closed after that.
    """
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    new = folder / "new"
    lock = os.open(new, os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    # It gets its name when it is locked, so that no other process finds it before.
    new.rename(folder / _LOCK)
    return folder, lock


def note_semaphores(folder: Path) -> None:
    """Write down which semaphores this process has made."""
    # A full disk is reported when the samples are written.
    with suppress(OSError):
        (folder / _SEMAPHORES).write_text("\n".join(map(str, semaphores())))


def clear() -> None:
    """Remove folders and semaphores of this user's processes that are dead."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*/{_LOCK}"):
        # What is another user's cannot be opened, what is in use not be locked.
        with suppress(OSError), lock.open("r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if lock.stat().st_uid == os.getuid():
                _remove(lock.parent)


def _remove(folder: Path) -> None:
    with suppress(FileNotFoundError):
        for semaphore in (folder / _SEMAPHORES).read_text().splitlines():
            Path(semaphore).unlink(missing_ok=True)
    shutil.rmtree(folder)
