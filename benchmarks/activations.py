"""An epoch of 784-128-10, batch 100, Adam on real MNIST: every activation against ReLU.

Run: ``python benchmarks/activations.py [--batches 100] [--rounds 5] [NAME ...]``. Each activation
is timed in turns with ReLU, so that a machine that slows down meanwhile slows both.
"""

import argparse
from collections.abc import Callable

import numpy as np
from ratios import seconds
from threadpoolctl import threadpool_limits

from actsearch import activations, datasets
from actsearch.nn.network import Network
from actsearch.nn.training import Trainer, TrainingSettings


def epoch(name: str, X: np.ndarray, y: np.ndarray) -> Callable[[], object]:
    network = Network((784, 128, 10), [activations.get(name)])
    rng = np.random.default_rng(0)
    network.initialize("glorot", rng)
    trainer = Trainer(network, TrainingSettings().optimizer(network), batch_size=100)
    return lambda: trainer.epoch(X, y, rng)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=sorted(activations.definitions()))
    parser.add_argument("--batches", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    split = datasets.load("mnist").split(seed=0)
    X, y = split.X_train[: 100 * arguments.batches], split.y_train[: 100 * arguments.batches]
    ratios = {}
    with threadpool_limits(limits=1):
        for name in arguments.names:
            tasks = {"relu": epoch("relu", X, y), name + " ": epoch(name, X, y)}
            seconds(tasks, 1)
            relu, other = seconds(tasks, arguments.rounds).values()
            ratios[name] = other / relu
    for name, ratio in sorted(ratios.items(), key=lambda item: item[1]):
        print(f"{name:24}{ratio:6.2f} x ReLU")


if __name__ == "__main__":
    main()
