"""Measure what each pruner saves and costs, in replayed searches with the same seeds.

Run: ``python benchmarks/replay/pruners.py [--repeats 60] [--trials 20 60]``.
"""

import argparse
from functools import partial

import numpy as np
from numpy.typing import NDArray
from optuna.trial import FrozenTrial, TrialState
from searches import Training, search
from tables import N_VALIDATION, Table, load_space, table_path

from actsearch import pruning, strategies
from actsearch.search_space import SearchSpace

# The others compare splits, and each training of these tables has one.
ONE_SPLIT = ("none", "median", "quartile", "hyperband")


def replay(
    strategy: str, pruner: str, space: SearchSpace, table: Table, repeat: int, n_trials: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Search once; return the best accuracy so far and the epochs so far, after each trial."""
    curves = table.correct[repeat % len(table.correct)] / N_VALIDATION

    def look_up(trial: FrozenTrial) -> Training:
        return Training(curves[table.index(trial.params, trial.distributions)].tolist())

    make_stop = partial(pruning.stop, pruner)
    trials = search(strategies.get(strategy)(space), make_stop, look_up, repeat, trials=n_trials)
    ends = [trial.value if trial.state == TrialState.COMPLETE else 0.0 for trial in trials]
    epochs = [len(trial.intermediate_values) for trial in trials]
    return np.maximum.accumulate(np.array(ends, np.float64)), np.cumsum(epochs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--space", default="shared-continuous")
    parser.add_argument("--repeats", type=int, default=60)
    parser.add_argument("--trials", type=int, nargs="+", default=[20, 60])
    arguments = parser.parse_args()
    space, table = load_space(arguments.space), Table.load(table_path(arguments.space))
    print("strategy  pruner     trials  epochs used  mean loss of best (points)  median")
    for strategy in ("bayes", "genetic", "random"):
        reference = None
        for pruner in ONE_SPLIT:
            runs = [
                replay(strategy, pruner, space, table, repeat, max(arguments.trials))
                for repeat in range(arguments.repeats)
            ]
            reference = reference or runs
            for n in arguments.trials:
                used = np.mean(
                    [
                        run[1][n - 1] / whole[1][n - 1]
                        for run, whole in zip(runs, reference, strict=True)
                    ]
                )
                lost = [
                    100 * (whole[0][n - 1] - run[0][n - 1])
                    for run, whole in zip(runs, reference, strict=True)
                ]
                error = np.std(lost) / np.sqrt(len(lost))
                print(
                    f"{strategy:9} {pruner:10} {n:6} {100 * used:10.0f} % "
                    f"{np.mean(lost):12.3f} ± {error:.3f} {np.median(lost):12.3f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
