"""Jobs come back in their order, though workers die."""

from concurrent.futures import BrokenExecutor, Future

import pytest

from actsearch.errors import WorkersError
from actsearch.running.in_order import in_order
from actsearch.running.interruption import Interruption


class Fragile:
    """Workers that die at the given submissions, counted from 0; a job is its own result."""

    count = 1

    def __init__(self, *deaths):
        self._deaths, self.submitted, self.restarts = deaths, [], 0

    def submit(self, job):
        future = Future()
        if len(self.submitted) in self._deaths:
            future.set_exception(BrokenExecutor())
        elif isinstance(job, Exception):
            future.set_exception(job)
        else:
            future.set_result(job)
        self.submitted.append(job)
        return future

    def restart(self):
        self.restarts += 1


def results(pool, jobs):
    names = [f"job {number}" for number in range(len(jobs))]
    with Interruption() as interruption:
        return list(in_order(jobs, names, pool, interruption, way_out="mend it"))


def test_what_a_dead_worker_had_is_done_again_and_nothing_else():
    pool = Fragile(1, 3)
    assert results(pool, ["a", "b", "c"]) == ["a", "b", "c"]
    assert pool.submitted == ["a", "b", "c", "b", "c", "b", "c"]
    assert pool.restarts == 2


def test_a_job_that_kills_its_worker_each_time_is_named():
    with pytest.raises(WorkersError, match="died 3 times while it trained job 1"):
        results(Fragile(1, 3, 5), ["a", "b", "c"])


def test_what_a_job_raises_is_one_sentence_with_the_way_out():
    with pytest.raises(WorkersError, match=r"job 1 failed \(ValueError: no\): mend it"):
        results(Fragile(), ["a", ValueError("no")])
