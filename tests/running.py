"""The study "s", run by the real command in a process of its own."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read


def started(runs: Path, *words: str) -> subprocess.Popen[str]:
    """Start a command; its messages can be read while it runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "actsearch", *words, "--runs-dir", str(runs)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_until(process: subprocess.Popen[str], beginning: str) -> None:
    """Read messages up to the one that begins so."""
    lines = [""]
    while not lines[-1].startswith(beginning):
        lines.append(process.stderr.readline())
        assert lines[-1], "".join(lines)


def table(runs: Path) -> list[tuple[Any, ...]]:
    """Return what must not depend on how the study was run."""
    return [
        (
            trial.number,
            trial.outcome,
            trial.parameters,
            trial.score,
            [run.scores for run in trial.evaluation.runs],
        )
        for trial in read(StudyDirectory(runs, "s")).trials
    ]
