"""A real Dask scheduler with real workers, and their accidents."""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import Any

import hazards
import pytest
from running import read_until, started, table

pytest.importorskip("distributed", reason="needs Dask: pip install -e '.[dask]'")

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.cli import main
from actsearch.errors import WorkersError
from actsearch.evaluation import evaluate
from actsearch.nn.settings import TrainingSettings
from actsearch.workers import Task, dask

pytestmark = pytest.mark.extra
CANDIDATE = Candidate((16,), (activations.get("swish"),), TrainingSettings(epochs=3))
LONG = Candidate((64,), (activations.get("swish"),), TrainingSettings(epochs=150))
RUN = ["run", "--dataset", "digits", "--trials", "10", "--epochs", "8", "--strategy", "random"]
RUN += ["--splits", "5", "--pruner", "wilcoxon"]


class Cluster:
    """A scheduler and some "machines" with one worker each; all are processes of this machine."""

    def __init__(self, folder: Path, machines: int = 2) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        wait_until(lambda: self._file.exists() and self._file.read_text().rstrip().endswith("}"))
        self.address = json.loads(self._file.read_text())["address"]
        self.machines = [self.add_machine() for _ in range(machines)]

    def add_machine(self) -> int:
        """Return the process of a worker's nanny, which leads its process group."""
        return self._start("worker", "--nthreads", "1", "--local-directory", str(self._folder))

    def end(self) -> None:
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _start(self, what: str, *words: str) -> int:
        environment = os.environ | {
            "PYTHONPATH": str(Path(hazards.__file__).parent),
            # A candidate is given up after it has killed two workers.
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
        }
        command = [sys.executable, "-m", "dask", what, "--scheduler-file", str(self._file)]
        with (self._folder / f"{what}{len(self._processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [*command, *words, "--no-dashboard"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process.pid


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("dask"))
    try:
        yield started
    finally:
        started.end()


@pytest.fixture(scope="module")
def split() -> datasets.Split:
    return datasets.load("digits").split(seed=0)


@pytest.fixture
def workers(cluster: Cluster, split: datasets.Split) -> Iterator[dask.DaskWorkers]:
    with dask.DaskWorkers([split], cluster.address) as pool:
        wait_until(lambda: pool.count >= 2)
        yield pool


def timeless(evaluation):
    (run,) = evaluation.runs
    return run.scores, run.val_losses, run.train_losses


def test_a_worker_gives_what_this_process_gives(workers, split):
    here = evaluate(CANDIDATE, split, seed=3)
    futures = [workers.submit(Task(CANDIDATE, (3,))) for _ in range(4)]
    assert wait(futures).not_done == set()
    for future in futures:
        assert timeless(future.result()) == timeless(here)


def test_what_a_candidate_raises_comes_back(workers):
    future = workers.submit(Task(CANDIDATE, (0,), timeout=1e-9))
    with pytest.raises(TimeoutError, match=r"took longer than 1e-09 s.*allow it more time"):
        future.result()
    assert isinstance(future.exception(), TimeoutError)


def test_what_waits_can_be_cancelled_and_what_runs_is_finished(workers):
    futures = [workers.submit(Task(LONG, (0,))) for _ in range(workers.count + 2)]
    assert [future.cancel() for future in futures[-2:]] == [True, True]
    assert not futures[0].cancel()
    assert futures[0].result().divergence is None
    assert [future.cancelled() for future in futures[-2:]] == [True, True]


def test_the_data_are_sent_once_to_each_worker(cluster, split, workers, monkeypatch):
    class Counting(type(workers._data)):
        def setup(self, worker):
            super().setup(worker)
            worker.times_sent = getattr(worker, "times_sent", 0) + 1

    monkeypatch.setattr(dask, "_Data", Counting)
    other = datasets.load("digits").split(seed=1)
    with dask.DaskWorkers([other], cluster.address) as pool:
        wait([pool.submit(Task(CANDIDATE, (0,))) for _ in range(6)])
        pool.restart()
        wait([pool.submit(Task(CANDIDATE, (0,))) for _ in range(6)])
        sent = pool._connection._client.run(lambda dask_worker: dask_worker.times_sent)
    assert list(sent.values()) == [1] * len(cluster.machines)


def test_data_that_another_study_took_away_come_back(workers):
    workers._connection._client.unregister_worker_plugin(workers._data.name)
    with pytest.raises(BrokenExecutor):
        workers.submit(Task(CANDIDATE, (0,))).result()
    workers.restart()
    assert workers.submit(Task(CANDIDATE, (0,))).result().divergence is None


@pytest.mark.parametrize("hazard", ["die", "hang"])
def test_a_candidate_that_kills_its_workers_is_given_back(workers, hazard):
    doomed = workers.submit(Task(CANDIDATE, (0,), stop=getattr(hazards, hazard), timeout=0.1))
    with pytest.raises(BrokenExecutor):
        doomed.result(timeout=120)
    workers.restart()
    assert workers.submit(Task(CANDIDATE, (0,))).result(timeout=60).divergence is None


@pytest.mark.parametrize(
    "logger", ["distributed.batched", "distributed.client", "tornado.application", "asyncio"]
)
def test_no_thread_of_dasks_reports_a_lost_connection_with_a_traceback(workers, logger):
    assert not logging.getLogger(logger).isEnabledFor(logging.ERROR)


def test_other_versions_are_refused(cluster, split, monkeypatch):
    monkeypatch.setattr(dask, "_PACKAGES", ("numpy",))
    with pytest.raises(WorkersError, match="install the same versions everywhere"):
        dask.DaskWorkers([split], cluster.address)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "_TIMEOUT_SECONDS", 0.5)


def test_no_scheduler_is_one_sentence(impatient, tmp_path, capsys):
    options = ["--dask", "tcp://127.0.0.1:1", "--runs-dir", str(tmp_path)]
    assert main([*RUN, *options]) == 1
    assert "there is no Dask scheduler at 'tcp://127.0.0.1:1'" in capsys.readouterr().err


def test_a_scheduler_without_workers_is_one_sentence(impatient, split, tmp_path):
    idle = Cluster(tmp_path, machines=0)
    try:
        with pytest.raises(WorkersError, match=r"has no workers: start some with 'dask worker"):
            dask.DaskWorkers([split], idle.address)
    finally:
        idle.end()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    runs = tmp_path_factory.mktemp("local")
    assert main([*RUN, "--workers", "1", "--study", "s", "--runs-dir", str(runs)]) == 0
    return table(runs)


def test_workers_that_die_and_join_do_not_change_the_table(cluster, expected, tmp_path):
    process = started(tmp_path, *RUN, "--study", "s", "--dask", cluster.address)
    read_until(process, "[2/10]")
    # Kill one worker, which its nanny replaces; then another one with its whole machine.
    wait_until(lambda: len(workers_of(cluster.machines[0])) == 1)
    (worker,) = workers_of(cluster.machines[0])
    os.kill(worker, signal.SIGKILL)
    read_until(process, "[4/10]")
    os.killpg(cluster.machines.pop(), signal.SIGKILL)
    cluster.machines.append(cluster.add_machine())
    err = process.communicate(timeout=120)[1]
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert table(tmp_path) == expected


def test_a_coordinator_that_was_killed_is_resumed_on_the_cluster(cluster, expected, tmp_path):
    process = started(tmp_path, *RUN, "--study", "s", "--dask", cluster.address)
    read_until(process, "[3/10]")
    process.kill()
    process.communicate()
    process = started(tmp_path, "resume", "s", "--dask", cluster.address)
    err = process.communicate(timeout=120)[1]
    assert process.returncode == 0, err
    assert table(tmp_path) == expected


def test_a_scheduler_that_dies_stops_the_study_and_the_same_command_carries_on(expected, tmp_path):
    mortal = Cluster(tmp_path)
    try:
        process = started(tmp_path, *RUN, "--study", "s", "--dask", mortal.address)
        read_until(process, "[2/10]")
    finally:
        mortal.end()
    err = process.communicate(timeout=120)[1]
    assert process.returncode == 1
    assert "there is no Dask scheduler" in err
    assert "Traceback" not in err
    assert main([*RUN, "--workers", "1", "--study", "s", "--runs-dir", str(tmp_path)]) == 0
    assert table(tmp_path) == expected


def test_a_final_test_on_the_cluster_is_that_of_this_machine(cluster, tmp_path, capsys):
    words = [
        "run",
        "--dataset",
        "iris",
        "--trials",
        "3",
        "--steps",
        "50",
        "--study",
        "s",
        "--no-confirm",
    ]
    here, there = ["--workers", "1"], ["--dask", cluster.address]
    assert main([*words, *here, "--runs-dir", str(tmp_path / "here")]) == 0
    assert main(["confirm", "s", "--seeds", "2", *here, "--runs-dir", str(tmp_path / "here")]) == 0
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    capsys.readouterr()
    shown = []
    for runs, by in (("here", here), ("there", there)):
        answer = main(["test", "s", "--format", "json", *by, "--runs-dir", str(tmp_path / runs)])
        assert answer == 0
        shown.append(json.loads(capsys.readouterr().out)["candidates"])
    assert shown[0] == shown[1]


def workers_of(nanny: int) -> list[int]:
    tasks = Path(f"/proc/{nanny}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    commands = {child: Path(f"/proc/{child}/cmdline").read_text() for child in children}
    # Where setproctitle is installed (mutmut brings it), Dask names its workers.
    names = ("spawn_main", "dask worker")
    return [child for child in children if any(name in commands[child] for name in names)]


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.05)
