"""Compare the winners of the default study with those of Optuna's TPE and median pruner, replayed.

Run: ``python benchmarks/replay/winners.py [--searches 600]``. Both search the default space in 30
trials. Trainings are looked up in a table of real ones on the whole MNIST: 69 candidates across the
space, with six seeds each (``--tabulate`` trains them again, in most of an hour on one core). In a
real study even two nearly equal candidates differ by chance. So each candidate gets the learning
curve of a random seed, drawn again for each search. A winner is judged by its mean over all seeds,
not by the seed that made it win.
"""

import argparse
from collections.abc import Sequence

import numpy as np
import optuna
from optuna.samplers import TPESampler
from optuna.trial import FixedTrial, FrozenTrial, TrialState
from pruners import Lookup, search
from tables import FOLDER, Table

from actsearch import datasets, search_space
from actsearch.evaluation import evaluate
from actsearch.strategies.seeds import derive_seed
from actsearch.study import defaults

optuna.logging.set_verbosity(optuna.logging.ERROR)

SPACE = search_space.load("mnist")
FILE = FOLDER / "tables" / "default.csv.gz"
N_VALIDATION, N_CHECKPOINTS = 10_000, 10
# A training below this after two epochs is stopped: every pruner would have stopped it by then.
HOPELESS = 0.93


def candidates() -> list[dict[str, str | float]]:
    """List the trained candidates, as Optuna's parameters."""
    slopes = (
        -1.0,
        -0.9,
        -0.8,
        -0.7,
        -0.6,
        -0.5,
        -0.42,
        -0.34,
        -0.26,
        -0.18,
        -0.1,
        -0.02,
        0.06,
        0.16,
        0.3,
        0.5,
        0.75,
    )
    parameters = {"leaky_relu": ("slope", slopes)} | {
        activation: (name, np.geomspace(low, high, points).tolist())
        for activation, name, low, high, points in (
            ("elu", "alpha", 0.1, 3.0, 5),
            ("softplus", "beta", 0.2, 10.0, 5),
            ("swish", "beta", 0.1, 10.0, 8),
            ("gelu", "beta", 0.2, 5.0, 7),
            ("mish", "beta", 0.2, 5.0, 7),
            ("sine", "frequency", 0.3, 10.0, 8),
            ("sigmoid", "gain", 0.1, 10.0, 5),
            ("tanh", "gain", 0.1, 5.0, 5),
            ("softsign", "gain", 0.1, 10.0, 5),
        )
    }
    return [
        {"activation": "relu"},
        {"activation": "selu"},
        *(
            {"activation": activation, f"{activation}.{name}": value}
            for activation, (name, values) in parameters.items()
            for value in values
        ),
    ]


def tabulate(seeds: int) -> Table:
    """Train all candidates with all seeds."""
    mnist = datasets.load("mnist")
    outcomes = []
    for seed in range(seeds):
        split = mnist.split(seed)
        outcomes.append([])
        for params in candidates():
            candidate = SPACE.suggest(FixedTrial(params))
            accuracies = evaluate(candidate, split, seed, stop=_hopeless).learning_curve
            missing = N_CHECKPOINTS - len(accuracies)
            curve = [*accuracies, *[accuracies[-1]] * missing]
            outcomes[-1].append([round(accuracy * N_VALIDATION) for accuracy in curve])
        print(f"seed {seed} of {seeds} done", flush=True)
    return Table(np.array(outcomes, dtype=np.uint16), candidates())


def _hopeless(accuracies: Sequence[float]) -> bool:
    return len(accuracies) == 2 and accuracies[-1] < HOPELESS


def lookup(table: Table, search_seed: int) -> Lookup:
    """Return the function that looks up the trainings of one search."""

    def look_up(trial: FrozenTrial) -> list[float]:
        drawn = repr(sorted(trial.params.items()))
        correct = table.correct[derive_seed(search_seed, drawn) % len(table.correct)]
        return [each / N_VALIDATION for each in correct[nearest(table, trial)].tolist()]

    return look_up


def nearest(table: Table, trial: FrozenTrial) -> int:
    """Return the index of the trained candidate that is nearest to a trial's."""
    return table.index(trial.params, trial.distributions)


def ours(table: Table, seed: int) -> list[FrozenTrial]:
    """Search like ``actsearch run``."""
    return search("bayes", defaults.PRUNER, SPACE, lookup(table, seed), seed, defaults.TRIALS)


def theirs(table: Table, seed: int) -> list[FrozenTrial]:
    """Search like a loop that users would write; every result is known at once."""
    look_up = lookup(table, seed)

    def objective(trial: optuna.Trial) -> float:
        SPACE.suggest(trial)
        curve = look_up(trial.study.trials[trial.number])
        for epoch, accuracy in enumerate(curve):
            trial.report(accuracy, epoch)
            if trial.should_prune():
                raise optuna.TrialPruned
        return curve[-1]

    study = optuna.create_study(
        direction="maximize",
        sampler=TPESampler(seed=seed),
        pruner=optuna.pruners.MedianPruner(),
    )
    study.optimize(objective, n_trials=defaults.TRIALS)
    return study.trials


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=600)
    parser.add_argument("--tabulate", action="store_true", help="first train the table again")
    arguments = parser.parse_args()
    if arguments.tabulate:
        tabulate(seeds=6).save(FILE)
    table = Table.load(FILE)
    quality = 100 * table.correct[:, :, -1].mean(axis=0) / N_VALIDATION
    for name, searched in (("actsearch", ours), ("Optuna", theirs)):
        found, epochs = [], []
        for seed in range(arguments.searches):
            trials = searched(table, seed)
            complete = [trial for trial in trials if trial.state == TrialState.COMPLETE]
            winner = max(complete, key=lambda trial: trial.value or 0.0)
            found.append(quality[nearest(table, winner)])
            epochs.append(sum(len(trial.intermediate_values) for trial in trials))
        error = np.std(found, ddof=1) / len(found) ** 0.5
        print(f"{name}: {np.mean(found):.3f} ± {error:.3f} %, {np.mean(epochs):.0f} epochs")


if __name__ == "__main__":
    main()
