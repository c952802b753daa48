"""What a pruner saves and what it costs: searches replayed with every pruner, on equal proposals.

Run: ``python benchmarks/replay/pruners.py [--repeats 60] [--trials 20 60]``.
"""

import argparse
from collections.abc import Sequence

import numpy as np
import optuna
from numpy.typing import NDArray
from tables import N_VALIDATION, Table, load_space, table_path

from actsearch import pruning, strategies
from actsearch.cli.run import DEFAULT_LOOKAHEAD
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler, known_results

optuna.logging.set_verbosity(optuna.logging.ERROR)


def replay(
    strategy: str, pruner: str, space: SearchSpace, table: Table, repeat: int, n_trials: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Search once; return the best accuracy so far and the epochs so far, by trial."""
    curves = table.correct[repeat % len(table.correct)] / N_VALIDATION
    chosen = strategies.get(strategy)
    samplers = chosen.samplers(space, chosen.configure({}))
    study = optuna.create_study(
        direction="maximize", sampler=ExactSampler(samplers, space, repeat, DEFAULT_LOOKAHEAD)
    )
    study.enqueue_trial(space.baseline(), user_attrs={"strategy": strategies.BASELINE})
    best, epochs = [0.0], [0]
    for number in range(n_trials):
        trial = study.ask()
        if number > 0:
            trial.set_user_attr("strategy", strategy)
        space.suggest(trial)
        past = study.get_trials(deepcopy=False)[: known_results(number, DEFAULT_LOOKAHEAD)]
        stop = pruning.stop(pruner, past, number)
        curve = curves[table.index(trial.params, trial.distributions)]
        used = _train(trial, curve, stop)
        finished = used == len(curve)
        state = optuna.trial.TrialState.COMPLETE if finished else optuna.trial.TrialState.PRUNED
        study.tell(trial, curve[-1] if finished else None, state=state)
        best.append(max(best[-1], curve[-1] if finished else 0.0))
        epochs.append(epochs[-1] + used)
    return np.array(best[1:]), np.array(epochs[1:])


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
