"""Fixtures shared by all tests."""

from pathlib import Path

import numpy as np
import pytest
from workers_here import workers_here

from actsearch.datasets import mnist

CONFIRMING = ("test_confirm", "test_sealed", "test_final_test", "test_postgresql", "test_dask")


@pytest.fixture(autouse=True)
def no_confirmation(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let searches end without a confirmation, which takes time, where a test is not about it."""
    if request.module.__name__.rpartition(".")[2] not in CONFIRMING:
        monkeypatch.setenv("ACTSEARCH_NO_CONFIRM", "1")


@pytest.fixture(autouse=True)
def one_worker_is_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start no process where one worker is asked for."""
    monkeypatch.setattr("actsearch.workers.local.LocalWorkers", workers_here)


@pytest.fixture(scope="session")
def mnist_subset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of an .npz archive of MNIST: 1,200 images, and 300 for the test part."""
    X, y = mnist.read_part("train")
    X_test, y_test = mnist.read_part("t10k")
    path = tmp_path_factory.mktemp("mnist_subset") / "mnist_subset.npz"
    np.savez(path, X=X[:1200], y=y[:1200], X_test=X_test[:300], y_test=y_test[:300])
    return path
