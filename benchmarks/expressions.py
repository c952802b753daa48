"""Random expressions: check their derivatives, and time epochs with them against ReLU.

Run: ``python benchmarks/expressions.py check [--trees 10000]`` compares values and derivatives of
random trees with central differences, and with the other promises of an activation.
``python benchmarks/expressions.py time [--trees 60]`` times epochs on MNIST (784-128-10, batch 100,
Adam) with random trees of at most 8 nodes, which a search could train, in turns with ReLU.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import numpy as np
from activations import epoch
from ratios import seconds
from threadpoolctl import threadpool_limits

from actsearch import activations, datasets
from actsearch.activations import Activation
from actsearch.activations.equivalence import are_equal
from actsearch.activations.expressions import parse, write
from actsearch.activations.expressions.tree import size

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from expression_trees import (
    check_finite,
    compare_with_differences,
    usable_text,
    values_of,
)

MOST_NODES = 8


def check(random: Random, trees: int) -> None:
    shares, faults = [], 0
    for _ in range(trees):
        text = usable_text(random, random.randint(1, 5))
        values = values_of(text, random)
        try:
            assert parse(write(parse(text))) == parse(text), text
            check_finite(text, values)
            shares.append(compare_with_differences(text, values))
        except AssertionError as error:
            faults += 1
            print(f"fault: {text} {values}: {str(error)[:200]}")
    exact = f"{100 * np.mean(shares):.1f} % of the derivatives"
    print(f"{trees:,} trees, {faults} faults; differences are exact enough to compare {exact}")
    sys.exit(faults > 0)


def passing(random: Random) -> Iterator[Activation]:
    """Yield small trees that a search would train: not linear, not flat, nor growing too fast."""
    seen = [each.bind({}) for each in activations.definitions().values()]
    z = np.linspace(-4, 4, 801)
    while True:
        text = usable_text(random, 3, constants=())
        if size(parse(text)) > MOST_NODES:
            continue
        activation = activations.get(text)
        value, slope = activation(z), activation.derivative(z)
        bent = np.ptp(slope) > 1e-3
        if not bent or np.std(value) < 0.05 or max(np.ptp(value), np.ptp(slope)) > 50:
            continue
        if not any(are_equal(activation, other) for other in seen):
            seen.append(activation)
            yield activation


def compare(random: Random, trees: int, batches: int, rounds: int) -> None:
    split = datasets.load("mnist").split(seed=0)
    X, y = split.X_train[: 100 * batches], split.y_train[: 100 * batches]
    ratios: dict[Activation, float] = {}
    with threadpool_limits(limits=1):
        for activation, _ in zip(passing(random), range(trees), strict=False):
            pair = {"this": activation, "relu": activations.get("relu")}
            tasks: dict[str, Callable[[], object]] = {k: epoch(v, X, y) for k, v in pair.items()}
            seconds(tasks, 1)
            times = seconds(tasks, rounds)
            ratios[activation] = times["this"] / times["relu"]
    for activation, ratio in sorted(ratios.items(), key=lambda item: item[1]):
        print(f"{ratio:5.2f} x ReLU  {activation}")
    low, middle, high = np.quantile(list(ratios.values()), [0.1, 0.5, 0.9])
    print(f"{trees} trees: median {middle:.2f} x ReLU, nine in ten from {low:.2f} to {high:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["check", "time"])
    parser.add_argument("--trees", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--batches", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    random = Random(arguments.seed)
    if arguments.what == "check":
        check(random, arguments.trees or 10_000)
    else:
        compare(random, arguments.trees or 60, arguments.batches, arguments.rounds)


if __name__ == "__main__":
    main()
