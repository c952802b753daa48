"""Fixtures shared by all tests."""

from pathlib import Path

import numpy as np
import pytest

from actsearch.datasets import mnist


@pytest.fixture(scope="session")
def mnist_subset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of an .npz archive of MNIST: 1,200 images, and 300 for the test part."""
    X, y = mnist.read_part("train")
    X_test, y_test = mnist.read_part("t10k")
    path = tmp_path_factory.mktemp("mnist_subset") / "mnist_subset.npz"
    np.savez(path, X=X[:1200], y=y[:1200], X_test=X_test[:300], y_test=y_test[:300])
    return path
