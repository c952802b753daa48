"""What everything around the trainings costs in ``actsearch run --trials 20``.

Run: ``python benchmarks/overhead.py [--trials 20] [--space mnist] [--workers 1]``. The coordinator
is this process: it asks, tells, writes and displays, and its trainings run in others. Its processor
time is set beside the time of the trainings; so is the time in which a worker had nothing to train
between the first trial's start and the last one's end. What is done once, importing, loading the
data, starting the workers, is taken off and reported by itself: it is what the same command takes
with ``--trials 1``, less its training.
"""

import argparse
import tempfile
import time
from pathlib import Path

from actsearch.cli import main as actsearch
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read


def timed(words: list[str]) -> tuple[float, float]:
    """Run a command here; return its seconds and its processor's, without its workers'."""
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
        trained = sum(trial.user_attrs["seconds"] for trial in trials) / arguments.workers
        begun = min(trial.datetime_start for trial in trials)
        span = (max(trial.datetime_complete for trial in trials) - begun).total_seconds()
    coordinating = processor - processor_once
    print(f"trainings, per worker      {trained:8.2f} s")
    print(f"workers wait               {span - trained:8.2f} s   {1 - trained / span:.2%} of loop")
    print(f"coordinator's processor    {coordinating:8.2f} s   {coordinating / span:.2%} of loop")
    print(f"once, with an epoch        {once:8.2f} s   ({processor_once:.2f} s of the processor)")


if __name__ == "__main__":
    main()
