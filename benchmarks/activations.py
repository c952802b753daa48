"""Time an epoch on MNIST (784-128-10, batch 100, Adam) with every activation, against ReLU.

Run: ``python benchmarks/activations.py [--batches 100] [--rounds 9] [NAME ...]``. Each activation
and ReLU take turns, so that a machine that becomes slower slows both. An activation is timed with
its defaults, and with each parameter at the ends of its range, where numbers may become so small
that they are slow.
"""

import argparse
from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np
from ratios import seconds
from threadpoolctl import threadpool_limits

from actsearch import activations, datasets
from actsearch.activations import Activation
from actsearch.nn.network import Network
from actsearch.nn.settings import TrainingSettings
from actsearch.nn.training import Trainer


def variants(name: str) -> Iterator[Activation]:
    definition = activations.definition(name)
    yield definition.bind({})
    for parameter in definition.parameters:
        for value in (parameter.low, parameter.high):
            yield definition.bind({parameter.name: value})


def epoch(activation: Activation, X: np.ndarray, y: np.ndarray) -> Callable[[], object]:
    network = Network((784, 128, 10), [activation])
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
        for activation in chain.from_iterable(map(variants, arguments.names)):
            tasks = {"relu": epoch(activations.get("relu"), X, y), "other": epoch(activation, X, y)}
            seconds(tasks, 1)
            times = seconds(tasks, arguments.rounds)
            ratios[activation] = times["other"] / times["relu"]
    for activation, ratio in sorted(ratios.items(), key=lambda item: item[1]):
        print(f"{ratio:5.2f} x ReLU  {activation}")


if __name__ == "__main__":
    main()
