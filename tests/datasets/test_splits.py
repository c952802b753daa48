"""Several splits: a repeated stratified 5-fold, made by the seed alone."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actsearch import metrics
from actsearch.datasets import Dataset, Split
from actsearch.errors import DataError
from actsearch.running.run import constant_score

ARRAYS = ("X_train", "y_train", "X_validation", "y_validation", "classes")


def numbered(n: int, classes: int = 3) -> Dataset:
    """Make a dataset whose only feature is the number of the sample."""
    X = np.arange(n, dtype=np.float32).reshape(-1, 1)
    return Dataset.from_arrays("numbered", X, np.arange(n) % classes)


def originals(split: Split, X: np.ndarray) -> list[int]:
    values = X * split.preparation.divisor + split.preparation.offset
    return np.rint(values[:, 0]).astype(int).tolist()


def validated(dataset: Dataset, count: int, seed: int) -> list[list[int]]:
    return [originals(split, split.X_validation) for split in dataset.splits(count, seed)]


def test_one_split_is_the_single_split():
    dataset = numbered(120)
    (only,) = dataset.splits(1, seed=3)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(only, name), getattr(dataset.split(3), name))


@given(st.lists(st.integers(8, 60), min_size=2, max_size=4), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_each_five_validate_every_sample_once_in_proportion(counts, seed):
    labels = np.repeat(np.arange(len(counts)), counts)
    X = np.arange(len(labels), dtype=np.float32).reshape(-1, 1)
    dataset = Dataset.from_arrays("numbered", X, labels)
    kept = sorted(dataset.X[:, 0].astype(int).tolist())
    splits = list(dataset.splits(10, seed))
    for five in (splits[:5], splits[5:]):
        assert sorted(each for s in five for each in originals(s, s.X_validation)) == kept
    for split in splits:
        parts = [split.X_train, split.X_validation]
        assert sorted(each for part in parts for each in originals(split, part)) == kept
        held_out = np.bincount(split.y_validation, minlength=len(counts))
        assert np.abs(held_out - np.bincount(dataset.y) / 5).max() <= 1
        assert set(split.y_train.tolist()) == set(range(len(counts)))
        np.testing.assert_array_equal(split.y_validation, labels[originals(split, parts[1])])


def test_they_are_a_function_of_the_seed_and_fewer_are_the_first_of_more():
    assert validated(numbered(120), 7, seed=5) == validated(numbered(120), 7, seed=5)
    assert validated(numbered(120), 7, seed=5) != validated(numbered(120), 7, seed=6)
    assert validated(numbered(120), 3, seed=5) == validated(numbered(120), 12, seed=5)[:3]
    ten = validated(numbered(120), 10, seed=5)
    assert ten[:5] != ten[5:]


def test_they_are_the_same_everywhere():
    assert validated(numbered(30, classes=2), 2, seed=2026) == [
        [6, 8, 13, 27, 28],
        [3, 9, 12, 14, 20],
    ]


def test_they_never_open_the_sealed_part():
    def forbidden():
        raise AssertionError("the sealed part was opened")

    dataset = dataclasses.replace(numbered(60), _sealed=forbidden)
    sealed = set(range(60)) - set(dataset.X[:, 0].astype(int).tolist())
    assert len(sealed) == 12
    for split in dataset.splits(10, seed=0):
        for part in (split.X_train, split.X_validation):
            assert sealed.isdisjoint(originals(split, part))


def test_each_is_scaled_by_its_own_training_part():
    X = np.random.default_rng(0).normal(7.0, 3.0, (600, 4)).astype(np.float32)
    dataset = Dataset.from_arrays("normal", X, np.arange(600) % 2)
    splits = list(dataset.splits(5, seed=0))
    for split in splits:
        np.testing.assert_allclose(split.X_train.mean(axis=0), 0.0, atol=1e-5)
        np.testing.assert_allclose(split.X_train.std(axis=0), 1.0, atol=1e-5)
        assert np.abs(split.X_validation.mean(axis=0)).max() > 1e-3
    assert len({split.preparation.offset.tobytes() for split in splits}) == 5


@pytest.mark.parametrize(
    ("validated", "splits"), [(2000, 1), (1999, 5), (200, 5), (199, 10), (3, 10)]
)
def test_small_data_get_more_splits(validated, splits):
    n = 6 * validated
    test = (np.zeros((2, 1)), [0, 1])
    dataset = Dataset.from_arrays("n", np.zeros((n, 1)), np.arange(n) % 2, test=test)
    assert dataset.held_out() == validated
    assert dataset.default_splits == splits


@pytest.mark.parametrize("splits", [1, 2, 5, 7])
@pytest.mark.parametrize("n", [100, 101, 104])
def test_what_is_held_out_is_what_the_largest_split_validates(n, splits):
    dataset = numbered(n)
    sizes = [len(split.y_validation) for split in dataset.splits(splits, seed=0)]
    assert dataset.held_out(splits) == max(sizes)


def constant(dataset: Dataset, metric: str) -> float:
    return constant_score(dataset, metrics.get(metric))


def test_a_constant_predicts_the_shares_of_the_classes_in_the_kept_part_or_the_mean():
    labels = ["a"] * 60 + ["b"] * 30 + ["c"] * 10
    kept = Dataset.from_arrays("abc", np.zeros((100, 1)), labels)
    assert constant(kept, "accuracy") == pytest.approx(0.6)
    entropy = sum(share * np.log(share) for share in (0.6, 0.3, 0.1))
    assert constant(kept, "log_loss") == pytest.approx(entropy)
    numbers = Dataset.from_arrays("n", np.zeros((100, 1)), np.arange(100) ** 3, task="regression")
    assert constant(numbers, "r2") == pytest.approx(0.0)
    assert constant(numbers, "mae") == -np.abs(numbers.y - np.median(numbers.y)).mean()


def test_a_constant_says_the_positive_class_where_f1_asks_for_it():
    # Two thirds are negative, of which the F1 is 0.
    few = Dataset.from_arrays("f", np.zeros((150, 1)), [0] * 100 + [1] * 50)
    assert constant(few, "f1") == pytest.approx(2 * (1 / 3) / (1 + 1 / 3))


def test_a_constant_leaves_out_the_classes_that_are_never_validated():
    labels = [0] * 60 + [1] * 30 + [2] * 3
    kept = Dataset.from_arrays("r", np.zeros((93, 1)), labels, never_split=[2])
    assert constant(kept, "accuracy") == pytest.approx(2 / 3)
    assert constant(kept, "balanced_accuracy") == pytest.approx(0.5)


def test_a_single_class_that_is_validated_is_refused():
    labels = [0] * 60 + [1] * 3
    with pytest.raises(DataError, match="but only class 0 has enough: add samples of the others"):
        Dataset.from_arrays("r", np.zeros((63, 1)), labels, never_split=[1])
