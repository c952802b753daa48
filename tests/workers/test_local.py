"""Worker processes on this machine: they share the data, and their accidents are noticed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import hazards
import numpy as np
import pytest

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.errors import WorkersError
from actsearch.evaluation import evaluate
from actsearch.nn.settings import TrainingSettings
from actsearch.workers import Check, Task, loky_internals
from actsearch.workers.local import LocalWorkers

CANDIDATE = Candidate((16,), (activations.get("swish"),), TrainingSettings(epochs=3))


@pytest.fixture(scope="module")
def split():
    return datasets.load("digits").split(seed=0)


@pytest.fixture(scope="module")
def workers(split):
    with LocalWorkers(lambda: [split], 2) as pool:
        yield pool


def timeless(evaluation):
    (run,) = evaluation.runs
    return run.scores, run.val_losses, run.train_losses


def test_a_worker_gives_what_this_process_gives(workers, split):
    here = evaluate(CANDIDATE, split, seed=3)
    futures = [workers.submit(Task(CANDIDATE, (3,))) for _ in range(4)]
    for future in futures:
        assert timeless(future.result()) == timeless(here)


def test_what_a_candidate_raises_comes_back(workers, split):
    with pytest.raises(TimeoutError, match=r"took longer than 1e-09 s.*allow it more time"):
        workers.submit(Task(CANDIDATE, (0,), timeout=1e-9)).result()


def test_samples_that_a_worker_maps_are_no_leak(workers):
    # Where psutil is installed, loky would replace workers of large data, with a warning.
    assert workers.submit(hazards.AllowedGrowth()).result() > 10**15


@pytest.mark.parametrize("hazard", ["die", "hang"])
def test_a_worker_that_dies_breaks_the_pool_until_it_is_replaced(workers, hazard):
    doomed = workers.submit(Task(CANDIDATE, (0,), stop=getattr(hazards, hazard), timeout=0.5))
    with pytest.raises(BrokenExecutor):
        doomed.result(timeout=60)
    workers.restart()
    assert workers.submit(Task(CANDIDATE, (0,))).result(timeout=60).divergence is None


def test_a_worker_that_died_idle_breaks_the_pool_in_the_future(split):
    with LocalWorkers(lambda: [split], 1) as pool:
        pool.submit(Task(CANDIDATE, (0,))).result(timeout=60)
        worker = next(iter(pool._executor._processes.values()))
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        for _ in range(2):  # the death is noticed the first time, and known the second time
            future = pool.submit(Task(CANDIDATE, (0,)))
            with pytest.raises(BrokenExecutor):
                future.result(timeout=60)
        pool.restart()
        assert pool.submit(Task(CANDIDATE, (0,))).result(timeout=60).divergence is None


def test_a_worker_without_memory_reports_it(split):
    with LocalWorkers(lambda: [split], 1) as pool, pytest.raises((MemoryError, BrokenExecutor)):
        pool.submit(Task(CANDIDATE, (0,), stop=hazards.exhaust_memory)).result(timeout=60)


def test_samples_that_were_deleted_are_an_error_of_the_system(split):
    with LocalWorkers(lambda: [split], 1) as pool:
        assert pool.submit(Check()).result(timeout=60) == 1
        shutil.rmtree(pool._folder)
        pool.restart()
        with pytest.raises(OSError, match="No such file"):
            pool.submit(Task(CANDIDATE, (0,))).result(timeout=60)


def test_workers_leave_ctrl_c_to_their_parent_from_their_first_moment(split):
    loky_internals.ensure_trackers()
    others = children(os.getpid())
    deaf = []

    def make_splits():
        for process in set(children(os.getpid())) - set(others):
            status = Path(f"/proc/{process}/status").read_text()
            masks = [int(mask, 16) for mask in re.findall("Sig(?:Blk|Ign):\t(.*)", status)]
            deaf.append(any(mask & 1 << signal.SIGINT - 1 for mask in masks))
        return [split]

    with LocalWorkers(make_splits, 2):
        assert deaf == [True, True]
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_samples_that_find_no_room_are_named_with_the_way_out(tmp_path, monkeypatch, split):
    def save(file, _array):
        raise OSError(f"No space left on device: {file}")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("actsearch.workers.local.np.save", save)
    loky_internals.ensure_trackers()
    others = children(os.getpid())
    with pytest.raises(WorkersError, match=f"written to '{tmp_path}' .No space left.*TMPDIR"):
        LocalWorkers(lambda: [split], 1)
    assert not list(tmp_path.iterdir())
    assert children(os.getpid()) == others


def test_a_full_shared_memory_is_named(monkeypatch, split):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("actsearch.workers.local.ProcessPoolExecutor", full)
    with pytest.raises(WorkersError, match=r"No space left on device.*/dev/shm"):
        LocalWorkers(lambda: [split], 1)


def test_the_samples_are_in_memory_once(split):
    large = split.__class__(
        X_train=np.zeros((20_000, 784), np.float32),
        y_train=np.arange(20_000) % 10,
        X_validation=np.zeros((100, 784), np.float32),
        y_validation=np.arange(100) % 10,
        classes=np.arange(10),
        preparation=split.preparation,
    )
    candidate = Candidate((4,), (activations.get("relu"),), TrainingSettings(epochs=1))
    others = children(os.getpid())
    with LocalWorkers(lambda: [large], 2) as pool:
        for _ in range(50):
            # A process maps the files at its first training, and one may begin before the other.
            for future in [pool.submit(Task(candidate, (0,))) for _ in range(4)]:
                future.result()
            mapped = [
                maps
                for process in children(os.getpid())
                if process not in others
                and "X_train.npy" in (maps := Path(f"/proc/{process}/maps").read_text())
            ]
            if len(mapped) == 2:
                break
        # All map the same file, and none may write to it.
        assert len(mapped) == 2
        lines = {line.split()[1] for maps in mapped for line in maps.splitlines() if ".npy" in line}
        assert lines == {"r--s"}


def children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


POOL_THAT_HANGS = f"""
import sys
sys.path.insert(0, {str(Path(hazards.__file__).parent)!r})
import hazards
from actsearch import activations, datasets
from actsearch.nn.settings import TrainingSettings
from actsearch.candidate import Candidate
from actsearch.workers import Task
from actsearch.workers.local import LocalWorkers

candidate = Candidate((4,), (activations.get("relu"),), TrainingSettings(epochs=2))
pool = LocalWorkers(lambda: [datasets.load("digits").split(seed=0)], 2)
pool.submit(Task(candidate, (0,))).result()
futures = [pool.submit(Task(candidate, (0,), stop=hazards.hang)) for _ in range(2)]
print("ready", flush=True)
futures[0].result()
"""


@contextmanager
def pool_that_hangs(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process with its own group, whose pool has its temporary files in a given folder."""
    with subprocess.Popen(
        [sys.executable, "-c", POOL_THAT_HANGS],
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        assert left_behind(process.pid, folder) == {"samples", "semaphores"}
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def left_behind(process: int, folder: Path) -> set[str]:
    found = {
        "samples": list(folder.glob("actsearch-*")),
        "semaphores": list(Path("/dev/shm").glob(f"sem.loky-{process}-*")),
    }
    return {name for name, files in found.items() if files}


def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    with pool_that_hangs(tmp_path) as process:
        orphans = children(process.pid)
        assert len(orphans) >= 2
        process.kill()
        process.wait()
        wait_until(lambda: not any(alive(each) for each in orphans))
        wait_until(lambda: left_behind(process.pid, tmp_path) == set())


def test_the_next_pool_removes_what_a_run_left_that_was_killed_with_its_tracker(
    tmp_path, monkeypatch, split
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pool_that_hangs(tmp_path) as living, pool_that_hangs(tmp_path) as killed:
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        assert left_behind(killed.pid, tmp_path) == {"samples", "semaphores"}
        with LocalWorkers(lambda: [split], 1):
            assert left_behind(killed.pid, Path("/nowhere")) == set()
            # The folder of the process that lives, and our own.
            assert len(list(tmp_path.glob("actsearch-*"))) == 2
            assert left_behind(living.pid, tmp_path) == {"samples", "semaphores"}
    with LocalWorkers(lambda: [split], 1):
        pass
    assert list(tmp_path.iterdir()) == []


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
