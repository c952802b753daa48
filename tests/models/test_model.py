"""A model as files: what is saved is loaded, and what is hostile is refused in a sentence."""

import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from export.conftest import DIGITS, small_model

from actsearch import Model, activations
from actsearch.datasets.columns import Feature, Schema
from actsearch.errors import ActsearchError, DataError, UsageError
from actsearch.models.samples import indices


@pytest.fixture(scope="module")
def model():
    return small_model(
        activations.get("swish", beta={"learned": "unit", "start": 1.5}), activations.get("prelu")
    )


@pytest.fixture
def folder(model, tmp_path):
    model.save(tmp_path)
    return tmp_path


def test_what_is_saved_is_loaded(model, folder):
    same = Model.load(folder)
    np.testing.assert_allclose(
        same.predict_proba(DIGITS.X), model.predict_proba(DIGITS.X), rtol=1e-5, atol=1e-7
    )
    assert same.candidate == model.candidate
    assert same.classes.tolist() == list(range(10))
    assert {each.name for each in folder.iterdir()} == {"model.json", "weights.npz"}


def test_a_model_of_an_earlier_version_is_loaded(model, folder):
    """It had no task of numbers, and wrote down what it had not."""
    path = folder / "model.json"
    known = json.loads(path.read_text())
    del known["task"]
    path.write_text(json.dumps(known | {"columns": None, "label": None, "origin": None}))
    assert (Model.load(folder).predict(DIGITS.X) == model.predict(DIGITS.X)).all()


def change(**values):
    def edit(folder):
        path = folder / "model.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return edit


def candidate(**values):
    def edit(folder):
        document = json.loads((folder / "model.json").read_text())
        change(candidate=document["candidate"] | values)(folder)

    return edit


def arrays(**values):
    def edit(folder):
        known = dict(np.load(folder / "weights.npz"))
        np.savez(folder / "weights.npz", **known | values)

    return edit


def bomb(folder):
    """Make weights that unpack to a gigabyte."""
    with zipfile.ZipFile(folder / "weights.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("weights1", "intercepts1", "weights2"):
            archive.writestr(f"{name}.npy", bytes(10_000_000))


def cut(folder):
    path = folder / "weights.npz"
    path.write_bytes(path.read_bytes()[:-200])


SCHEMA = Schema((Feature("a", "number"),), "numbers").to_dict()


@pytest.mark.parametrize(
    "edit",
    [
        *(change(format=2), change(more=1), change(inputs=63), change(inputs=10**9)),
        *(change(classes=[1]), change(classes=["a", 1]), change(classes=[2**70, 1])),
        *(change(preparation={}), change(preparation={"kind": "table", "format": 1})),
        change(preparation={"kind": "table", "format": 1, "numbers": [{}], "categories": []}),
        *(change(columns={}), change(columns=SCHEMA), change(task="regression")),
        *(candidate(activations=[]), candidate(hidden_layer_sizes=[10**9, 10**9])),
        candidate(hidden_layer_sizes=[1] * 9999, activations=[{"name": "relu"}] * 9999),
        *(candidate(hidden_layer_sizes=[7, "8"]), candidate(training={"epochs": "many"})),
        candidate(activations=[{"name": "__import__('os')", "params": {}}] * 2),
        arrays(weights1=np.zeros((64, 8), np.float32)),
        arrays(weights1=np.zeros((64, 7), np.float64)),
        arrays(weights1=np.full((64, 7), np.nan, np.float32)),
        arrays(weights1=np.array([None] * 448).reshape(64, 7)),
        arrays(**{"layer1.beta": np.full(7, -1, np.float32)}),
        *(arrays(more=np.zeros(3)), bomb, cut),
        lambda folder: (folder / "weights.npz").write_text("no archive"),
        lambda folder: (folder / "weights.npz").unlink(),
        lambda folder: (folder / "model.json").write_text("["),
        lambda folder: (folder / "model.json").write_bytes(b"\xff" * 9),
        lambda folder: (folder / "model.json").unlink(),
    ],
)
def test_a_hostile_or_damaged_model_ends_in_a_sentence(edit, folder):
    edit(folder)
    with pytest.raises(DataError) as caught:
        Model.load(folder)
    assert len(str(caught.value)) < 600
    assert "export" in str(caught.value)


def named(model, form="numbers"):
    names = [f"pixel {number}" for number in range(64)]
    schema = Schema(tuple(Feature(name, "number") for name in names), form)
    frame = pd.DataFrame(DIGITS.X, columns=names)
    return Model(candidate=model.candidate, trained=model.trained, schema=schema), frame


def test_columns_are_found_by_name(model):
    known, frame = named(model)
    shuffled = frame[frame.columns[::-1]].assign(label="no feature")
    assert (known.predict(shuffled) == model.predict(DIGITS.X)).all()
    assert (known.predict(frame.to_numpy()) == model.predict(DIGITS.X)).all()
    with pytest.raises(DataError, match="without pixel 3, but with"):
        known.predict(frame.drop(columns="pixel 3"))


@pytest.mark.parametrize("samples", [np.zeros((2, 63)), np.zeros(64)])
def test_another_number_of_features_is_refused(model, samples):
    with pytest.raises(UsageError, match="must have 64 features"):
        model.predict(samples)


def test_labels_are_those_of_the_model():
    classes = np.array(["01", "1", "no"])
    assert indices(np.array(["1", "01"], object), classes).tolist() == [1, 0]
    assert indices(np.array([2.0, 1.0]), np.array([1, 2])).tolist() == [1, 0]
    with pytest.raises(ActsearchError, match="labels that the model knows, got 'yes'"):
        indices(np.array(["no", "yes"]), classes)
