"""Time an epoch (784-128-10, ReLU, batch 100, Adam, 50,000 images of MNIST) against others.

Run: ``python benchmarks/training.py [--rounds 5]``. All use one BLAS thread and float32.
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
from actsearch.nn.training import Trainer, TrainingSettings

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
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
        medians = seconds(tasks, rounds)
    for name, median in medians.items():
        print(f"{name:24}{median:8.3f} s   {median / medians['actsearch']:.2f} x actsearch")


if __name__ == "__main__":
    main()
