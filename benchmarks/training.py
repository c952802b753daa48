"""Time an epoch (784-128-10, ReLU, batch 100, Adam, 50,000 images of MNIST) against others.

Run: ``python benchmarks/training.py [--rounds 5] [--long 200]``. All use one BLAS thread and
float32. The long training is that of ``MLPClassifier`` at its defaults, with its L2 penalty, which
drives the weights of blank pixels to 0: its last epochs should take as long as its first. Not every
processor is slowed down by subnormal numbers, so they are counted too.
"""

import argparse
import warnings
from collections.abc import Callable

import numpy as np
from ratios import seconds
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from actsearch import activations, datasets
from actsearch.datasets import Split
from actsearch.nn.network import Network
from actsearch.nn.settings import TrainingSettings
from actsearch.nn.training import Trainer, generators

UNITS, BATCH = 128, 100
SHAPES = [(784, UNITS), (UNITS, 10)]


def actsearch_epoch(split: Split) -> Callable[[], object]:
    network = Network((784, UNITS, 10), [activations.get("relu")])
    rng = np.random.default_rng(0)
    network.initialize("glorot", rng)
    trainer = Trainer(network, TrainingSettings().optimizer(network), BATCH)
    return lambda: trainer.epoch(split.X_train, split.y_train, rng)


def matrix_products(split: Split) -> Callable[[], object]:
    """Compute only what no implementation can avoid: the products of all layers, both ways."""
    X = split.X_train[:BATCH]
    hidden, output = np.empty((BATCH, UNITS), np.float32), np.empty((BATCH, 10), np.float32)
    weights = [np.ones(shape, np.float32) for shape in SHAPES]
    gradients = [np.empty(shape, np.float32) for shape in SHAPES]

    def epoch() -> None:
        for _ in range(len(split.X_train) // BATCH):
            np.matmul(X, weights[0], out=hidden)
            np.matmul(hidden, weights[1], out=output)
            np.matmul(hidden.T, output, out=gradients[1])
            np.matmul(output, weights[1].T, out=hidden)
            np.matmul(X.T, hidden, out=gradients[0])

    return epoch


def scikit_learn_epoch(split: Split) -> Callable[[], object]:
    model = MLPClassifier((UNITS,), batch_size=BATCH, alpha=0.0, max_iter=1, random_state=0)
    # fit also checks the data and encodes the labels, also with warm_start. So partial_fit, which
    # trains one epoch, is the fairest comparison.
    classes = split.classes

    def epoch() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.partial_fit(split.X_train, split.y_train, classes=classes)

    return epoch


def pytorch_epoch(split: Split) -> Callable[[], object] | None:
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    X, y = torch.from_numpy(split.X_train), torch.from_numpy(split.y_train.astype(np.int64))
    model = torch.nn.Sequential(
        torch.nn.Linear(784, UNITS), torch.nn.ReLU(), torch.nn.Linear(UNITS, 10)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    loss = torch.nn.CrossEntropyLoss()

    def epoch() -> None:
        for chosen in torch.randperm(len(X)).split(BATCH):
            optimizer.zero_grad()
            loss(model(X[chosen]), y[chosen]).backward()
            optimizer.step()

    return epoch


def long_training(split: Split, epochs: int) -> None:
    """Time the last epochs of a long training and the first of another in turns.

    In one training, the first and the last epochs are minutes apart, and the speed of a machine
    changes more than that of the training.
    """
    old, old_epoch = penalized(split)
    _, new_epoch = penalized(split)
    few = max(1, epochs // 10)
    with threadpool_limits(limits=1):
        for _ in range(epochs - few):
            old_epoch()
        medians = seconds({"first": new_epoch, "last": old_epoch}, few)
    sizes = np.abs(old.parameters)
    subnormal = np.sum((sizes > 0) & (sizes < np.finfo(sizes.dtype).tiny))
    print(
        f"{epochs} epochs with a penalty: the last {few} take {medians['last']:.3f} s each, the "
        f"first {few} of another training {medians['first']:.3f} s "
        f"({medians['last'] / medians['first']:.2f} x), {subnormal} subnormal parameters"
    )


def penalized(split: Split) -> tuple[Network, Callable[[], object]]:
    """Return a network as ``MLPClassifier`` has it by default, and what trains it for an epoch."""
    network = Network((784, 100, 10), [activations.get("relu")])
    weights, order = generators(0)
    network.initialize("glorot", weights)
    trainer = Trainer(network, TrainingSettings().optimizer(network), 200, alpha=1e-4)
    return network, lambda: trainer.epoch(split.X_train, split.y_train, order)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long", type=int, default=200, metavar="EPOCHS")
    arguments = parser.parse_args()
    split = datasets.load("mnist").split(seed=0)
    tasks = {
        "actsearch": actsearch_epoch(split),
        "matrix products alone": matrix_products(split),
        "scikit-learn": scikit_learn_epoch(split),
    }
    torch_epoch = pytorch_epoch(split)
    if torch_epoch is None:
        print("PyTorch is not installed: pip install torch==2.13.0")
    else:
        tasks["PyTorch eager"] = torch_epoch
    with threadpool_limits(limits=1):
        seconds(tasks, 1)
        medians = seconds(tasks, arguments.rounds)
    for name, median in medians.items():
        print(f"{name:24}{median:8.3f} s   {median / medians['actsearch']:.2f} x actsearch")
    long_training(split, arguments.long)


if __name__ == "__main__":
    main()
