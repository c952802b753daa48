"""Real trainings of the default space, and what lies between them.

Run: ``python benchmarks/replay/default_space.py [--seeds 12]``. It trains 74 candidates on the
whole MNIST with each seed and writes ``tables/default.csv.gz``, in an hour and a half on one core.
"""

import argparse
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from optuna.distributions import FloatDistribution
from optuna.trial import FixedTrial
from searches import Training
from tables import FOLDER, Table

from actsearch import datasets, search_space
from actsearch.evaluation import evaluate
from actsearch.parameter_names import ParameterName
from actsearch.strategies.proposal import distributions

SPACE = search_space.load("mnist")
FILE = FOLDER / "tables" / "default.csv.gz"
N_VALIDATION, N_CHECKPOINTS = 10_000, 10
# A training below this after two checkpoints is stopped: every pruner would have stopped it by
# then. Its last reading stands for those that are missing.
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
    correct, losses = [], []
    for seed in range(seeds):
        split = mnist.split(seed)
        for params in candidates():
            candidate = SPACE.suggest(FixedTrial(params))
            (run,) = evaluate(candidate, split, seed, stop=_hopeless).runs
            curve = [round(accuracy * N_VALIDATION) for accuracy in run.scores["accuracy"]]
            correct.append(curve + curve[-1:] * (N_CHECKPOINTS - len(curve)))
            losses.append(run.val_loss)
        print(f"seed {seed} of {seeds} done", flush=True)
    shape = (seeds, len(candidates()))
    return Table(
        np.array(correct, dtype=np.uint16).reshape(*shape, N_CHECKPOINTS),
        candidates(),
        np.array(losses).reshape(shape),
    )


def _hopeless(accuracies: Sequence[float]) -> bool:
    return len(accuracies) == 2 and accuracies[-1] < HOPELESS


class World:
    """Trainings of any candidate of a space with at most one parameter for each activation.

    Between two tabulated values of a parameter, the mean over the seeds is interpolated. Added is
    what the nearest of the two gave with a seed beyond its mean: what luck does. If that one is a
    point worse than the other, the other's is added: bad candidates have much more luck.

    Parameters
    ----------
    table : Table
        Trainings, with losses.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self._distributions = distributions(SPACE)
        self._activations: dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]] = {}
        for name in dict.fromkeys(params["activation"] for params in table.candidates):
            own = [n for n, each in enumerate(table.candidates) if each["activation"] == name]
            places = np.array([self.place(table.candidates[n]) for n in own])
            order = np.argsort(places)
            self._activations[name] = places[order], np.array(own)[order]
        self.baseline = table.candidates.index({"activation": "relu"})

    @cached_property
    def accuracies(self) -> NDArray[np.float64]:
        """Validation accuracy in points, shape (seeds, candidates, checkpoints)."""
        return self.table.correct / (N_VALIDATION / 100)

    @cached_property
    def gains(self) -> NDArray[np.float64]:
        """Points of accuracy above the baseline at the end, shape (seeds, candidates)."""
        ends: NDArray[np.float64] = self.accuracies[:, :, -1]
        return ends - ends[:, [self.baseline]]

    def place(self, params: Mapping[str, Any]) -> float:
        """Return where in its range a candidate's parameter lies, from 0 to 1; 0 without one."""
        for name, value in params.items():
            if name in self._distributions and not ParameterName.parse(name).is_choice:
                distribution = self._distributions[name]
                assert isinstance(distribution, FloatDistribution)
                scale = math.log if distribution.log else float
                low, high = scale(distribution.low), scale(distribution.high)
                return (scale(value) - low) / (high - low)
        return 0.0

    def between(self, params: Mapping[str, Any]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the tabulated candidates on both sides, and their weights, the nearest first."""
        places, indices = self._activations[params["activation"]]
        place = self.place(params)
        high = min(int(np.searchsorted(places, place)), len(places) - 1)
        low = max(high - 1, 0)
        width = places[high] - places[low]
        weight = 1.0 if width == 0 else float(np.clip((place - places[low]) / width, 0, 1))
        sides = [(weight, high), (1 - weight, low)]
        sides.sort(reverse=True)
        return indices[[side for _, side in sides]], np.array([each for each, _ in sides])

    def train(self, params: Mapping[str, Any], seed: int) -> Training:
        """Look up the training of a candidate with one seed."""
        sides, weights = self.between(params)
        curves, losses = self.accuracies, self.table.losses
        assert losses is not None
        nearest, other = sides
        bad = self._means[nearest, -1] < self._means[other, -1] - 1
        lucky = other if bad else nearest
        curve = weights @ self._means[sides] + curves[seed, lucky] - self._means[lucky]
        loss = weights @ self._loss_means[sides] + losses[seed, lucky] - self._loss_means[lucky]
        return Training((curve / 100).tolist(), float(loss))

    def gain(self, params: Mapping[str, Any], seed: int) -> float:
        """Return the mean gain of a candidate with all seeds but one, in points."""
        sides, weights = self.between(params)
        return float(weights @ self._others[seed][sides])

    @cached_property
    def _means(self) -> NDArray[np.float64]:
        means: NDArray[np.float64] = self.accuracies.mean(axis=0)
        return means

    @cached_property
    def _loss_means(self) -> NDArray[np.float64]:
        assert self.table.losses is not None
        means: NDArray[np.float64] = self.table.losses.mean(axis=0)
        return means

    @cached_property
    def _others(self) -> NDArray[np.float64]:
        n_seeds = len(self.gains)
        others: NDArray[np.float64] = (self.gains.sum(axis=0) - self.gains) / (n_seeds - 1)
        return others


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=12)
    tabulate(parser.parse_args().seeds).save(FILE)


if __name__ == "__main__":
    main()
