"""A study in a real PostgreSQL whose server is restarted, disconnected or stopped meanwhile."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cheap_study
import pytest
import sqlalchemy
from running import read_until, started, table

from actsearch.cli import main
from actsearch.errors import StorageError
from actsearch.running import loop
from actsearch.running.interruption import Interruption
from actsearch.running.loop import Loop
from actsearch.storage import open as storage
from actsearch.storage import postgresql as server
from actsearch.storage.postgresql import ConnectionLostError
from actsearch.study import opening
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory
from actsearch.study.rehearsal import rehearse

pytest.importorskip("psycopg", reason="needs a driver: pip install -e '.[postgres]'")
pytestmark = pytest.mark.extra

TRIALS = 14
RUN = ["run", "--dataset", "digits", "--trials", "12", "--epochs", "20", "--workers", "1"]


class Server:
    """A PostgreSQL cluster in a temporary folder; never the one of the system."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="actsearch-postgresql-"))
        # PostgreSQL refuses to run as root.
        self._user = "nobody" if os.getuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        words = ["--auth=trust", "--username=tester", "--no-locale", "--encoding=UTF8", "--no-sync"]
        self._call("initdb", *words)
        self.url = f"postgresql://tester@/postgres?host={self._folder}"

    def start(self) -> None:
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off"
        self._call("pg_ctl", "start", "-w", "-l", str(self._folder / "log"), "-o", options)

    def restart(self, mode: str = "fast") -> None:
        self._call("pg_ctl", "restart", "-w", "-m", mode, "-l", str(self._folder / "log"))

    def stop(self) -> None:
        self._call("pg_ctl", "stop", "-w", "-m", "fast")

    def end(self) -> None:
        subprocess.run(self._command("pg_ctl", "stop", "-m", "immediate"), **self._manner)
        shutil.rmtree(self._folder)

    def terminate(self, process: int) -> None:
        """Terminate a connection on the server, and wait until it has ended."""
        self._call("psql", "-c", f"SELECT pg_terminate_backend({process}, 10000)", "postgres")

    @property
    def _manner(self) -> dict[str, Any]:
        return {
            "user": self._user,
            "cwd": self._folder,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            # The server that pg_ctl starts would keep a pipe open.
            "stdin": subprocess.DEVNULL,
            "text": True,
        }

    def _command(self, program: str, *words: str) -> list[str]:
        place = {"psql": ["-h", str(self._folder), "-U", "tester"]}
        data = ["-D", str(self._folder / "data")]
        return [str(self._programs / program), *place.get(program, data), *words]

    def _call(self, program: str, *words: str) -> None:
        answer = subprocess.run(self._command(program, *words), check=False, **self._manner)
        assert answer.returncode == 0, answer.stdout


def programs() -> Path | None:
    """Find PostgreSQL; Debian does not put the server's programs on the path."""
    found = shutil.which("pg_ctl")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += [Path(found).resolve().parent] if found else []
    whole = (place for place in places if (place / "initdb").exists())
    return next(whole, None)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Server]:
    place = programs()
    if place is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    made = Server(place)
    try:
        made.start()
        yield made
    finally:
        made.end()


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    """Return the URL of an empty database."""
    yield postgresql.url
    engine = sqlalchemy.create_engine(postgresql.url)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP SCHEMA public CASCADE"))
        connection.execute(sqlalchemy.text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    """Return the table of an undisturbed study in SQLite."""
    runs = tmp_path_factory.mktemp("sqlite")
    assert main([*RUN, "--study", "s", "--runs-dir", str(runs)]) == 0
    return table(runs)


def test_a_restarted_server_does_not_change_the_table(postgresql, url, expected, tmp_path):
    process = started(tmp_path, *RUN, "--study", "s", "--storage", url)
    for line, mode in (("[2/12]", "fast"), ("[5/12]", "immediate"), ("[8/12]", "fast")):
        read_until(process, line)
        postgresql.restart(mode)
    err = process.communicate(timeout=120)[1]
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert table(tmp_path) == expected


def test_a_process_that_was_killed_is_resumed(url, expected, tmp_path):
    process = started(tmp_path, *RUN, "--study", "s", "--storage", url)
    read_until(process, "[3/12]")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert main(["resume", "s", "--workers", "1", "--runs-dir", str(tmp_path)]) == 0
    assert table(tmp_path) == expected


def test_a_process_on_another_machine_does_not_share_the_study(url, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(server, "_LOCK_SECONDS", 0.5)
    process = started(tmp_path / "here", *RUN, "--trials", "400", "--study", "s", "--storage", url)
    read_until(process, "[1/400]")
    elsewhere = ["--study", "s", "--runs-dir", str(tmp_path / "there")]
    assert main([*RUN, "--trials", "400", "--storage", url, *elsewhere]) == 1
    assert f"is being run by process {process.pid} on " in capsys.readouterr().err
    # Reading is allowed.
    assert main(["leaderboard", "s", "--runs-dir", str(tmp_path / "here")]) == 0
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130


def cheap(runs: Path, url: str, disturb: Any = None) -> list[list[Any]]:
    """Run a study whose trainings take no time; return its table."""
    runs.mkdir(exist_ok=True)
    frozen = cheap_study.specification(cheap_study.finite_space(runs), "bayes", 0)
    directory = StudyDirectory(runs, "cheap")
    with opening.begin(directory, frozen, url) as opened, Interruption() as interruption:
        opened.set_n_trials(TRIALS, opened.phases[-1])
        if disturb:
            disturb(opened.optuna_study._storage._backend.engine)
        workers = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
        told = [trial.number for trial in Loop(opened, workers, interruption, Budget()).run()]
        assert told == sorted(set(told))
    with opening.resume(directory, url) as opened:
        return cheap_study.table(opened)


@pytest.fixture(scope="module")
def cheap_table(tmp_path_factory: pytest.TempPathFactory) -> list[list[Any]]:
    return cheap_study.run(tmp_path_factory.mktemp("cheap"), "bayes", TRIALS, seed=0)


@pytest.mark.parametrize("moment", ["before", "in_doubt"])
@pytest.mark.parametrize("every", [23, 37])
def test_connections_that_break_in_transactions_store_nothing_twice(
    postgresql, url, cheap_table, tmp_path, monkeypatch, moment, every
):
    monkeypatch.setattr(loop, "_LOSSES", 50)
    commits = losses = 0

    def disturb(engine):
        commit = engine.dialect.do_commit

        def do_commit(connection):
            nonlocal commits, losses
            commits += 1
            broken = commits % every == 0
            if broken and moment == "in_doubt":
                commit(connection)
            if broken:
                losses += 1
                driver = connection.driver_connection
                postgresql.terminate(driver.info.backend_pid)
                driver.execute("SELECT 1")
            commit(connection)

        engine.dialect.do_commit = do_commit

    assert cheap(tmp_path, url, disturb) == cheap_table
    assert losses >= 5


def test_a_server_that_stays_away_stops_the_study_and_the_same_command_carries_on(
    postgresql, url, cheap_table, tmp_path, monkeypatch
):
    monkeypatch.setattr(server, "PATIENCE_SECONDS", 0.3)
    commits = 0

    def disturb(engine):
        def stop(connection):
            nonlocal commits
            commits += 1
            if commits == 60:
                postgresql.stop()

        sqlalchemy.event.listen(engine, "commit", stop)

    try:
        with pytest.raises(ConnectionLostError, match="the same command carries on"):
            cheap(tmp_path, url, disturb)
        with pytest.raises(StorageError, match="check that its server runs"):
            cheap(tmp_path, url)
    finally:
        postgresql.start()
    assert cheap(tmp_path, url) == cheap_table


def test_an_opening_of_the_test_part_is_kept_there_too(url, tmp_path, capsys):
    place = ["--storage", url, "--runs-dir", str(tmp_path), "--workers", "1"]
    words = [
        "run",
        "--dataset",
        "iris",
        "--trials",
        "2",
        "--steps",
        "50",
        "--study",
        "s",
        "--no-confirm",
    ]
    assert main([*words, *place]) == 0
    assert main(["confirm", "s", "--seeds", "2", *place]) == 0
    assert main(["test", "s", *place]) == 0
    first = capsys.readouterr().out.rpartition("test accuracy")[2]
    assert main(["test", "s", *place]) == 0
    assert capsys.readouterr().out.rpartition("test accuracy")[2] == first
    assert main(["leaderboard", "s", "--runs-dir", str(tmp_path)]) == 0
    assert "the test part was opened once, on 20" in capsys.readouterr().out


def test_a_password_is_not_stored(url, tmp_path):
    cheap(tmp_path, url.replace("tester@", "tester:secret@"))
    assert not any(b"secret" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_rehearsal_tells_that_the_server_cannot_be_reached(tmp_path):
    frozen = cheap_study.specification(cheap_study.finite_space(tmp_path), "random", 0)
    with pytest.raises(StorageError, match="check that its server runs"):
        rehearse(StudyDirectory(tmp_path, "new"), frozen, "postgresql://me@localhost:1/x")


def test_a_missing_driver_is_said_with_the_way_out(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with (
        pytest.raises(Exception, match=r"pip install 'psycopg\[binary\]' 'sqlalchemy>=2.1'"),
        storage.opened("postgresql://nobody@localhost/nothing", "create"),
    ):
        pass
