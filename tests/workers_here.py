"""A worker that trains in this process, for tests that are about something else than processes.

A pool of one process takes a second to start, and the trainings of most tests take less. What a
worker is given and gives back is pickled here too. ``tests/workers`` has the real pool, and so have
all tests with more than one worker, and those that start a command in a process of its own.
"""

import pickle
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import cache
from typing import Any, Self

from threadpoolctl import ThreadpoolController

from actsearch.datasets import Split
from actsearch.workers import Job
from actsearch.workers.local import LocalWorkers


def workers_here(make_splits: Callable[[], Iterable[Split]], count: int) -> Any:
    """Return a worker in this process if one is asked for, and otherwise processes."""
    return WorkerHere(make_splits()) if count == 1 else LocalWorkers(make_splits, count)


class WorkerHere:
    """A pool of one worker, without a process."""

    count = 1

    def __init__(self, splits: Iterable[Split]) -> None:
        self._splits = list(splits)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, job: Job[Any]) -> "Future[Any]":
        return _Deferred(pickle.dumps(job), self._splits)

    def restart(self) -> None:
        raise AssertionError("nothing dies here")


class _Deferred(Future[Any]):
    """A job that is done when its result is asked for, so that it can be cancelled until then."""

    def __init__(self, job: bytes, splits: list[Split]) -> None:
        super().__init__()
        self._job, self._splits = job, splits

    def result(self, timeout: float | None = None) -> Any:
        if not self.done() and self.set_running_or_notify_cancel():
            try:
                # As in a worker process: one thread always adds up in the same order.
                with _threads().limit(limits=1, user_api="blas"):
                    found = pickle.loads(self._job).run(self._splits)
                self.set_result(pickle.loads(pickle.dumps(found)))
            except BaseException as error:  # noqa: BLE001 - like an executor
                self.set_exception(error)
        return super().result(timeout)


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()
