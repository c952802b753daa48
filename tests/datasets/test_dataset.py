"""Splits are stratified, disjoint and repeatable; scaling and sealing leak no data."""

import dataclasses
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actsearch.datasets import Dataset
from actsearch.errors import DataError


def numbered(n: int, classes: int = 3, **kwargs) -> Dataset:
    """Make a dataset whose only feature is the number of the sample."""
    X = np.arange(n, dtype=np.float32).reshape(-1, 1)
    return Dataset.from_arrays("numbered", X, np.arange(n) % classes, **kwargs)


def originals(split, X) -> list[int]:
    values = X * split.preparation.divisor + split.preparation.offset
    return np.rint(values[:, 0]).astype(int).tolist()


@given(st.lists(st.integers(8, 40), min_size=2, max_size=6), st.integers(0, 2**64))
@settings(max_examples=50, deadline=None)
def test_parts_are_disjoint_complete_and_hold_every_class(counts, seed):
    labels = np.repeat(np.arange(len(counts)), counts)
    X = np.arange(len(labels), dtype=np.float32).reshape(-1, 1)
    dataset = Dataset.from_arrays("numbered", X, labels)
    split = dataset.split(seed)
    X_test, y_test = dataset.unseal(split)
    parts = [split.X_train, split.X_validation, X_test]
    samples = [sample for part in parts for sample in originals(split, part)]
    assert sorted(samples) == list(range(len(labels)))
    for y in (split.y_train, split.y_validation, y_test):
        assert set(y.tolist()) == set(range(len(counts)))
    y_all = np.concatenate([split.y_train, split.y_validation, y_test])
    np.testing.assert_array_equal(y_all, labels[samples])


@given(st.lists(st.integers(8, 400), min_size=2, max_size=6), st.integers(0, 2**64))
@settings(max_examples=50, deadline=None)
def test_every_class_is_held_out_in_proportion(counts, seed):
    y = np.repeat(np.arange(len(counts)), counts)
    dataset = Dataset.from_arrays("counts", np.zeros((len(y), 1)), y, test=(np.zeros((1, 1)), [0]))
    held_out = np.bincount(dataset.split(seed).y_validation, minlength=len(counts))
    assert np.abs(held_out - np.array(counts) / 6).max() < 1
    assert held_out.sum() == dataset.held_out() == -(-len(y) // 6)


def test_a_split_depends_on_its_seed_alone():
    first, again, other = (numbered(120).split(seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first.X_train, again.X_train)
    np.testing.assert_array_equal(first.y_validation, again.y_validation)
    assert originals(first, first.X_train) != originals(other, other.X_train)


def test_a_split_is_the_same_everywhere():
    split = numbered(30, classes=2).split(2026)
    assert originals(split, split.X_validation) == [0, 7, 18, 21]


def test_the_sealed_part_does_not_depend_on_the_seed():
    dataset = numbered(60)
    sealed = [originals(split := dataset.split(seed), dataset.unseal(split)[0]) for seed in (1, 2)]
    assert sealed[0] == sealed[1]


def test_split_never_opens_the_sealed_part():
    def forbidden():
        raise AssertionError("the sealed part was opened")

    dataset = dataclasses.replace(numbered(60), _sealed=forbidden)
    split = dataset.split(0)
    assert len(split.X_train) == 40
    with pytest.raises(AssertionError, match="was opened"):
        dataset.unseal(split)


def test_standardisation_uses_the_training_part_alone():
    random = np.random.default_rng(0)
    X = random.normal(7.0, 3.0, (600, 4)).astype(np.float32)
    dataset = Dataset.from_arrays("normal", X, np.arange(600) % 2)
    split = dataset.split(0)
    np.testing.assert_allclose(split.X_train.mean(axis=0), 0.0, atol=1e-5)
    np.testing.assert_allclose(split.X_train.std(axis=0), 1.0, atol=1e-5)
    # The parts differ in mean and deviation; only the training part may set the scale.
    for other in (split.X_validation, dataset.unseal(split)[0]):
        assert np.abs(other.mean(axis=0)).max() > 1e-3
        assert other.dtype == np.float32


def test_changing_the_validation_part_leaves_training_as_it_was():
    dataset = numbered(120)
    split = dataset.split(0)
    in_validation = np.isin(dataset.X[:, 0], originals(split, split.X_validation))
    changed = np.where(in_validation[:, None], np.float32(1e6), dataset.X)
    again = dataclasses.replace(dataset, X=changed).split(0)
    np.testing.assert_array_equal(again.X_train, split.X_train)
    assert again.X_validation.min() > 1e4


def test_constant_columns_become_zero():
    X = np.column_stack([np.full(60, 0.1), np.arange(60)])
    dataset = Dataset.from_arrays("constant", X, np.arange(60) % 2)
    split = dataset.split(0)
    for part in (split.X_train, split.X_validation, dataset.unseal(split)[0]):
        assert not part[:, 0].any()
        assert part[:, 1].any()


def test_string_labels_are_sorted_classes():
    labels = ["spam", "ham"] * 8
    test = (np.eye(16), labels)
    dataset = Dataset.from_arrays("mail", np.eye(16), labels, test=test)
    assert dataset.classes.tolist() == ["ham", "spam"]
    assert dataset.classes[dataset.y].tolist() == labels
    assert dataset.unseal(dataset.split(0))[1].tolist() == [1, 0] * 8


@pytest.mark.parametrize(
    ("X", "labels", "message"),
    [
        (np.eye(16), [0] * 16, "two classes or more, got only 0"),
        (np.eye(15), [0] * 8 + [1] * 7, "at least 8 samples .* got 7 of class 1"),
        (np.eye(16), np.linspace(0, 1, 16), "got numbers such as 0.0666.*regression"),
        (np.eye(16), [0.0, np.nan] * 8, "such as nan"),
        (np.eye(16), [0.0, np.inf] * 8, "such as inf"),
        (np.eye(16), [1e19, 2e19] * 8, r"below 2\^63 as labels, got 1e\+19: write them as text"),
        (np.eye(16), np.array([2**63, 2**64 - 1] * 8, np.uint64), r"below 2\^63 as labels"),
        (np.eye(16), [b"a", b"b"] * 8, "integers or strings as labels"),
        (np.eye(16), np.eye(16), r"got shapes \(16, 16\) and \(16, 16\)"),
        (np.eye(16), [0, 1], r"got shapes \(16, 16\) and \(2,\)"),
        (np.zeros(16), [0, 1] * 8, r"got shapes \(16,\)"),
        (np.zeros((0, 3)), [], r"expected samples with features, got shape \(0, 3\)"),
        (np.zeros((16, 0)), [0, 1] * 8, r"got shape \(16, 0\)"),
        (np.full((16, 2), np.nan), [0, 1] * 8, "got nan in row 0, column 0"),
        (np.full((16, 2), 1e300), [0, 1] * 8, "finite float32 features, got inf"),
        (np.full((16, 2), "a"), [0, 1] * 8, "expected numbers"),
        (np.full((16, 2), 1j), [0, 1] * 8, "expected numbers"),
    ],
)
def test_arrays_that_cannot_be_learned_are_refused(X, labels, message):
    with pytest.raises(DataError, match=f"^flawed: .*{message}"):
        Dataset.from_arrays("flawed", X, labels)


def test_a_rare_class_needs_less_where_a_test_part_is_given():
    test = (np.eye(12)[:1], [1])
    labels = [0] * 6 + [1] * 6
    split = Dataset.from_arrays("ok", np.eye(12), labels, test=test).split(0)
    assert sorted(split.y_validation.tolist()) == [0, 1]
    with pytest.raises(DataError, match=r"at least 6 samples .* got 5 of class 1"):
        Dataset.from_arrays("rare", np.eye(11), labels[:-1], test=test)


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ((np.eye(3), [0, 1, 2]), "expected 16 features of float32.*got 3"),
        ((np.eye(16).astype("u1"), [0, 1] * 8), "16 of uint8"),
        ((np.eye(16), [0, 7] * 8), "labels that occur in the development part, got 7"),
        ((np.eye(16), ["a", "b"] * 8), "got 'a'"),
    ],
)
def test_a_test_part_of_another_kind_is_refused(test, message):
    with pytest.raises(DataError, match=message):
        Dataset.from_arrays("mixed", np.eye(16), [0, 1] * 8, test=test)


PARTS = {
    "X": np.arange(32, dtype="u1").reshape(16, 2),
    "y": np.arange(16) % 2,
    "X_test": np.arange(4, dtype="u1").reshape(2, 2),
    "y_test": np.array([0, 1]),
}


def fingerprint(parts) -> str:
    test = (parts["X_test"], parts["y_test"])
    return Dataset.from_arrays("parts", parts["X"], parts["y"], test=test).fingerprint


@pytest.mark.parametrize(
    ("part", "index"),
    [(part, index) for part in ("X", "X_test") for index in range(PARTS[part].size)]
    + [("y", (slice(None),)), ("y_test", 1)],
)
def test_any_changed_value_changes_the_fingerprint(part, index):
    changed = {name: array.copy() for name, array in PARTS.items()}
    changed[part].reshape(-1)[index] ^= 1
    assert fingerprint(changed) != fingerprint(PARTS)


def test_the_fingerprint_tells_shape_type_and_label_names_apart():
    reshaped = PARTS | {"X": PARTS["X"].reshape(16, 2)[:, ::-1]}
    as_floats = {name: part.astype("f4") if "X" in name else part for name, part in PARTS.items()}
    renamed = {name: part + 1 if "y" in name else part for name, part in PARTS.items()}
    prints = [fingerprint(parts) for parts in (PARTS, reshaped, as_floats, renamed)]
    assert len(set(prints)) == 4


def test_the_fingerprint_is_stable_across_processes():
    script = (
        "from actsearch import datasets;"
        "print(*(datasets.load(name).fingerprint for name in ('digits', 'mnist')))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    digits, mnist = runs[0].stdout.split()
    assert len(digits) == len(mnist) == 64
    assert digits != mnist
