"""Train every candidate of a finite space with several seeds, and store the outcomes as a table.

Run: ``python benchmarks/replay/tabulate.py [--seeds 8] [SPACE ...]``; it takes ten minutes per
space. MNIST's images are averaged to 14 × 14 pixels. There are 2,000 to train and 5,000 to validate
on, others for each seed. The sealed test part is not used.
"""

import argparse
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from optuna.trial import FixedTrial
from tables import N_TRAINING, N_VALIDATION, Table, load_space, table_path

from actsearch import datasets
from actsearch.datasets import Dataset, Split
from actsearch.evaluation import evaluate
from actsearch.search_space import SearchSpace


def halve(X: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average 2 × 2 pixels."""
    pooled: NDArray[np.float32] = X.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4), dtype=np.float32)
    return pooled.reshape(-1, 196)


def small_split(mnist: Dataset, seed: int) -> Split:
    """Return some of a split's images, with a quarter of the pixels."""
    split = mnist.split(seed)
    return Split(
        halve(split.X_train[:N_TRAINING]),
        split.y_train[:N_TRAINING],
        halve(split.X_validation[:N_VALIDATION]),
        split.y_validation[:N_VALIDATION],
        split.classes,
        split.preparation,
    )


def outcome(space: SearchSpace, params: dict[str, Any], split: Split, seed: int) -> list[int]:
    """Train a candidate; return how many samples are correct after each epoch."""
    candidate = space.suggest(FixedTrial(params))
    evaluation = evaluate(candidate, split, seed)
    curve = [round(accuracy * N_VALIDATION) for accuracy in evaluation.learning_curve]
    if evaluation.divergence:
        curve[-1] = 0
    return curve + [0] * (candidate.training.epochs - len(curve))


def tabulate(space: SearchSpace, n_seeds: int) -> Table:
    """Train all candidates with all seeds."""
    mnist = datasets.load("mnist")
    candidates = list(space.grid())
    outcomes = []
    for seed in range(n_seeds):
        split = small_split(mnist, seed)
        started = time.perf_counter()
        outcomes.append([outcome(space, params, split, seed) for params in candidates])
        milliseconds = 1000 * (time.perf_counter() - started) / len(candidates)
        print(f"{space.name}, seed {seed}: {milliseconds:.0f} ms per training", flush=True)
    return Table(np.array(outcomes, dtype=np.uint16), candidates)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spaces", nargs="*", default=["shared", "per-layer"])
    parser.add_argument("--seeds", type=int, default=8)
    arguments = parser.parse_args()
    for name in arguments.spaces:
        table = tabulate(load_space(name), arguments.seeds)
        file = table_path(name)
        file.parent.mkdir(exist_ok=True)
        table.save(file)
        print(f"{file}: {file.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
