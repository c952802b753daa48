"""Measure what the default pruner saves and costs, in real studies of the default space.

Run: ``python benchmarks/pruning.py [--seeds 10] [--trials 30] [--runs-dir DIR]``. There is a study
with and one without pruning for each seed. A study that exists already is continued, or used if it
is complete. A study takes half a minute to a minute and a half on two cores.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

from actsearch.study import defaults
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read
from actsearch.trials import Outcome


def search(runs: Path, strategy: str, pruner: str, seed: int, trials: int) -> tuple[float, int]:
    """Run a study; return its best validation accuracy and the epochs that it trained."""
    name = f"{strategy}-{pruner}-{seed}"
    words = ["run", "--strategy", strategy, "--pruner", pruner, "--seed", str(seed), "--quiet"]
    words += ["--trials", str(trials)]
    command = [sys.executable, "-m", "actsearch", *words, "--study", name, "--runs-dir", str(runs)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    found = read(StudyDirectory(runs, name)).trials
    best = max(trial.score for trial in found if trial.outcome == Outcome.COMPLETE)
    return best, sum(len(trial.readings) for trial in found if trial.repeats is None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--trials", type=int, default=defaults.TRIALS)
    parser.add_argument("--strategy", default="bayes")
    parser.add_argument("--runs-dir", type=Path, default=Path("runs"))
    arguments = parser.parse_args()
    lost, used = [], []
    print("seed  best without  best with  points lost  epochs used")
    for seed in range(arguments.seeds):
        (whole, all_epochs), (best, epochs) = (
            search(arguments.runs_dir, arguments.strategy, pruner, seed, arguments.trials)
            for pruner in ("none", defaults.PRUNER)
        )
        lost.append(100 * (whole - best))
        used.append(epochs / all_epochs)
        print(
            f"{seed:4}  {100 * whole:12.2f}  {100 * best:9.2f}  {lost[-1]:11.2f}  "
            f"{100 * used[-1]:9.1f} %",
            flush=True,
        )
    error = statistics.stdev(lost) / len(lost) ** 0.5
    print(
        f"mean: {statistics.mean(lost):.3f} ± {error:.3f} points lost, "
        f"{100 * statistics.mean(used):.1f} % of the epochs used"
    )


if __name__ == "__main__":
    main()
