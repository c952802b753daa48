"""Features are centred before they are rounded; what is lost all the same is said."""

import numpy as np
import pandas as pd
import pytest

from actsearch import datasets
from actsearch.api.samples import samples
from actsearch.api.search_cv import _dataset
from actsearch.datasets import Dataset
from actsearch.datasets.cautions import cautions
from actsearch.datasets.columns import TablePreparation
from actsearch.datasets.precision import need_float64
from actsearch.datasets.scaling import Scaler, halves

UNIX_TIME = 1.7e9


@pytest.fixture
def table():
    """Return features, of which the last one decides the class."""
    chance = np.random.default_rng(0)
    X = chance.normal(size=(120, 2)).round(3)
    return X, (X[:, 1] > 0).astype(int)


def as_npz(folder, X, y):
    np.savez(folder / "data.npz", X=X, y=y)
    return datasets.load(str(folder / "data.npz"))


def as_table(form):
    def load(folder, X, y):
        frame = pd.DataFrame({"a": X[:, 0], "time": X[:, 1], "label": y})
        path = folder / f"data.{form}"
        frame.to_csv(path, index=False) if form == "csv" else frame.to_parquet(path)
        return datasets.load(str(path), label="label")

    return load


def as_text(folder, X, y):
    """One cell is missing, so that the column reaches pandas as text."""
    lines = [f"{a!r};{b!r};{label}" for (a, b), label in zip(X.tolist(), y.tolist(), strict=True)]
    (folder / "data.csv").write_text("\n".join(["a;time;label", *lines, f"1;-;{y[0]}"]))
    return datasets.load(str(folder / "data.csv"), label="label")


FORMS = {
    "npz": as_npz,
    "csv": as_table("csv"),
    "parquet": as_table("parquet"),
    "text": as_text,
    "arrays": lambda _, X, y: samples(X, y),
    "frame": lambda _, X, y: samples(pd.DataFrame(X, columns=["a", "time"]), y),
    "test part": lambda _, X, y: Dataset.from_arrays("x", X, y, test=(X[:60], y[:60])),
    "search_cv": lambda _, X, y: _dataset(X, y, np.array([0, 1])),
}


def test_a_column_that_scikit_learn_takes_for_a_constant_is_scaled():
    random = np.random.default_rng(0)
    order = 2_000_000_000_000_000 + random.integers(0, 10_000, 10_000)
    X = pd.DataFrame({"order": order.astype(np.float64)})
    (column,) = TablePreparation.fit(X).numbers
    assert column.deviation == pytest.approx(order.std())


@pytest.mark.parametrize("form", FORMS)
def test_a_constant_in_a_column_makes_no_difference(form, table, tmp_path):
    X, y = table
    there = X + np.array([0, UNIX_TIME])
    here, shifted = (FORMS[form](tmp_path, each, y) for each in (X, there))
    ours, theirs = here.split(seed=0), shifted.split(seed=0)
    np.testing.assert_allclose(ours.X_train[:, :2], theirs.X_train[:, :2], atol=1e-5)
    np.testing.assert_allclose(ours.X_validation[:, :2], theirs.X_validation[:, :2], atol=1e-5)
    sealed, moved = here.unseal(ours)[0], shifted.unseal(theirs)[0]
    np.testing.assert_allclose(sealed[:, :2], moved[:, :2], atol=1e-5)
    # Data that float32 holds are held as before, so that studies of them go on.
    kinds = here.X.dtypes if form == "text" else [here.X.dtype]
    assert set(kinds) == {np.dtype(np.float32)}


def test_ordinary_numbers_need_no_more_than_float32():
    X = np.column_stack([np.linspace(1000, 1001, 50), np.linspace(-1e30, 1e30, 50), np.ones(50)])
    assert not need_float64(X).any()
    assert not need_float64(np.array([[2**24], [0]])).any()
    assert need_float64(np.array([[UNIX_TIME], [UNIX_TIME + 1]])).all()
    assert not need_float64(np.full((5, 1), UNIX_TIME + 1)).any()


def test_an_offset_is_the_sum_of_two_float32_numbers():
    scaler = Scaler.fit(np.array([[UNIX_TIME + 1 / 3], [UNIX_TIME + 2]]))
    first, rest = halves(scaler.offset)
    assert (first.astype(np.float64) + rest == scaler.offset).all()


def test_numbers_that_become_the_same_are_said(tmp_path):
    # A time in nanoseconds beside one of another age.
    times = np.append(np.arange(119) + 2**60, 0)
    X, y = np.column_stack([times, np.arange(120)]), np.arange(120) % 2
    (said,) = cautions(Dataset.from_arrays("x", X, y))
    assert said.startswith("feature 0 (counted from 0): 120 different values become 2 in")
    loaded = as_table("csv")(tmp_path, X, y)
    assert loaded.table.notes[0].startswith("column a: 120 different values become 2 in")


@pytest.mark.parametrize("as_frame", [False, True])
def test_copies_are_said_if_they_are_many(as_frame):
    X = np.random.default_rng(0).normal(size=(300, 3))
    y = np.arange(300) % 2
    X[100:150] = X[50:100]
    given = pd.DataFrame(X).assign(text="a") if as_frame else X
    with pytest.warns(UserWarning, match=r"\d+ of the 240 samples .* are copies of others"):
        samples(given, y)
    X[100:150] += 1
    assert list(cautions(samples(X, y))) == []
