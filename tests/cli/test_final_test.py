"""``actsearch test`` on real data: what is opened, stored, resumed, refused and said."""

import json
import shutil
import signal
import sqlite3
from datetime import datetime

import numpy as np
import optuna
import pytest

from actsearch import datasets
from actsearch.candidate import Candidate
from actsearch.cli import main
from actsearch.confirmation.confirmation import Confirmation
from actsearch.confirming.confirm import fresh_seed
from actsearch.training import train

SPACE = """
[network]
hidden_layer_sizes = [8]
[training]
epochs = 4
learning_rate_init = 5e-3
[activations.relu]
[activations.leaky_relu]
slope = { values = [0.3] }
"""


@pytest.fixture(scope="module")
def confirmed_study(tmp_path_factory):
    """Return a runs folder with the study "small", whose answer is a leaky ReLU on six seeds."""
    folder = tmp_path_factory.mktemp("confirmed")
    (folder / "small.toml").write_text(SPACE)
    runs = folder / "runs"
    place = ("--runs-dir", str(runs), "--workers", "1", "--quiet")
    space = ("--space", str(folder / "small.toml"), "--strategy", "grid", "--no-confirm")
    assert (
        main(["run", "--dataset", "digits", "--splits", "1", *space, "--study", "small", *place])
        == 0
    )
    assert main(["confirm", "small", "--seeds", "6", *place]) == 0
    return runs


@pytest.fixture
def study(actsearch, confirmed_study, tmp_path):
    shutil.copytree(confirmed_study, tmp_path / "runs")
    return actsearch


@pytest.fixture
def sealed(monkeypatch):
    """Let whatever touches the sealed part of the data fail."""

    def forbidden(X, y):
        raise AssertionError("the sealed part was touched")

    monkeypatch.setattr("actsearch.datasets.dataset._as_pair", forbidden)


def found_by(actsearch, *more):
    answer = actsearch("test", "small", "--format", "json", *more)
    assert answer.code == 0, answer.err
    return answer.json


def timeless(found):
    return {name: value for name, value in found.items() if name != "openings"}


def stored(tmp_path):
    storage = f"sqlite:///{tmp_path}/runs/small/study.db"
    return optuna.load_study(study_name="small (test)", storage=storage)


def test_what_is_tested_are_trainings_on_all_but_the_test_part(study):
    found = found_by(study)
    dataset = datasets.load("digits")
    whole = dataset.whole()
    X_test, y_test = dataset.unseal(whole)
    assert found["training_samples"] == len(whole.y_train) == 1437
    assert found["test_samples"] == len(y_test) == 360
    assert [each["name"] for each in found["candidates"]] == ["leaky_relu(slope=0.3)", "relu"]
    for each in found["candidates"]:
        candidate = Candidate.from_dict(each["definition"])
        matrix = np.array(each["confusion_matrix"])
        assert matrix.sum() == 6 * 360
        assert each["accuracy"]["mean"] == pytest.approx(np.trace(matrix) / matrix.sum())
        for digit, share in each["class_accuracy"].items():
            own = matrix[int(digit)]
            assert share == pytest.approx(own[int(digit)] / own.sum())
        last = train(candidate, whole, fresh_seed(0, 5)).network.predict(X_test)
        assert each["accuracy"]["scores"][5] == (last.argmax(axis=1) == y_test).mean()
    answer, baseline = (np.array(each["accuracy"]["scores"]) for each in found["candidates"])
    gain = found["difference"]["accuracy"]
    assert gain["mean"] == pytest.approx((answer - baseline).mean())
    assert gain["seed_error"] == pytest.approx((answer - baseline).std(ddof=1) / np.sqrt(6))
    assert gain["sample_error"] > 0
    assert gain["interval"][0] < gain["mean"] < gain["interval"][1]


def test_optunas_tools_open_it(study, tmp_path):
    found = found_by(study)
    trials = stored(tmp_path).trials
    assert [trial.params["seed"] for trial in trials] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [trial.value for trial in trials[::2]] == found["candidates"][0]["accuracy"]["scores"]
    assert {trial.user_attrs["candidate"] for trial in trials} == {"leaky_relu(slope=0.3)", "relu"}


def test_an_opening_is_recorded_before_the_part_is_read(study, sealed, tmp_path):
    with pytest.raises(AssertionError, match="was touched"):
        study("test", "small")
    (opening,) = stored(tmp_path).user_attrs["openings"]
    assert [each["name"] for each in opening["candidates"]] == ["leaky_relu(slope=0.3)", "relu"]
    assert opening["seeds"] == 6
    assert datetime.fromisoformat(opening["opened"]).tzinfo is not None
    assert "the test part was opened once, on 20" in study("leaderboard", "small").out


def test_the_same_command_shows_what_is_stored_without_another_look(study, monkeypatch):
    found = found_by(study)

    def forbidden(X, y):
        raise AssertionError("the sealed part was touched")

    monkeypatch.setattr("actsearch.datasets.dataset._as_pair", forbidden)
    assert found_by(study) == found
    assert len(found["openings"]) == 1


def test_a_later_opening_is_counted_and_shown_on_every_leaderboard(study, tmp_path):
    found_by(study)
    assert "the test part was opened once, on 20" in study("leaderboard", "small").out
    assert study("confirm", "small", "--seeds", 7, "--quiet").code == 0
    found = found_by(study)
    assert [each["seeds"] for each in found["openings"]] == [6, 7]
    assert found["seeds"] == 7
    # The first six are not trained again.
    assert len(stored(tmp_path).trials) == 14
    said = "the test part was opened 2 times, first on 20"
    for words in (("leaderboard", "small"), ("test", "small"), ("resume", "small")):
        answer = study(*words)
        assert said in " ".join(answer.out.split()), words
        assert "for leaky_relu(slope=0.3)" in " ".join(answer.out.split())
    assert said in " ".join(study("leaderboard", "small", "--format", "csv").err.split())


def test_the_results_do_not_depend_on_the_number_of_workers_or_on_kills(study, start, tmp_path):
    shutil.copytree(tmp_path / "runs", tmp_path / "copy")
    expected = found_by(study)
    process = start("test", "small", "--runs-dir", "copy", "--workers", 2)
    assert process.stderr.readline().startswith("seed 1 of 6: ")
    process.kill()
    process.communicate()
    found = found_by(study, "--runs-dir", "copy", "--workers", 2)
    assert timeless(found) == timeless(expected)
    assert len(found["openings"]) == 1


def test_ctrl_c_says_how_to_carry_on_with_the_same_opening(study, start, tmp_path):
    assert study("confirm", "small", "--seeds", 30, "--quiet").code == 0
    process = start("test", "small")
    assert process.stderr.readline().startswith("seed 1 of 30: ")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "is the same opening:\n  actsearch test small\n" in err
    assert "Traceback" not in err
    assert out == ""
    assert 0 < len(stored(tmp_path).trials) < 60


def test_if_nothing_beats_the_baseline_it_alone_is_tested(study, monkeypatch, tmp_path):
    monkeypatch.setattr(Confirmation, "answer", None)
    found = found_by(study)
    assert [each["name"] for each in found["candidates"]] == ["relu"]
    assert found["difference"] == {}
    assert "it is the baseline, which nothing beats" in found["summary"]
    assert len(stored(tmp_path).trials) == 6
    assert "difference" not in study("test", "small").out


def test_without_a_finished_confirmation_nothing_is_opened(study, tmp_path):
    with sqlite3.connect(tmp_path / "runs/small/study.db") as connection:
        connection.execute(
            "UPDATE study_user_attributes SET value_json = json_set(value_json, "
            "'$.seeds', 9) WHERE key = 'race'"
        )
    connection.close()
    answer = study("test", "small")
    assert answer.code == 2
    assert answer.err.count("error:") == 1
    assert "run 'actsearch confirm small' first" in answer.err
    with pytest.raises(KeyError):
        stored(tmp_path)


def test_no_study_is_opened_that_is_not_named(study):
    answer = study("test")
    assert answer.code == 2
    assert "Missing argument" in answer.err


def test_what_is_printed_fits_80_columns_and_names_both_sources_of_chance(study, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    answer = study("test", "small", "--quiet")
    assert answer.err == ""
    first, _, *others = answer.out.splitlines()
    assert first.startswith("leaky_relu(slope=0.3): test accuracy ")
    assert "points over relu [" in first
    assert max(map(len, others)) <= 80
    assert "± by seeds  ± by samples" in answer.out
    assert "confusion matrix" in answer.out


@pytest.mark.parametrize("damage", ["openings", "scores"])
def test_what_was_damaged_is_told_and_does_not_hide_the_search(study, tmp_path, damage):
    found_by(study)
    table = "study_user_attributes" if damage == "openings" else "trial_user_attributes"
    with sqlite3.connect(tmp_path / "runs/small/study.db") as connection:
        connection.execute(
            f"UPDATE {table} SET value_json = ? WHERE key = ?", (json.dumps([7]), damage)
        )
    connection.close()
    answer = study("test", "small")
    assert answer.code == 1
    assert answer.err.count("error:") == 1
    assert "mistake in actsearch" not in answer.err
    shown = study("leaderboard", "small")
    assert shown.code == 0
    said = "cannot be read" if damage == "openings" else "was opened once"
    assert said in shown.out


def test_another_metric_is_tested_too_and_many_classes_are_listed(actsearch, tmp_path):
    rng = np.random.default_rng(0)
    y = np.repeat(np.arange(30), 12)
    X = np.eye(30)[y] + rng.normal(scale=0.4, size=(360, 30))
    np.savez(tmp_path / "many.npz", X=X, y=y)
    (tmp_path / "small.toml").write_text(SPACE)
    words = ("--dataset", "many.npz", "--metric", "f1_macro", "--splits", 1, "--test-size", 0.3)
    more = (
        "--space",
        "small.toml",
        "--strategy",
        "grid",
        "--study",
        "small",
        "--no-confirm",
        "--quiet",
    )
    assert actsearch("run", *words, *more).code == 0
    assert actsearch("confirm", "small", "--seeds", 2, "--quiet").code == 0
    found = found_by(actsearch)
    assert (found["metrics"], found["test_samples"]) == (["accuracy", "f1_macro"], 108)
    assert found["candidates"][0]["f1_macro"]["sample_error"] > 0
    assert len(found["candidates"][0]["confusion_matrix"]) == 30
    shown = actsearch("test", "small").out
    assert "taken for" in shown
    assert "the 20 worst of 30 classes" in shown
    assert "confusion matrix" not in shown
    assert max(len(line) for line in shown.splitlines()[2:]) <= 80
    # The size of the test part is frozen with the study.
    assert actsearch("verify", "small", "--trials", 1, "--quiet").code == 0
    words = ("--dataset", "many.npz", "--metric", "f1_macro", "--splits", 1, "--test-size", 0.4)
    answer = actsearch("run", *words, *more)
    assert answer.code == 4
    assert "dataset.test_size: 0.3 -> 0.4" in answer.err
