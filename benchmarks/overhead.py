"""Measure what everything around the trainings costs in ``actsearch run --trials 20``.

Run: ``python benchmarks/overhead.py [--trials 20] [--space mnist] [--workers 1]``. The coordinator
is this process: it proposes, stores and displays trials, while other processes train. Two times are
compared with the time of the trainings: the processor time of the coordinator, and the time in
which a worker had nothing to train, between the start of the first trial and the end of the last.
What is done only once (imports, loading the data, starting the workers) is measured apart, by the
same command with ``--trials 1 --epochs 1``, and its processor time is subtracted.
"""

import argparse
import tempfile
import time
from pathlib import Path

from actsearch.cli import main as actsearch
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read


def timed(words: list[str]) -> tuple[float, float]:
    """Run a command in this process; return wall time and own processor time, in seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    if actsearch(words):
        raise SystemExit(f"{words} failed")
    return time.perf_counter() - wall, time.process_time() - processor


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", default="20")
    parser.add_argument("--space", default="mnist")
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = ["run", "--runs-dir", folder, "--workers", str(arguments.workers)]
        command += ["--trials", arguments.trials, "--space", arguments.space]
        timed([*command, "--dry-run"])
        alone = [*command, "--study", "one", "--trials", "1", "--epochs", "1"]
        once, processor_once = timed(alone)
        _, processor = timed([*command, "--study", "all"])
        trials = read(StudyDirectory(Path(folder), "all")).trials
        trained = sum(trial.seconds for trial in trials) / arguments.workers
        begun = min(trial.started for trial in trials)
        span = (max(trial.ended for trial in trials) - begun).total_seconds()
    coordinating = processor - processor_once
    print(f"trainings, per worker      {trained:8.2f} s")
    print(f"workers wait               {span - trained:8.2f} s   {1 - trained / span:.2%} of loop")
    print(f"coordinator's processor    {coordinating:8.2f} s   {coordinating / span:.2%} of loop")
    print(f"once, with an epoch        {once:8.2f} s   ({processor_once:.2f} s of the processor)")


if __name__ == "__main__":
    main()
