"""Kill short real studies again and again; each must end like a study that was never killed.

Run: ``python benchmarks/soak.py [--kills 50] [--seed 0]``. A kill is a SIGKILL at a random moment:
of the process that was started, of one of its workers, or of all. Many kills come while the study
confirms its answer, which takes more than half of its time; they are counted. The exit code is 1 if
a table or a confirmation differs.
"""

import argparse
import math
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from actsearch.errors import NotFoundError
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import Snapshot, read

TRIALS = 12
OPTIONS = [
    *("--dataset", "digits", "--trials", str(TRIALS), "--epochs", "5"),
    *("--pruner", "none", "--confirm", "20"),
]
# Learned parameters are in the default space of all; adaptive trains them first.
STUDIES = {
    "bayes": ("--strategy", "bayes", "--splits", "1"),
    "genetic": ("--strategy", "genetic", "--splits", "1"),
    "random": ("--strategy", "random", "--splits", "1"),
    "adaptive": ("--strategy", "adaptive", "--splits", "1"),
    "evolved": ("--strategy", "genetic", "--splits", "1", "--space", "evolved"),
    "splits": ("--strategy", "bayes", "--splits", "4", "--confirm", "5"),
}
VICTIMS = ("process", "worker", "everything")


def command(runs: Path, name: str, workers: int) -> list[str]:
    words = [sys.executable, "-m", "actsearch", "run", *OPTIONS, *STUDIES[name]]
    return [*words, "--study", name, "--runs-dir", str(runs), "--workers", str(workers)]


def table(runs: Path, name: str) -> list[tuple[Any, ...]]:
    """Return everything of a study that must not depend on how it was run."""
    study = read(StudyDirectory(runs, name))
    told = study.confirmation
    assert told is not None
    finalists = [(each.candidate, each.scores, each.comparison) for each in told.finalists]
    return [
        (told.baseline, told.baseline_scores, finalists, told.looks),
        *_trials(study),
    ]


def _trials(study: Snapshot) -> list[tuple[Any, ...]]:
    return [
        (
            trial.number,
            trial.outcome,
            trial.parameters,
            trial.score,
            trial.readings,
            trial.evaluation and [run.val_losses for run in trial.evaluation.runs],
            trial.repeats,
        )
        for trial in study.trials
    ]


def is_confirming(runs: Path, name: str) -> bool:
    """Tell whether the search is over, and the confirmation is not."""
    directory = StudyDirectory(runs, name)
    if not directory.database.exists():
        return False
    try:
        study = read(directory)
    except NotFoundError:
        return False
    ended = sum(trial.ended is not None for trial in study.trials)
    return ended == TRIALS and study.confirmation is None


def kill(process: subprocess.Popen[bytes], victim: str, moments: random.Random) -> bool:
    """Kill; tell whether there was something to kill."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        if victim == "worker":
            workers = [int(each) for each in children.read_text().split()]
            os.kill(moments.choice(workers), signal.SIGKILL)
        elif victim == "everything":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (OSError, IndexError):
        return False
    return process.poll() is None or process.returncode == -signal.SIGKILL


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no study after it")
    arguments = parser.parse_args()
    moments = random.Random(arguments.seed)
    kills = confirming = differing = studies = 0
    with tempfile.TemporaryDirectory() as folder:
        undisturbed = Path(folder, "undisturbed")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        expected, seconds = {}, {}
        for name in STUDIES:
            started = time.monotonic()
            subprocess.run(command(undisturbed, name, 1), check=True, **quiet)
            seconds[name] = time.monotonic() - started
            expected[name] = table(undisturbed, name)
        began = time.monotonic()
        while kills < arguments.kills and time.monotonic() - began < 60 * arguments.minutes:
            name, workers = moments.choice(tuple(STUDIES)), moments.choice((1, 2, 4))
            runs = Path(folder, str(studies))
            here = 0
            for _ in range(3):
                words = command(runs, name, workers)
                process = subprocess.Popen(words, start_new_session=True, **quiet)
                time.sleep(moments.uniform(0.4, 1.0) * seconds[name])
                hit = kill(process, moments.choice(VICTIMS), moments)
                here += hit
                confirming += hit and is_confirming(runs, name)
                if process.poll() is None:
                    # A worker was killed, and the study goes on without it.
                    process.wait()
            subprocess.run(command(runs, name, workers), check=True, **quiet)
            same = table(runs, name) == expected[name]
            kills, studies, differing = kills + here, studies + 1, differing + (not same)
            print(f"{name:8} {workers} workers, {here} kills: {'same' if same else 'DIFFERS'}")
    print(
        f"{kills} kills, {confirming} of them while confirming, {studies} studies, {differing} "
        "differ"
    )
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
