"""``actsearch export``, ``predict`` and ``score`` on a small study, from its file to a model."""

import csv
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris

from actsearch import Model
from actsearch.cli import main
from actsearch.confirming.confirm import fresh_seed
from actsearch.datasets import load
from actsearch.errors import NotFoundError, UsageError
from actsearch.export.answer import answer
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read
from actsearch.training import train

SPACE = """
description = "Two | activations"
[network]
hidden_layer_sizes = [8]
[training]
steps = 150
learning_rate_init = 1e-2
[activations.relu]
[activations.tanh]
gain = { min = 0.5, max = 4.0 }
"""
OLD = Path(__file__).parents[1] / "version_0_1"


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Return a folder with a study that is confirmed, and its flowers."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "small.toml").write_text(SPACE)
    iris = load_iris(as_frame=True)
    flowers = iris.data.assign(species=np.array(iris.target_names)[iris.target])
    flowers.to_csv(folder / "flowers.csv", index=False)
    place = ("--runs-dir", str(folder / "runs"), "--workers", "1", "--quiet")
    data = ("--dataset", str(folder / "flowers.csv"), "--label", "species", "--splits", "2")
    words = ("--space", str(folder / "small.toml"), "--trials", "3", "--no-confirm")
    assert main(["run", *data, *words, "--study", "small", *place]) == 0
    assert main(["confirm", "small", "--seeds", "2", *place]) == 0
    return folder


@pytest.fixture
def command(actsearch, studies, tmp_path, monkeypatch):
    monkeypatch.setenv("ACTSEARCH_RUNS_DIR", str(studies / "runs"))
    shutil.copy(studies / "flowers.csv", tmp_path)
    return actsearch


@pytest.fixture
def snapshot(studies):
    return read(StudyDirectory(studies / "runs", "small"))


def test_the_answer_is_taken_away(command, snapshot, tmp_path):
    done = command("export", "small", "--to", "model")
    assert done.code == 0, done.err
    written = {Path(line).name for line in done.out.splitlines()}
    assert written == {each.name for each in (tmp_path / "model").iterdir()}
    assert {"model.json", "weights.npz", "MODEL_CARD.md", "model_torch.py"} <= written
    assert snapshot.confirmation.verdict() in done.err.replace("\n", " ")
    # It is the network that the final test trains first.
    model = Model.load(tmp_path / "model")
    best = snapshot.confirmation.answer
    expected = snapshot.confirmation.baseline if best is None else best.candidate
    assert model.candidate == expected
    data = load(str(tmp_path / "flowers.csv"), label="species")
    seed = fresh_seed(snapshot.specification.seed, 0)
    same = train(expected, data.whole(), seed).network
    np.testing.assert_array_equal(same.weights[0], model.network.weights[0])
    assert (model.origin.seed, model.origin.n_samples) == (seed, len(data.y))
    card = (tmp_path / "model" / "MODEL_CARD.md").read_text()
    assert r"Two \| activations" in card
    assert "The sealed test part was not opened" in card
    assert "actsearch export small --to model" in card
    assert ("float32 of shape (n, 4)" in card) == ("model.onnx" in written)
    # Again into the same folder, which is one of ours; not into another one.
    assert command("export", "small", "--to", "model", "--seed", 7).code == 0
    refused = command("export", "small", "--to", ".")
    assert refused.code == 2
    assert "no empty folder" in refused.err


def test_predictions_come_in_the_order_of_the_file(command, tmp_path):
    assert command("export", "small", "--candidate", "tanh(gain=2)", "--to", "model").code == 0
    flowers = pd.read_csv("flowers.csv")
    turned = flowers.drop(columns="species").iloc[::-1, ::-1]  # columns have names
    turned.to_csv("new.csv", index=False)
    model = Model.load(tmp_path / "model")
    assert str(model.candidate) == "tanh(gain=2.0)"
    plain = command("predict", "model", "new.csv")
    assert plain.code == 0, plain.err
    found = [row["class"] for row in csv.DictReader(io.StringIO(plain.out))]
    assert found[:2] == ["virginica"] * 2
    assert len(found) == 150
    np.savez("new.npz", X=flowers.drop(columns="species").to_numpy()[::-1])
    shares = command("predict", "model", "new.npz", "--proba", "--format", "json").json
    assert [each["class"] for each in shares] == found
    assert sum(shares[0]["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    scored = command("score", "model", "flowers.csv", "--label", "species", "--format", "json").json
    right = np.mean(np.array(found)[::-1] == flowers["species"])
    assert scored == {"accuracy": pytest.approx(right), "samples": 150}
    other = command("score", "model", "flowers.csv", "--metric", "log_loss")
    assert other.out.startswith("log loss -")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("export", "small", "--trial", 9, "--to", "m"), 3, "has the trials 0 to 2, not 9"),
        (("export", "small", "--candidate", "rleu", "--to", "m"), 2, "did you mean 'relu'"),
        (("export", "small", "--candidate", "relu|relu", "--to", "m"), 2, "2 activations for 1"),
        (("export", "small", "--candidate", "relu", "--trial", 1, "--to", "m"), 2, "exclude"),
        (("export", "smal", "--to", "m"), 3, "did you mean 'small'"),
        (("predict", "nowhere", "flowers.csv"), 1, "cannot be read"),
        (("predict", "model", "nowhere.csv"), 3, "found none"),
        (("predict", "model", "flowers.txt"), 1, "flowers.txt"),
        (("predict", "model", "fewer.csv"), 1, "without sepal length (cm), but with"),
        (("predict", "model", "narrow.npz"), 2, "must have 4 features each"),
        (("score", "model", "bare.csv"), 2, "has no labels"),
        (("score", "model", "flowers.csv", "--label", "kind"), 2, "has no column 'kind'"),
        (("score", "model", "odd.csv"), 1, "labels that the model knows, got 'rose'"),
    ],
)
def test_a_mistake_gets_a_sentence(command, words, code, said, studies, tmp_path):
    model = studies / "model"
    if not model.exists():
        assert command("export", "small", "--to", model).code == 0
    shutil.copytree(model, tmp_path / "model")
    flowers = pd.read_csv("flowers.csv")
    flowers.drop(columns="species").to_csv("bare.csv", index=False)
    flowers.assign(species="rose").to_csv("odd.csv", index=False)
    flowers.drop(columns="sepal length (cm)").to_csv("fewer.csv", index=False)
    np.savez("narrow.npz", X=np.zeros((5, 3)))
    (tmp_path / "flowers.txt").write_text("?")
    answered = command(*words)
    assert answered.code == code, answered.err
    assert said in answered.err.replace("\n", " ")
    assert "Traceback" not in answered.err


def test_what_is_chosen(snapshot):
    assert "was named" in answer(snapshot, trial=1).words
    assert answer(snapshot, trial=1).candidate == answer(snapshot, trial=1).candidate
    named = answer(snapshot, candidate="x*sigmoid(b*x) (b=2.5)").candidate
    assert [str(each) for each in named.activations] == ["x*sigmoid(b*x) (b=2.5)"]
    assert named.training == answer(snapshot, trial=0).candidate.training
    with pytest.raises(NotFoundError):
        answer(snapshot, trial=-1)


def test_a_study_of_version_0_1_can_be_taken_away(command, tmp_path):
    shutil.copytree(OLD, tmp_path / "old")
    done = command("export", "mixed", "--to", "m", "--runs-dir", "old", "--quiet")
    assert done.code == 0, done.err
    card = (tmp_path / "m" / "MODEL_CARD.md").read_text()
    assert (
        "which is not confirmed"
        in json.loads((tmp_path / "m" / "model.json").read_text())["origin"]["answer"]
    )
    assert "No fresh seeds have confirmed anything yet" in card


def test_a_study_without_a_complete_trial_has_no_answer(snapshot):
    from dataclasses import replace

    with pytest.raises(UsageError, match="has no complete trial"):
        answer(replace(snapshot, trials=[], confirmation=None))
