"""A loaded table: its schema reads others like it, and nothing leaks into its preparation."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from written_tables import HEADER, ROWS, load, table, whole

from actsearch.candidate import Candidate
from actsearch.datasets import Dataset, tables
from actsearch.datasets.columns import Schema, TablePreparation
from actsearch.errors import DataError
from actsearch.nn.settings import TrainingSettings
from actsearch.training import train

PORTS = ["A", "B", "", "01"]
MIXED = [
    (w, PORTS[n % 4], "" if n % 5 == 0 else h, f"2024-01-{n % 28 + 1:02}", f"name {n}", k)
    for n, (w, h, k) in enumerate(ROWS)
]
MIXED_HEADER = ("width", "port", "height", "day", "name", "label")


@pytest.fixture
def mixed(tmp_path):
    return load(tmp_path, table(MIXED, MIXED_HEADER))


def test_a_mixed_table(mixed):
    assert mixed.table.schema.names == ("width", "port", "height", "day")
    X, _ = whole(mixed)
    assert [str(dtype) for dtype in X.dtypes] == ["float32", "category", "float32", "float64"]
    split = mixed.split(0)
    assert split.preparation.inputs == (
        *("width", "height", "day", "height is missing"),
        *("port = 01", "port = A", "port = B"),
    )
    assert split.X_train.dtype == split.X_validation.dtype == np.float32
    assert np.isfinite(split.X_train).all()
    X_test, y_test = mixed.unseal(split)
    assert X_test.shape == (len(y_test), 7)
    assert mixed.scaling == "standardize"
    assert len(mixed.with_test_size(0.5).X) == 20


def load_again(dataset):
    from actsearch import datasets

    return datasets.load(dataset.name)


def test_every_change_of_a_mixed_table_changes_its_fingerprint(tmp_path, mixed):
    assert load_again(mixed).fingerprint == mixed.fingerprint
    changed = {mixed.fingerprint}
    for row, column, cell in ((39, 1, "A"), (38, 2, 99), (7, 3, "2023-01-01"), (9, 5, "a")):
        rows = [list(each) for each in MIXED]
        rows[row][column] = cell
        changed.add(load(tmp_path, table(rows, MIXED_HEADER)).fingerprint)
    changed.add(load(tmp_path, table(MIXED, ("other", *MIXED_HEADER[1:]))).fingerprint)
    assert len(changed) == 6


def test_preparation_learns_from_training_rows_alone(mixed):
    split = mixed.split(0)
    validated = ~np.isin(np.arange(len(mixed.y)), training_rows(mixed))
    X = mixed.X.copy()
    X.loc[validated, ["width", "height", "day"]] = 1e9
    X["port"] = X["port"].cat.add_categories(["new"])
    X.loc[validated, "port"] = "new"
    sealed = X.iloc[:1], mixed.y[:1]
    changed = replace(mixed, X=X, _sealed=lambda: sealed)
    again = changed.split(0)
    assert again.preparation.to_dict() == split.preparation.to_dict()
    np.testing.assert_array_equal(again.X_train, split.X_train)
    assert (again.X_validation != split.X_validation).any()


def test_preparation_learns_nothing_from_rows_of_the_file_that_are_sealed(tmp_path, mixed):
    sealed = set(mixed._sealed()[0]["width"])
    rows = [
        (w + 1e6, "new", h, "2031-12-24", name, k) if np.float32(w) in sealed else row
        for row in MIXED
        for w, _, h, _, name, k in [row]
    ]
    changed = load(tmp_path, table(rows, MIXED_HEADER))
    assert changed.fingerprint != mixed.fingerprint
    assert min(changed._sealed()[0]["width"]) > 9e5
    fitted = [each.split(0).preparation.to_dict() for each in (changed, mixed)]
    assert fitted[0] == fitted[1]


def training_rows(dataset):
    """Return the rows of the training part of split 0."""
    numbered = replace(
        dataset, X=np.arange(len(dataset.y), dtype=np.float32).reshape(-1, 1), table=None
    )
    split = numbered.split(0)
    scaler = split.preparation
    return np.rint(split.X_train[:, 0] * scaler.divisor + scaler.offset).astype(int)


def test_another_table_is_read_by_the_names_of_its_columns(tmp_path, mixed):
    split = mixed.split(0)
    stored = json.loads(json.dumps([mixed.table.schema.to_dict(), split.preparation.to_dict()]))
    schema, prepare = Schema.from_dict(stored[0]), TablePreparation.from_dict(stored[1])
    rows = [(h, "?", w, day, port) for w, port, h, day, _, _ in MIXED]
    other = tmp_path / "other.tsv"
    other.write_text(table(rows, ("height", "more", "width", "day", "port"), "\t"))
    X = schema.features(tables.read(other, schema), str(other))
    expected = whole(mixed)[0]
    np.testing.assert_array_equal(prepare(X), prepare(expected))


def test_text_stays_text_where_all_of_it_is_numbers(tmp_path, mixed):
    (tmp_path / "other.csv").write_text("width,port,height,day\n1,01,2,2024-01-01\n")
    X = mixed.table.schema.features(tables.read(tmp_path / "other.csv", mixed.table.schema))
    assert X["port"].tolist() == ["01"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"height": [1]}, "a table without width, but with height"),
        ({"width": ["tall", 2], "height": [1, "?"]}, "'tall' in row 1 where a number is expected"),
        ({"width": [1, 2], "height": [1, "?"]}, "an empty cell in column 'height', which"),
    ],
)
def test_a_table_that_is_not_alike_is_refused(tmp_path, cells, message):
    schema = load(tmp_path, table()).table.schema
    with pytest.raises(DataError, match=f"new.csv: .*{message}"):
        schema.features(pd.DataFrame(cells), "new.csv")


def test_pixels_are_read_as_pixels(tmp_path):
    header = [*(f"p{number}" for number in range(64)), "label"]
    rows = [[*((n * k) % 256 for k in range(64)), n % 2] for n in range(1, 41)]
    schema = load(tmp_path, table(rows, header)).table.schema
    X = schema.features(pd.DataFrame(rows, columns=header))
    assert X.dtype == np.uint8
    np.testing.assert_array_equal(X, np.array(rows)[:, :64])


def test_a_network_is_trained_on_a_mixed_table_and_predicts_it(mixed):
    from actsearch import activations

    candidate = Candidate((8,), (activations.get("relu"),), TrainingSettings(epochs=2))
    trained = train(candidate, mixed.whole(), seed=0)
    assert trained.predict(mixed.X).shape == (32,)


def test_what_was_done_is_plain_json(mixed):
    told = json.loads(json.dumps(mixed.table.to_dict()))
    assert told["label"] == "label"
    assert [each["done"] for each in told["columns"]] == [
        "standardised",
        "10 missing, filled by the most frequent; one-hot, rare ones together",
        "8 missing, filled by the median, with an indicator; standardised",
        "days, standardised",
        "left out",
        "its values are the classes",
    ]


def test_a_dataset_without_a_table_has_none():
    assert Dataset.from_arrays("stripes", np.eye(20), ["a", "b"] * 10).table is None


def test_a_table_of_a_single_feature(tmp_path):
    assert load(tmp_path, table([(w, k) for w, _, k in ROWS], HEADER[1:])).X.shape == (32, 1)


def test_what_is_said_of_the_label_fits_the_task(tmp_path):
    rows = [(width, height, width / 3) for width, height, _ in ROWS]
    numbers = load(tmp_path, table(rows), task="regression")
    assert numbers.table.columns[-1].done == "its values are the numbers to predict"
