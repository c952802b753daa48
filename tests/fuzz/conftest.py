"""A small study and small data that tests damage."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import cheap_study
import fuzzing
import numpy as np
import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the fuzzer did, if it was asked to try many inputs."""
    if fuzzing.TIMES > 1:
        facts = {name: round(value, 1) for name, value in fuzzing.done.items()}
        terminalreporter.write_line(f"fuzzer: {facts}")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, without the settings of this environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("ACTSEARCH_RUNS_DIR", "ACTSEARCH_STORAGE", "ACTSEARCH_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    X, y = np.arange(60.0).reshape(20, 3), np.array(["no", "yes"] * 10)
    np.savez(tmp_path / "tiny.npz", X=X, y=y)
    return tmp_path


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a study of four trials, with its database in one file."""
    runs = tmp_path_factory.mktemp("fuzz")
    cheap_study.run(runs, "random", 4, 0)
    with closing(sqlite3.connect(runs / "cheap" / "study.db")) as database, database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return runs / "cheap"


@pytest.fixture
def fresh(finished: Path, place: Path) -> Callable[[], Path]:
    """Restore the study in the folder."""

    def copy() -> Path:
        shutil.rmtree(place / "runs", ignore_errors=True)
        shutil.copytree(finished, place / "runs" / "cheap")
        return place / "runs" / "cheap"

    return copy
