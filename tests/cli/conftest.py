"""Run the real command, in this process or in another one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import forked
import pytest

from actsearch.cli import main


@dataclass
class Answer:
    """Exit code and output of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def actsearch(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Run a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    # The trainings of the tests are shorter than the start of a process.
    monkeypatch.setenv("ACTSEARCH_WORKERS", "1")

    def run(*words: object) -> Answer:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return run


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., forked.Command]:
    """Start a command in another process, in an empty folder."""
    return partial(forked.command, tmp_path)


@pytest.fixture
def table(actsearch: Callable[..., Answer]) -> Callable[[str], list[tuple[Any, ...]]]:
    """Return everything that must not depend on how a study was run."""

    def read(study: str) -> list[tuple[Any, ...]]:
        rows = actsearch("leaderboard", study, "--all", "--sort", "trial", "--format", "json").json
        kept = ("trial", "state", "candidate", "params", "val_accuracy", "val_loss", "train_loss")
        return [tuple(str(row[key]) for key in kept) for row in rows]

    return read
