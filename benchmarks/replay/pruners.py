"""Measure what each pruner saves and costs, in replayed searches with the same seeds.

Run: ``python benchmarks/replay/pruners.py [--repeats 60] [--trials 20 60]``.
"""

import argparse
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
import optuna
from numpy.typing import NDArray
from optuna.trial import FrozenTrial, TrialState
from tables import N_VALIDATION, Table, load_space, table_path

from actsearch import pruning, strategies
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler, known_results
from actsearch.study import defaults

optuna.logging.set_verbosity(optuna.logging.ERROR)


Lookup: TypeAlias = Callable[[FrozenTrial], Sequence[float]]
"""Takes a trial that has drawn its candidate; returns its accuracy after each epoch."""


def search(
    strategy: str, pruner: str, space: SearchSpace, look_up: Lookup, seed: int, n_trials: int
) -> list[FrozenTrial]:
    """Search like ``actsearch run``, the baseline first; return the trials."""
    chosen = strategies.get(strategy)(space)
    study = optuna.create_study(
        direction="maximize", sampler=ExactSampler(chosen, space, seed, defaults.LOOKAHEAD)
    )
    study.enqueue_trial(space.baseline(), user_attrs={"strategy": strategies.BASELINE})
    for number in range(n_trials):
        trial = study.ask()
        if number > 0:
            trial.set_user_attr("strategy", strategy)
        space.suggest(trial)
        known = study.get_trials(deepcopy=False)[: known_results(number, defaults.LOOKAHEAD)]
        history = [list(earlier.intermediate_values.values()) for earlier in known]
        stop = pruning.stop(pruner, history, number)
        curve = look_up(study.trials[number])
        finished = _train(trial, curve, stop) == len(curve)
        state = TrialState.COMPLETE if finished else TrialState.PRUNED
        study.tell(trial, curve[-1] if finished else None, state=state)
    return study.trials


def replay(
    strategy: str, pruner: str, space: SearchSpace, table: Table, repeat: int, n_trials: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Search once; return the best accuracy so far and the epochs so far, after each trial."""
    curves = table.correct[repeat % len(table.correct)] / N_VALIDATION

    def look_up(trial: FrozenTrial) -> NDArray[np.float64]:
        return curves[table.index(trial.params, trial.distributions)]

    trials = search(strategy, pruner, space, look_up, repeat, n_trials)
    ends = [trial.value if trial.state == TrialState.COMPLETE else 0.0 for trial in trials]
    epochs = [len(trial.intermediate_values) for trial in trials]
    return np.maximum.accumulate(np.array(ends, np.float64)), np.cumsum(epochs)


def _train(trial: optuna.Trial, curve: Sequence[float], stop: pruning.Stop | None) -> int:
    """Report a curve until it is stopped; return how many epochs that took."""
    for epoch, accuracy in enumerate(curve, start=1):
        trial.report(float(accuracy), epoch)
        if stop is not None and epoch < len(curve) and stop([float(a) for a in curve[:epoch]]):
            return epoch
    return len(curve)


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
        for pruner in pruning.PRUNERS:
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
