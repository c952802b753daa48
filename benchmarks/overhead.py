"""What everything around the trainings costs in ``actsearch run --trials 20``.

Run: ``python benchmarks/overhead.py [--trials 20] [--space mnist] [--workers 1]``. The coordinator
is this process: it asks, tells, writes and displays, and its trainings run in others. Its processor
time is set beside the time of the whole run; so is the time in which a worker had nothing to train
between the first trial's start and the last one's end. Importing and loading the data, which the
same command with ``--dry-run`` does as well, is taken off and reported by itself.
"""

import argparse
import tempfile
import time
from pathlib import Path

from actsearch.cli import main as actsearch
from actsearch.study.directory import find
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
        first, _ = timed([*command, "--dry-run"])
        preparation, prepared = timed([*command, "--dry-run"])
        wall, processor = timed(command)
        trials = read(find(Path(folder))).trials
        trained = sum(trial.user_attrs["seconds"] for trial in trials) / arguments.workers
        begun = min(trial.datetime_start for trial in trials)
        span = (max(trial.datetime_complete for trial in trials) - begun).total_seconds()
    coordinating = processor - prepared
    print(f"trainings, per worker      {trained:8.2f} s")
    print(f"workers wait               {span - trained:8.2f} s   {1 - trained / span:.2%} of loop")
    print(f"coordinator's processor    {coordinating:8.2f} s   {coordinating / wall:.2%} of run")
    print(f"imports and data           {first:8.2f} s   ({preparation:.2f} s without imports)")


if __name__ == "__main__":
    main()
