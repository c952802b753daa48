"""Measure what it costs a training to measure the causes in its layers.

Run: ``python benchmarks/causes.py [--rounds 7]``. The processor time of all readings is
compared with that of the rest of the same training, on one BLAS thread, so that other processes
disturb both alike. The samples of MNIST are fewer than usual, so that a
training takes a second; with all of them the cost is as many times smaller.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from unittest import mock

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.evaluation import evaluate
from actsearch.nn import inspection
from actsearch.nn.settings import TrainingSettings

IMAGES = TrainingSettings(epochs=3, checkpoints=10, batch_size=None)
TABLE = TrainingSettings(steps=2000, checkpoints=10, batch_size=None, alpha=0.1)
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


def cost(training: Callable[[], object]) -> tuple[float, float]:
    """Return the processor time of the readings of a training, and of all the rest of it."""
    readings, inspect = 0.0, inspection.inspect

    def timed(*arguments: Any) -> object:
        nonlocal readings
        start = time.process_time()
        found = inspect(*arguments)
        readings += time.process_time() - start
        return found

    start = time.process_time()
    with mock.patch.object(inspection, "inspect", timed):
        training()
    return readings, time.process_time() - start - readings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    for name, (source, hidden, (activation, params), settings) in TRAININGS.items():
        split = part(source)
        layers = (activations.get(activation, **params),) * len(hidden)
        candidate = Candidate(hidden, layers, settings)

        training = partial(evaluate, candidate, split, seed=0)
        found = [cost(training) for _ in range(arguments.rounds)]
        share = statistics.median(readings / rest for readings, rest in found)
        rest = statistics.median(rest for _, rest in found)
        print(f"{name:26}{rest:8.3f} s without causes, {share:.2%} more with them")


if __name__ == "__main__":
    main()
