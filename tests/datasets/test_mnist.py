"""The shipped MNIST is the original, is checked when it is read, and its test files stay closed."""

import gzip
import shutil

import numpy as np
import pytest

from actsearch import datasets
from actsearch.datasets import mnist
from actsearch.errors import DataError

TRAINING_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


@pytest.fixture(scope="module")
def dataset():
    return datasets.load("mnist")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Let actsearch read a copy of its MNIST, which a test may change."""
    shutil.copytree(mnist.FOLDER, tmp_path / "mnist")
    monkeypatch.setattr(mnist, "FOLDER", tmp_path / "mnist")
    return tmp_path / "mnist"


def test_shapes_and_counts(dataset):
    assert dataset.X.shape == (60_000, 784)
    assert dataset.scaling == "pixels"
    assert dataset.classes.tolist() == list(range(10))
    assert np.bincount(dataset.y).tolist() == TRAINING_COUNTS


def test_split(dataset):
    split = dataset.split(seed=1)
    assert split.X_train.shape == (50_000, 784)
    assert split.X_validation.shape == (10_000, 784)
    for X in (split.X_train, split.X_validation):
        assert X.dtype == np.float32
        assert X.flags.c_contiguous
        assert (X.min(), X.max()) == (0.0, 1.0)
    expected = np.array(TRAINING_COUNTS) / 6
    assert np.abs(np.bincount(split.y_validation) - expected).max() < 1


def test_the_sealed_part_is_the_published_test_set(dataset):
    X_test, y_test = dataset.unseal(dataset.split(0))
    assert X_test.shape == (10_000, 784)
    assert X_test.max() == 1.0
    assert np.bincount(y_test).tolist() == TEST_COUNTS


def test_load_and_split_do_not_open_the_test_files(copy):
    for path in copy.glob("t10k-*"):
        path.unlink()
    dataset = datasets.load("mnist")
    split = dataset.split(0)
    with pytest.raises(DataError, match=r"t10k-images.*reinstall actsearch"):
        dataset.unseal(split)


@pytest.mark.parametrize("name", mnist.CHECKSUMS)
def test_a_tampered_file_is_refused(copy, name):
    path = copy / f"{name}.gz"
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[-1] ^= 1
    path.write_bytes(gzip.compress(bytes(content), compresslevel=1))
    with pytest.raises(DataError, match=rf"{name}.*reinstall actsearch"):
        mnist.read_part(name.partition("-")[0])


def test_a_corrupt_archive_asks_for_reinstallation(copy):
    path = copy / "train-labels-idx1-ubyte.gz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(DataError, match="reinstall actsearch"):
        datasets.load("mnist")


def test_the_subset_is_real_mnist(mnist_subset, dataset):
    subset = datasets.load(str(mnist_subset))
    np.testing.assert_array_equal(subset.X, dataset.X[:1200])
    assert subset.scaling == "pixels"
    assert subset.unseal(subset.split(0))[0].shape == (300, 784)
