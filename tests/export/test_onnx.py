"""ONNX files: onnxruntime predicts what the model predicts, in a process without actsearch."""

import json
import runpy
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from every_activation import DEFINITIONS
from export.conftest import DIGITS, agree, small_model

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.datasets import mnist as source
from actsearch.datasets.columns import Feature, Schema, TablePreparation
from actsearch.datasets.dataset import Dataset
from actsearch.models import Model
from actsearch.nn.settings import TrainingSettings
from actsearch.training import train

onnx = pytest.importorskip("onnx", reason="needs an extra: pip install -e '.[export]'")
runtime = pytest.importorskip("onnxruntime", reason="needs an extra: pip install -e '.[export]'")

from actsearch.export.onnx_file import graph, write  # noqa: E402 - it needs onnx
from actsearch.export.snippets import snippets  # noqa: E402

pytestmark = [pytest.mark.extra, pytest.mark.filterwarnings("ignore")]

# What somebody does who has the file alone.
ELSEWHERE = """
import sys, json
import numpy as np, onnxruntime
session = onnxruntime.InferenceSession(sys.argv[1])
label, probabilities = session.run(["label", "probabilities"], {"X": np.load(sys.argv[2])})
np.savez(sys.argv[3], label=label, probabilities=probabilities)
print(json.dumps("actsearch" in sys.modules))
"""


def run(model, inputs):
    made = graph(model)
    onnx.checker.check_model(made, full_check=True)
    session = runtime.InferenceSession(made.SerializeToString())
    return session.run(["label", "probabilities"], inputs)


def check(model, inputs, samples):
    label, probabilities = run(model, inputs)
    agree(probabilities, model.predict_proba(samples))
    assert label.tolist() == model.predict(samples).tolist()


EXPRESSIONS = [
    *("1/x + x", "x*sin(x)/x", "asinh(x)*sinh(x) + cosh(x)*sinc(x)", "sqrt(x)*exp(x)"),
    *("max(x, sin(x), 0.1)", "gaussian(x) + log1p(x)*atan(x)", "x*swish(2*x, 2)"),
]


@pytest.mark.parametrize("name", [*(each.name for each in DEFINITIONS), *EXPRESSIONS])
def test_every_activation(name):
    model = small_model(activations.get(name), steps=5)
    check(model, {"X": DIGITS.X}, DIGITS.X)


def test_learned_parameters(mixed):
    check(mixed, {"X": DIGITS.X}, DIGITS.X)


def test_mnist_in_a_process_without_actsearch(tmp_path):
    X, y = source.read_part("train")
    pixels = Dataset.from_arrays("mnist", X[:2000], y[:2000]).whole()
    candidate = Candidate((16,), (activations.get("mish"),), TrainingSettings(epochs=2))
    model = Model(candidate=candidate, trained=train(candidate, pixels, seed=0))
    write(model, tmp_path / "model.onnx")
    images = source.read_part("t10k")[0].reshape(-1, 784)
    assert len(images) == 10_000
    np.save(tmp_path / "X.npy", images.astype(np.float32))
    names = [str(tmp_path / name) for name in ("model.onnx", "X.npy", "found.npz")]
    answer = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, *names], capture_output=True, text=True, cwd=tmp_path
    )
    assert json.loads(answer.stdout or "null") is False, answer.stderr
    found = np.load(tmp_path / "found.npz")
    agree(found["probabilities"], model.predict_proba(images))
    assert (found["label"] == model.predict(images)).all()


def test_samples_that_float32_cannot_tell_apart(tmp_path):
    X = 1.7e9 + np.arange(60.0).reshape(30, 2)
    dataset = Dataset.from_arrays("times", X, np.arange(30) % 2)
    candidate = Candidate((4,), (activations.get("tanh"),), TrainingSettings(epochs=3))
    made = Model(candidate=candidate, trained=train(candidate, dataset.whole(), seed=0))
    made.save(tmp_path)
    model = Model.load(tmp_path)
    assert (model.prepared(X) == made.prepared(X)).all()
    assert len(np.unique(model.prepared(X)[:, 0])) == 30
    check(model, {"X": X}, X)
    (tmp_path / "model_numpy.py").write_text(snippets(model)["model_numpy.py"])
    program = runpy.run_path(str(tmp_path / "model_numpy.py"))
    agree(program["predict_proba"](X), model.predict_proba(X))


def table(n, seed):
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": np.where(random.random(n) < 0.2, np.nan, random.normal(40, 9, n)),
            "fare": random.normal(size=n),
            "flat": np.ones(n),
            "port": random.choice(np.array(["S", "C", "Q", None], object), n),
        }
    )


def test_a_table_with_missing_cells_and_categories(tmp_path):
    frame = table(300, 0)
    kinds = ("number", "number", "number", "category")
    schema = Schema(tuple(map(Feature, frame.columns, kinds)))
    X = schema.features(frame)
    preparation = TablePreparation.fit(X)
    y = (frame["fare"].to_numpy() > 0).astype(np.int64)
    inputs = preparation(X)
    split = Split(inputs, y, inputs[:0], y[:0], np.array(["no", "yes"]), preparation)
    candidate = Candidate((8,), (activations.get("swish"),), TrainingSettings(epochs=5))
    model = Model(candidate=candidate, trained=train(candidate, split, 0), schema=schema)
    model.save(tmp_path)
    model = Model.load(tmp_path)
    new = table(200, 1)
    new.loc[::9, "port"] = "unknown"
    given = {name: new[name].to_numpy()[:, None] for name in ("age", "fare", "flat")}
    given["port"] = new["port"].fillna("").to_numpy(object)[:, None]
    check(model, given, new[["port", "flat", "fare", "age"]])
