"""Every use of loky's undocumented parts, in one place.

``tests/workers/test_loky_internals.py`` tests each use by itself, and so shows what a new version
breaks. Nothing here decides a result.
"""

import multiprocessing.resource_tracker
import os
from pathlib import Path

from loky.backend import resource_tracker

# Where psutil is installed, loky takes samples that a worker maps after its first task for a leak:
# it warns the user, and replaces the worker.
NO_CHECK_FOR_LEAKS = {"LOKY_MAX_MEMORY_LEAK_SIZE": "1e18"}
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - on Linux; elsewhere there is nothing to remove


def ensure_trackers() -> None:
    """Start loky's and multiprocessing's trackers, which clean up after this process."""
    resource_tracker.ensure_running()
    multiprocessing.resource_tracker.ensure_running()


def remove_after_kill(folder: Path) -> None:
    """Let loky's tracker, which outlives this process, remove a folder if the process is killed."""
    resource_tracker.register(str(folder), "folder")


def forget(folder: Path) -> None:
    """Undo :func:`remove_after_kill`."""
    resource_tracker.unregister(str(folder), "folder")


def semaphores() -> list[Path]:
    """Return the files of the semaphores that this process's pools have made."""
    return list(_SHARED_MEMORY.glob(f"sem.loky-{os.getpid()}-*"))
