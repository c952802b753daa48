"""Workers on many machines: a Dask cluster that already runs."""

import logging
import threading
import uuid
from asyncio import CancelledError
from collections import deque
from collections.abc import Iterable
from concurrent.futures import BrokenExecutor, Future
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self

import distributed
from distributed import Client, KilledWorker, WorkerPlugin, get_worker

from actsearch.datasets import Split
from actsearch.errors import WorkersError
from actsearch.workers.base import Job, Result
from actsearch.workers.watchdog import watched

_TIMEOUT_SECONDS = 10
# Packages that decide the last digit of a result: all workers need the same versions.
_PACKAGES = ("actsearch", "numpy", "scipy", "scikit-learn", "optuna")
# Loggers that report a lost connection with a traceback, from Dask's own threads. They are
# silenced, because the error also reaches whoever waits for a result and becomes one sentence
# there. "distributed" alone is not enough: Dask sets the level of the next two separately.
_LOGGERS = ("distributed", "distributed.client", "tornado.application", "asyncio")


class DaskWorkers:
    """The workers of a Dask cluster, released at the end of a ``with`` block.

    When a worker dies, Dask itself gives its training to another worker. A worker that joins later,
    or comes back, gets the data and is used too.

    Parameters
    ----------
    splits : iterable of Split
        Data to train on; sent once to each worker.
    address : str
        Address of the scheduler, such as ``tcp://scheduler:8786``.

    Raises
    ------
    WorkersError
        If there is no scheduler, it has no workers, or a worker has other versions of packages.
    """

    def __init__(self, splits: Iterable[Split], address: str) -> None:
        self._address = address
        self._data = _Data(list(splits))
        self._connection = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.end(self._data.name)

    @property
    def count(self) -> int:
        """How many trainings can run at the same time: one for each thread of a worker."""
        return self._connection.threads()

    def submit(self, task: Job[Result]) -> "Future[Result]":
        """Give a task to the next free worker."""
        return self._connection.submit(partial(_run, self._data.name, _versions()), task)

    def restart(self) -> None:
        """Connect again, whether scheduler and workers still run or not.

        Raises
        ------
        WorkersError
            See :class:`DaskWorkers`.
        """
        self._connection.end()
        self._connection = self._start()

    def _start(self) -> "_Connection":
        try:
            for name in _LOGGERS:
                logging.getLogger(name).setLevel(logging.CRITICAL)
            client = Client(self._address, timeout=_TIMEOUT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise WorkersError(
                f"there is no Dask scheduler at {self._address!r} ({error}): start one with 'dask "
                "scheduler', or name another; the same search then carries on",
                parameter="dask",
            ) from error
        connection = _Connection(client)
        try:
            client.wait_for_workers(1, timeout=_TIMEOUT_SECONDS)
            self._check(client.run(_versions, on_error="return"))
            client.register_plugin(self._data)
        except TimeoutError as error:
            connection.end()
            raise WorkersError(
                f"the Dask scheduler at {self._address!r} has no workers: start some with 'dask "
                f"worker {self._address} --nthreads 1 --nworkers -1'"
            ) from error
        except BaseException:
            connection.end()
            raise
        return connection

    def _check(self, found: dict[str, Any]) -> None:
        """Raise an error if a worker has other versions, so that its results may differ."""
        here = _versions()
        for worker, there in found.items():
            if there != here:
                what = there if isinstance(there, Exception) else _in_words(there)
                raise WorkersError(
                    f"the Dask worker {worker!r} has {what}, expected {_in_words(here)}: install "
                    "the same versions everywhere, or the table would depend on who trained what"
                )


class _Connection:
    """One connection to the scheduler, with the tasks that were submitted through it.

    Dask gets only as many tasks as it can train at once. The others wait here, where they can
    still be cancelled, as with every executor.

    Parameters
    ----------
    client : distributed.Client
        Client that is connected to the scheduler.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.RLock()
        self._waiting: deque[tuple[Future[Any], Any, Job[Any]]] = deque()
        self._running: set[distributed.Future] = set()
        self._ended = False

    def threads(self) -> int:
        return sum(self._client.nthreads().values())

    def submit(self, run: Any, task: Job[Result]) -> "Future[Result]":
        future: Future[Result] = Future()
        with self._lock:
            self._waiting.append((future, run, task))
        self._feed()
        return future

    def end(self, data: str | None = None) -> None:
        """Drop all tasks and close the connection; also remove this data from the workers."""
        with self._lock:
            self._ended = True
            self._running.clear()
        try:
            if data is not None:
                self._client.unregister_worker_plugin(data)
        except Exception:  # noqa: BLE001, S110 - of a plugin, scheduler or worker that is gone
            pass
        self._client.close(timeout=_TIMEOUT_SECONDS)

    def _feed(self) -> None:
        with self._lock:
            if self._ended or not self._waiting:
                return
            try:
                # Count each time: workers come and go.
                threads = max(1, self.threads())
            except Exception as error:  # noqa: BLE001 - a broken connection has many faces
                for future, _, _ in self._waiting:
                    if future.set_running_or_notify_cancel():
                        future.set_exception(BrokenExecutor(repr(error)))
                self._waiting.clear()
                return
            while self._waiting and len(self._running) < threads:
                future, run, task = self._waiting.popleft()
                if future.set_running_or_notify_cancel():
                    key = f"actsearch-{uuid.uuid4()}"
                    remote = self._client.submit(run, task, key=key, pure=False)
                    self._running.add(remote)
                    remote.add_done_callback(partial(self._pass_on, future))

    def _pass_on(self, future: "Future[Any]", remote: distributed.Future) -> None:
        """Set a future's result to Dask's; called in a thread of the client."""
        try:
            future.set_result(remote.result())
        except KilledWorker as error:
            future.set_exception(BrokenExecutor(str(error)))
        except (Exception, CancelledError) as error:  # noqa: BLE001 - it is the task's result
            # Without a scheduler Dask cancels everything.
            raised = remote.status == "error" and isinstance(error, Exception)
            future.set_exception(error if raised else BrokenExecutor(repr(error)))
        with self._lock:
            self._running.discard(remote)
        self._feed()


class _Data(WorkerPlugin):  # type: ignore[misc]
    """Puts the samples on every worker; the scheduler also sends them to workers that join later.

    Scattered data would be lost with the last worker that has them. The plugin's name is made
    from the contents: so the next process can use what a killed one left on the workers.
    """

    idempotent = True

    def __init__(self, splits: list[Split]) -> None:
        digest = sha256()
        for split in splits:
            for each in (split.X_train, split.y_train, split.X_validation, split.y_validation):
                digest.update(each.data)
        self.name = f"actsearch-{digest.hexdigest()}"
        self.splits = splits

    def setup(self, worker: distributed.Worker) -> None:
        _splits[worker.address, self.name] = self.splits

    def teardown(self, worker: distributed.Worker) -> None:
        _splits.pop((worker.address, self.name), None)


# Data by the worker's address and the name of the data. The address is needed because one process
# may hold several workers.
_splits: dict[tuple[str, str], list[Split]] = {}


def _run(data: str, versions: dict[str, str], task: Job[Result]) -> Result:
    splits = _splits.get((get_worker().address, data))
    if splits is None or _versions() != versions:
        # Another study with the same data has ended and removed it, or a worker with other
        # versions has joined. This error leads to a restart, which sends the data again or
        # explains what is wrong.
        raise BrokenExecutor("a worker has lost its data, or has other versions")
    with watched(task.timeout):
        return task.run(splits)


def _versions() -> dict[str, str]:
    return {name: version(name) for name in _PACKAGES}


def _in_words(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in versions.items())
