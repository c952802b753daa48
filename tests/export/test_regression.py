"""A small regression, taken away in every format: each predicts what the model predicts."""

import importlib.util
import json
import runpy
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor

import actsearch
from actsearch import Model, activations
from actsearch.api.estimator import estimator
from actsearch.candidate import Candidate
from actsearch.cli import main
from actsearch.datasets import Split
from actsearch.datasets.columns import Feature, Schema, TablePreparation
from actsearch.errors import DataError, UsageError
from actsearch.nn.settings import TrainingSettings
from actsearch.training import train

# A mean that is far greater than the deviation: float32 has few digits of it.
MEAN, DEVIATION = 2e6, 3.0
SPACE = {
    "network": {"hidden_layer_sizes": [8, 4]},
    "training": {"steps": 200, "learning_rate_init": 0.03},
    "activations": {"swish": {"learned": "unit"}, "relu": {}},
}
SEARCH = {"trials": 2, "splits": 1, "workers": 1, "confirm": 0, "metric": "rmse"}


@pytest.fixture(scope="module")
def regression(tmp_path_factory):
    """Return a study that was exported, its samples, and the folder."""
    folder = tmp_path_factory.mktemp("regression")
    random = np.random.default_rng(0)
    X = random.normal(size=(150, 3)).astype(np.float32)
    y = MEAN + DEVIATION * np.sin(2 * X[:, 0].astype(np.float64)) + X[:, 1]
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    frame.assign(price=y).to_csv(folder / "prices.csv", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACTSEARCH_NO_CONFIRM", "1")
        study = actsearch.search(
            **SEARCH,
            dataset=str(folder / "prices.csv"),
            label="price",
            task="regression",
            space=SPACE,
            runs_dir=folder / "runs",
        )
    exported = study.export(folder / "model", candidate="swish(beta=1.3)|prelu")
    return SimpleNamespace(
        study=study, exported=exported, model=exported.model, X=frame, y=y, folder=folder / "model"
    )


def agree(found, regression, model=None):
    """Compare to 1e-5 of the target's deviation."""
    expected = (model or regression.model).predict(regression.X)
    assert np.shape(found) == expected.shape
    scale = regression.model.target.deviation
    np.testing.assert_allclose(np.asarray(found) / scale, expected / scale, rtol=0, atol=1e-5)


def test_a_model_predicts_in_the_unit_of_the_target(regression):
    document = json.loads((regression.folder / "model.json").read_text())
    whole = regression.study._data().whole()
    assert (document["task"], document["label"]) == ("regression", "price")
    assert "classes" not in document
    assert document["target"] == {
        "mean": pytest.approx(whole.y_train.mean()),
        "deviation": pytest.approx(whole.y_train.std()),
    }
    same = Model.load(regression.folder)
    predicted = same.predict(regression.X)
    agree(predicted, regression)
    assert predicted.dtype == np.float64
    assert np.std(predicted - regression.y) < 0.6 * np.std(regression.y)
    with pytest.raises(UsageError, match="predicts numbers, and no probabilities"):
        same.predict_proba(regression.X)


@pytest.mark.parametrize(
    "library",
    ["numpy", *(pytest.param(name, marks=pytest.mark.extra) for name in ("torch", "jax", "keras"))],
)
@pytest.mark.filterwarnings("ignore")  # of the libraries
def test_programs_scale_back(library, regression, imported, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    if library == "keras":
        imported("jax")
    imported(library)
    program = runpy.run_path(str(regression.folder / f"model_{library}.py"))
    agree(program["predict"](regression.X.to_numpy()), regression)
    assert "predict_proba" not in program
    assert "softmax" not in (regression.folder / f"model_{library}.py").read_text()


def test_the_regressor_of_scikit_learn_learns_the_same(regression):
    program = runpy.run_path(str(regression.folder / "model_sklearn.py"))
    made = program["regressor"]()
    samples = regression.study._data()
    made.fit(samples.X.astype(np.float64), samples.y)
    # It computes in float64, where the study has float32.
    assert made.score(samples.X, samples.y) > 0.6
    learned = made.regressor_[-1]
    for ours, theirs in zip(regression.model.network.weights, learned.coefs_, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=0.02)


@pytest.mark.extra
def test_onnx_ends_with_the_number(regression, imported):
    imported("onnx")
    runtime = imported("onnxruntime")
    session = runtime.InferenceSession(regression.folder / "model.onnx")
    (output,) = session.get_outputs()
    assert output.name == "prediction"
    agree(session.run(None, {"X": regression.X.to_numpy()})[0], regression)


@pytest.mark.extra
def test_onnx_takes_a_table_with_a_missing_cell(imported):
    onnx, runtime = imported("onnx"), imported("onnxruntime")
    from actsearch.export.onnx_file import graph

    def made(name):
        cells = np.array([1.5, np.nan, 3.0, 8.0] * 10)
        frame = pd.DataFrame({name: cells, "port": ["S", "C", "S", None] * 10})
        schema = Schema((Feature(name, "number"), Feature("port", "category")))
        preparation = TablePreparation.fit(schema.features(frame))
        inputs = preparation(schema.features(frame))
        y = np.nan_to_num(cells) * 100
        split = Split(inputs, y, inputs[:0], y[:0], np.empty(0), preparation)
        candidate = Candidate((4,), (activations.get("relu"),), TrainingSettings(epochs=3))
        return Model(candidate=candidate, trained=train(candidate, split, 0), schema=schema), frame

    model, frame = made("label")
    content = graph(model)
    onnx.checker.check_model(content, full_check=True)
    given = {
        "label": frame[["label"]].to_numpy(),
        "port": frame[["port"]].fillna("").to_numpy(object),
    }
    (found,) = runtime.InferenceSession(content.SerializeToString()).run(None, given)
    np.testing.assert_allclose(
        found, model.predict(frame), rtol=0, atol=1e-5 * model.target.deviation
    )
    with pytest.raises(UsageError, match="the name of an output, prediction"):
        graph(made("prediction")[0])


def test_the_card_says_what_is_predicted(regression):
    card = (regression.folder / "MODEL_CARD.md").read_text()
    assert "to predict the number price, in the unit of the data, and scored by RMSE" in card
    assert "with targets of mean 2e+06 and standard deviation" in card
    assert "softmax" not in card
    assert "classes" not in card
    assert set(regression.exported.files) == {each.name for each in regression.folder.iterdir()}
    if importlib.util.find_spec("onnx") is not None:
        assert "It gives `prediction`." in card


def test_the_best_estimator_is_a_regressor(regression):
    study = regression.study
    pipeline = study.best_estimator()
    assert isinstance(pipeline[-1], TransformedTargetRegressor)
    network = pipeline[-1].regressor_
    assert isinstance(network, actsearch.MLPRegressor)
    candidate = study.answer.candidate
    # Weights of classes mean nothing here, and stand in the way of nothing.
    weighted = replace(candidate, training=replace(candidate.training, class_weight="balanced"))
    data = study._data()
    same = estimator(weighted, data, study.specification.seed)
    assert (same.predict(regression.X) == pipeline.predict(regression.X)).all()
    theirs = train(candidate, data.whole(), network.random_state)
    for ours, expected in zip(network.coefs_, theirs.network.weights, strict=True):
        assert (ours == expected).all()
    agree(pipeline.predict(regression.X), regression, Model(candidate=candidate, trained=theirs))
    assert clone(pipeline).fit(data.X, data.y).score(data.X, data.y) > 0.6


def edited(target, **others):
    def edit(document):
        document |= {"target": target} | others

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        *(edited(None), edited([0, 1]), edited({"mean": 0}), edited({"mean": 0, "deviation": 0})),
        *(edited({"mean": 0, "deviation": -1}), edited({"mean": "0", "deviation": 1})),
        *(
            edited({"mean": float("nan"), "deviation": 1}),
            edited({"mean": 10**400, "deviation": 1}),
        ),
        *(edited({"mean": 0, "deviation": float("inf")}), edited({"mean": 0, "deviation": True})),
        edited({"mean": 0, "deviation": 1, "more": 1}),
        edited({"mean": 0, "deviation": 1}, classes=[1, 2]),
        edited({"mean": 0, "deviation": 1}, task="classification"),
        edited(None, task="classification", classes=[1, 2]),  # it has two outputs
        lambda document: document.pop("task"),
    ],
)
def test_hostile_targets_are_refused(edit, regression, tmp_path):
    regression.model.save(tmp_path)
    document = json.loads((tmp_path / "model.json").read_text())
    edit(document)
    (tmp_path / "model.json").write_text(json.dumps(document))
    with pytest.raises(DataError, match="export it again"):
        Model.load(tmp_path)


def test_predict_and_score(regression, capsys, tmp_path):
    def command(*words):
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    folder, prices = regression.folder, regression.folder.parent / "prices.csv"
    code, out, err = command("predict", folder, prices)
    assert code == 0, err
    title, *lines = out.split()
    assert title == "prediction"
    agree(np.array(lines, float), regression)
    shown = json.loads(command("predict", folder, prices, "--format", "json")[1])
    assert [each["prediction"] for each in shown] == list(map(float, lines))
    code, _, err = command("predict", folder, prices, "--proba")
    assert (code, err.count("\n")) == (2, 1)
    assert "predicts numbers, which have no probabilities" in err

    errors = regression.model.predict(regression.X) - regression.y
    found = json.loads(command("score", folder, prices, "--format", "json")[1])
    assert found == {
        "r2": pytest.approx(1 - (errors**2).mean() / regression.y.var(), rel=1e-6),
        "rmse": pytest.approx(np.sqrt((errors**2).mean()), rel=1e-6),
        "mae": pytest.approx(np.abs(errors).mean(), rel=1e-6),
        "samples": 150,
    }
    assert command("score", folder, prices)[1].startswith(f"R2 {found['r2']:.4f}, RMSE ")
    code, out, err = command("score", folder, prices, "--metric", "mae")
    assert out.startswith("MAE ")
    code, _, err = command("score", folder, prices, "--metric", "accuracy")
    assert code == 2
    assert "choose one of r2, rmse, mae" in err

    # Samples without a target are not scored, and predict does not look at targets.
    few = pd.read_csv(prices, dtype=str).iloc[:3]
    for name, cells in {"gap": ["", *few["price"][1:]], "odd": ["high", *few["price"][1:]]}.items():
        few.assign(price=cells).to_csv(tmp_path / f"{name}.csv", index=False)
        code, out, err = command("predict", folder, tmp_path / f"{name}.csv")
        assert (code, len(out.split())) == (0, 4), err
    _, out, _ = command("score", folder, tmp_path / "gap.csv", "--format", "json")
    assert json.loads(out)["samples"] == 2
    code, _, err = command("score", folder, tmp_path / "odd.csv")
    assert code == 1
    assert "got 'high'" in err
    # A comma may stand before three decimals.
    few = few.astype(float).assign(price=[1.125, 2.625, 7.875])
    few.to_csv(tmp_path / "dots.csv", index=False)
    few.to_csv(tmp_path / "commas.csv", index=False, sep=";", decimal=",")
    dots, commas = (
        command("score", folder, tmp_path / f"{name}.csv") for name in ("dots", "commas")
    )
    assert dots == commas
    assert dots[0] == 0
    few.iloc[:1].to_csv(tmp_path / "one.csv", index=False)
    code, _, err = command("score", folder, tmp_path / "one.csv")
    assert code == 2
    assert "r2 cannot be measured" in err
