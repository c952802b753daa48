"""All that is used of loky beyond its documented interface, in one place.

``tests/workers/test_loky_internals.py`` tries each use by itself, and so says what broke in a new
version. Nothing here decides a result.
"""

import multiprocessing.resource_tracker
import os
from pathlib import Path

from loky.backend import resource_tracker

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's; where it is not, there is nothing to do


def ensure_trackers() -> None:
    """Start what cleans up after this process: loky's tracker, and multiprocessing's."""
    resource_tracker.ensure_running()
    multiprocessing.resource_tracker.ensure_running()


def remove_after_kill(folder: Path) -> None:
    """Have loky's tracker, which outlives this process, remove a folder if this one is killed."""
    resource_tracker.register(str(folder), "folder")


def forget(folder: Path) -> None:
    """Take back :func:`remove_after_kill`."""
    resource_tracker.unregister(str(folder), "folder")


def semaphores() -> list[Path]:
    """Find the files of the semaphores that this process's pools have made."""
    return list(_SHARED_MEMORY.glob(f"sem.loky-{os.getpid()}-*"))
