"""Measure what it costs a training to measure the causes in its layers.

Run: ``python benchmarks/causes.py [--rounds 7]``. Each training is evaluated with and without, in
turns in one process, on one BLAS thread. The samples of MNIST are fewer than usual, so that a
training takes a second; with all of them the cost is as many times smaller.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from unittest import mock

from ratios import seconds

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.evaluation import evaluate
from actsearch.nn import inspection
from actsearch.nn.causes import NAMES
from actsearch.nn.settings import TrainingSettings

IMAGES = TrainingSettings(epochs=3, checkpoints=10, batch_size=None)
TABLE = TrainingSettings(steps=1000, checkpoints=10, batch_size=None, alpha=0.1)
TRAININGS = {
    "mnist, 128": ("mnist", (128,), ("relu", {}), IMAGES),
    "mnist, 10 layers of 100": ("mnist", (100,) * 10, ("sigmoid", {"gain": 4.0}), IMAGES),
    "mnist, 128, learned": ("mnist", (128,), ("prelu", {}), IMAGES),
    "iris, 64, 64": ("iris", (64, 64), ("relu", {}), TABLE),
    "breast_cancer, 64, 64": ("breast_cancer", (64, 64), ("swish", {}), TABLE),
    "diabetes, 64, 64": ("diabetes", (64, 64), ("gelu", {}), TABLE),
}


def part(source: str) -> Split:
    split, most = datasets.load(source).split(seed=0), 10_000
    return replace(split, X_train=split.X_train[:most], y_train=split.y_train[:most])


def without(training: Callable[[], object], layers: int) -> Callable[[], object]:
    nothing = {name: [0.0] * layers for name in NAMES}

    def run() -> None:
        with mock.patch.object(inspection, "inspect", return_value=nothing):
            training()

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    for name, (source, hidden, (activation, params), settings) in TRAININGS.items():
        split = part(source)
        layers = (activations.get(activation, **params),) * len(hidden)
        candidate = Candidate(hidden, layers, settings)

        def training(candidate: Candidate = candidate, split: Split = split) -> None:
            evaluate(candidate, split, seed=0)

        tasks = {"with": training, "without": without(training, len(hidden))}
        times = seconds(tasks, arguments.rounds)
        cost = times["with"] / times["without"] - 1
        print(f"{name:26}{times['without']:8.3f} s without causes, {cost:+.1%} with them")


if __name__ == "__main__":
    main()
