"""Workers on this machine: processes that share one copy of the data."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Future
from functools import cache, partial
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

import numpy as np
from loky import ProcessPoolExecutor
from numpy.typing import NDArray

from actsearch.datasets import Split
from actsearch.errors import WorkersError
from actsearch.workers import leftovers, loky_internals
from actsearch.workers.base import Job, Result
from actsearch.workers.watchdog import watched

# One thread per process: at these sizes two processes beat one process with two threads by far,
# and a single thread always adds up in the same order. Must be set before NumPy starts its threads.
_ENVIRONMENT = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
_ARRAYS = ("X_train", "y_train", "X_validation", "y_validation", "classes")


class LocalWorkers:
    """A pool of processes, which end with the ``with`` block.

    Parameters
    ----------
    make_splits : callable
        Returns the data to train on, one split after the other; called while the processes start.
        The data go into files that all processes map, so that they are in memory only once.
    count : int
        Number of processes.

    Raises
    ------
    WorkersError
        If the samples cannot be written to the folder for temporary files.
    """

    def __init__(self, make_splits: Callable[[], Iterable[Split]], count: int) -> None:
        self.count = count
        leftovers.clear()
        self._folder, self._lock = leftovers.make_folder()
        loky_internals.remove_after_kill(self._folder)
        self._executor = self._start()
        try:
            self._share(make_splits())
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()

    def submit(self, task: Job[Result]) -> Future[Result]:
        """Give a task to the next free process."""
        try:
            future: Future[Result] = self._executor.submit(_run, task)
        except BrokenExecutor as error:
            # A process died after the last result: report it as the executor does, by the future.
            future = Future()
            future.set_exception(error)
        return future

    def restart(self) -> None:
        """Kill all processes and start new ones."""
        self._executor.shutdown(kill_workers=True)
        self._executor = self._start()

    def _share(self, splits: Iterable[Split]) -> None:
        try:
            for number, split in enumerate(splits):
                _write(self._folder / str(number), split)
        except OSError as error:
            raise WorkersError(
                f"the samples could not be written to {str(self._folder.parent)!r} ({error}): free "
                "some space there, or set TMPDIR to a folder that has it"
            ) from error

    def _end(self) -> None:
        self._executor.shutdown(kill_workers=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        loky_internals.forget(self._folder)
        os.close(self._lock)

    def _start(self) -> Any:
        try:
            return self._started()
        except OSError as error:
            raise WorkersError(
                f"processes that train cannot be started ({error}): they need room in /dev/shm for "
                "their semaphores, and more processes than run now; free some, or take fewer",
                parameter="workers",
            ) from error

    def _started(self) -> Any:
        executor = ProcessPoolExecutor(
            self.count,
            timeout=None,
            initializer=_prepare,
            initargs=(self._folder, os.getpid()),
            env=_ENVIRONMENT | loky_internals.NO_CHECK_FOR_LEAKS,
        )
        # Processes inherit blocked signals, and so leave Ctrl-C to their parent from their first
        # moment. Start the trackers before: a tracker that starts in between ends the blocking.
        loky_internals.ensure_trackers()
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            # The executor starts its processes when it gets its first task.
            executor.submit(os.getpid)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        leftovers.note_semaphores(self._folder)
        return executor


def _write(folder: Path, split: Split) -> None:
    folder.mkdir()
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(split, name))


_load_splits: Callable[[], list[Split]]


def _prepare(folder: Path, parent: int) -> None:
    """Prepare a new process: it ignores Ctrl-C, and ends when its parent has ended."""
    global _load_splits
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=[parent], daemon=True).start()

    _load_splits = cache(partial(_read_all, folder))


def _read_all(folder: Path) -> list[Split]:
    numbers = sorted(int(each.name) for each in folder.iterdir() if each.name.isdecimal())
    return [_read(folder / str(number)) for number in numbers]


def _read(folder: Path) -> Split:
    # Convert to plain arrays: NumPy calculates more slowly with its memory maps.
    arrays: dict[str, Any] = {
        name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _ARRAYS
    }
    return Split(preparation=_unprepared, **arrays)


def _unprepared(X: Any) -> NDArray[np.float32]:
    """Stand for the preparation of a split, which a worker does without."""
    raise NotImplementedError("a worker predicts no new samples")


def _run(task: Job[Result]) -> Result:
    with watched(task.timeout):
        return task.run(_load_splits())


def _end_with(parent: int) -> None:
    """End this process when its parent was killed: nobody would take its results."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
