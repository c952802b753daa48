"""Measure what each pruner saves and costs, in replayed searches with the same seeds.

Run: ``python benchmarks/replay/pruners.py [--space NAME] [--repeats 60] [--trials 20 60]``. A
search sees the trainings of one seed of the table; what it recommends is judged with the others.
"""

import argparse
from functools import partial

import numpy as np
from numpy.typing import NDArray
from optuna.trial import FrozenTrial, TrialState
from searches import Training, recommended, search
from tables import N_VALIDATION, Table, load_space, table_path

from actsearch import pruning, strategies
from actsearch.search_space import SearchSpace

# The others compare splits, and each training of these tables has one.
ONE_SPLIT = ("none", "median", "quartile", "hyperband")


def replay(
    strategy: str, pruner: str, space: SearchSpace, table: Table, repeat: int, n_trials: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Search once; return the true accuracy of what is recommended so far, and the epochs so far.

    Both are given after each trial.
    """
    table_seed = repeat % len(table.correct)
    curves = table.correct[table_seed] / N_VALIDATION
    proposed: list[int] = []

    def look_up(trial: FrozenTrial) -> Training:
        proposed.append(table.index(trial.params, trial.distributions))
        return Training(curves[proposed[-1]].tolist())

    make_stop = partial(pruning.stop, pruner)
    trials = search(strategies.get(strategy)(space), make_stop, look_up, repeat, trials=n_trials)
    complete = [trial.state == TrialState.COMPLETE for trial in trials]
    scores = np.where(complete, curves[proposed, -1], -np.inf)
    epochs = [len(trial.intermediate_values) for trial in trials]
    truth = table.means_without(table_seed)[proposed]
    return truth[recommended(scores)], np.cumsum(epochs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--space", default="shared-continuous")
    parser.add_argument("--repeats", type=int, default=60)
    parser.add_argument("--trials", type=int, nargs="+", default=[20, 60])
    arguments = parser.parse_args()
    space, table = load_space(arguments.space), Table.load(table_path(arguments.space))
    print("strategy  pruner     trials  epochs used  mean loss of true accuracy (points)  median")
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
