"""What everything around the trainings costs in ``actsearch run --trials 20``.

Run: ``python benchmarks/overhead.py [--trials 20] [--space mnist]``. The share is that of the
time between the first trial and the last (ask, tell, write, display) in which nothing trains; the
trainings' own seconds are those that the study stored. Start-up is reported beside it.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from actsearch.study.directory import find
from actsearch.study.snapshot import read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", default="20")
    parser.add_argument("--space", default="mnist")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "actsearch", "run", "--runs-dir", folder]
        command += ["--trials", arguments.trials, "--space", arguments.space]
        started = time.perf_counter()
        subprocess.run(command, check=True)
        whole = time.perf_counter() - started
        trials = read(find(Path(folder))).trials
        trained = sum(trial.user_attrs["seconds"] for trial in trials)
        span = (trials[-1].datetime_complete - trials[0].datetime_start).total_seconds()
    around = span - trained
    print(f"trainings                {trained:8.2f} s")
    print(f"around them              {around:8.2f} s   {100 * around / span:.2f} % of the loop")
    print(f"start-up and data        {whole - span:8.2f} s")
    print(
        f"all that is no training  {whole - trained:8.2f} s   {100 * (1 - trained / whole):.2f} %"
    )


if __name__ == "__main__":
    main()
