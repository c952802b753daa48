"""How much of the data is sealed."""

import numpy as np
import pytest

from actsearch import datasets
from actsearch.datasets import Dataset
from actsearch.errors import DataError, UsageError


def parts(dataset):
    return dataset.X, dataset.unseal(dataset.whole())[0]


@pytest.mark.parametrize("size", [0.05, 0.1, 0.25, 1 / 3, 0.5])
def test_so_much_of_each_class_is_sealed(size):
    X = np.arange(600, dtype=np.float32).reshape(300, 2)
    dataset = Dataset.from_arrays("numbers", X, np.arange(300) % 3).with_test_size(size)
    _, y_test = dataset.unseal(dataset.whole())
    assert len(dataset.y) + len(y_test) == 300
    np.testing.assert_allclose(np.bincount(y_test), 100 * size, atol=1)


def test_no_sample_is_in_both_parts_and_none_is_lost():
    X = np.arange(120, dtype=np.uint8).reshape(120, 1)
    dataset = Dataset.from_arrays("numbers", X, np.arange(120) % 2).with_test_size(0.3)
    X_test, _ = dataset.unseal(dataset.whole())
    both = np.concatenate([dataset.X[:, 0], np.rint(255 * X_test[:, 0])])
    assert sorted(both) == list(range(120))


def test_a_fifth_is_what_is_sealed_by_default():
    default, asked = datasets.load("iris"), datasets.load("iris", test_size=0.2)
    assert asked.fingerprint == default.fingerprint
    assert datasets.load("iris", test_size=0.3).fingerprint != default.fingerprint


def test_the_whole_is_all_but_the_sealed_part():
    dataset = datasets.load("iris")
    whole = dataset.whole()
    assert len(whole.X_train) == 120
    assert len(whole.X_validation) == 0
    np.testing.assert_allclose(whole.X_train.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_array_equal(whole.y_train, dataset.y)


@pytest.mark.parametrize("size", [0, 1, -0.1, float("nan"), 20])
def test_what_is_no_fraction_is_refused(size):
    with pytest.raises(UsageError, match="above 0 and below 1") as error:
        datasets.load("iris", test_size=size)
    assert error.value.parameter == "test_size"


def test_data_with_a_test_part_of_their_own_refuse_another(mnist_subset):
    for source in ("mnist", str(mnist_subset)):
        with pytest.raises(UsageError, match="has a test part of its own"):
            datasets.load(source, test_size=0.2)


@pytest.mark.parametrize(("size", "way_out"), [(0.001, "larger"), (0.95, "smaller")])
def test_a_part_without_enough_of_each_class_is_refused(size, way_out):
    with pytest.raises(DataError, match=f"choose a {way_out} one"):
        datasets.load("iris", test_size=size)
