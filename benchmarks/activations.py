"""Time an epoch on MNIST (784-128-10, batch 100, Adam) with every activation, against ReLU.

Run: ``python benchmarks/activations.py [--batches 100] [--rounds 9] [--learned layer] [NAME ...]``.
Each activation and ReLU take turns, so that a machine that becomes slower slows both. An activation
is timed with its defaults, and with each parameter at the ends of its range, where numbers may
become so small that they are slow. With ``--learned`` all its parameters are learned, one value for
each layer or for each unit, and it takes turns with itself at its defaults.
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


def learned(name: str, granularity: str) -> Activation:
    definition = activations.definition(name)
    return definition.bind({p.name: {"learned": granularity} for p in definition.parameters})


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
    parser.add_argument("--learned", choices=["layer", "unit"])
    arguments = parser.parse_args()
    split = datasets.load("mnist").split(seed=0)
    X, y = split.X_train[: 100 * arguments.batches], split.y_train[: 100 * arguments.batches]
    if arguments.learned:
        named = map(activations.definition, arguments.names)
        fixed = [each.bind({}) for each in named if each.parameters and not each.learned]
        pairs = [(learned(each.name, arguments.learned), each) for each in fixed]
    else:
        relu = activations.get("relu")
        pairs = [(each, relu) for each in chain.from_iterable(map(variants, arguments.names))]
    ratios = {}
    with threadpool_limits(limits=1):
        for activation, other in pairs:
            tasks = {"this": epoch(activation, X, y), "other": epoch(other, X, y)}
            seconds(tasks, 1)
            times = seconds(tasks, arguments.rounds)
            ratios[activation] = times["this"] / times["other"]
    unit = "the fixed one" if arguments.learned else "ReLU"
    for activation, ratio in sorted(ratios.items(), key=lambda item: item[1]):
        print(f"{ratio:5.2f} x {unit}  {activation}")


if __name__ == "__main__":
    main()
