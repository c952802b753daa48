"""What the default pruner saves on the default space, and what it costs, in real studies.

Run: ``python benchmarks/pruning.py [--seeds 10] [--runs-dir DIR]``. Each seed is searched with and
without pruning; a study that is there already is carried on, or taken as it is. About half a
minute to a minute and a half for each study on two cores.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

from actsearch.cli.run import DEFAULT_PRUNER
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read


def search(runs: Path, strategy: str, pruner: str, seed: int) -> tuple[float, int]:
    """Carry out a study; return its best validation accuracy and the epochs that it trained."""
    name = f"{strategy}-{pruner}-{seed}"
    words = ["run", "--strategy", strategy, "--pruner", pruner, "--seed", str(seed), "--quiet"]
    command = [sys.executable, "-m", "actsearch", *words, "--study", name, "--runs-dir", str(runs)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    trials = read(StudyDirectory(runs, name)).trials
    best = max(trial.value or 0.0 for trial in trials if trial.state.name == "COMPLETE")
    trained = [trial for trial in trials if "cached_from" not in trial.user_attrs]
    return best, sum(len(trial.intermediate_values) for trial in trained)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--strategy", default="bayes")
    parser.add_argument("--runs-dir", type=Path, default=Path("runs"))
    arguments = parser.parse_args()
    lost, used = [], []
    print("seed  best without  best with  points lost  epochs used")
    for seed in range(arguments.seeds):
        whole, all_epochs = search(arguments.runs_dir, arguments.strategy, "none", seed)
        best, epochs = search(arguments.runs_dir, arguments.strategy, DEFAULT_PRUNER, seed)
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
