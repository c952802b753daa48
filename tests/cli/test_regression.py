"""A study of numbers: every command shows it in the target's own unit."""

import csv
import json
import re

import numpy as np
import pytest

SPACE = """
[network]
hidden_layer_sizes = [8]
[training]
steps = 60
checkpoints = 5
batch_size = 16
learning_rate_init = 0.02
[activations.relu]
[activations.tanh]
gain = { min = 0.5, max = 3.0 }
"""
RUN = ("run", "--space", "small.toml", "--dataset", "prices.csv", "--label", "price")


@pytest.fixture
def prices(actsearch, tmp_path):
    """Prices around 1,000, which depend on two columns of three."""
    random = np.random.default_rng(0)
    X = random.normal(size=(120, 3))
    y = 1000 + 200 * np.sin(2 * X[:, 0]) + 50 * X[:, 1] + random.normal(scale=10, size=120)
    with (tmp_path / "prices.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["a", "b", "c", "price"], *np.column_stack([X, y]).tolist()])
    (tmp_path / "small.toml").write_text(SPACE)
    return actsearch


def test_a_study_from_its_run_to_its_final_test(prices, tmp_path):
    words = (*RUN, "--task", "regression", "--splits", 1, "--metric", "rmse", "--trials", 4)
    first = prices(*words, "--study", "one")
    assert first.code == 0, first.err
    assert "trial 0: relu RMSE " in first.err
    assert "a regressor that ignores the samples has an RMSE of" in first.out
    assert "%" not in first.out

    rows = prices("leaderboard", "one", "--format", "json").json
    values = [row["val_rmse"] for row in rows]
    # The smallest is the best.
    assert values == sorted(values)
    assert [row["score"] for row in rows] == values
    assert all(row["val_accuracy"] is None and row["val_rmse"] < 250 for row in rows)
    by_score = prices("leaderboard", "one", "--sort", "score", "--format", "json").json
    assert [row["score"] for row in by_score] == values
    grouped = prices("leaderboard", "one", "--group-by", "activation", "--format", "json").json
    assert grouped[0]["best"] == values[0]

    found = prices("confirm", "one", "--seeds", 3, "--format", "json")
    assert found.code == 0, found.err
    (finalist,) = found.json["finalists"]
    change = finalist["mean"] - found.json["baseline_mean"]
    assert finalist["difference"] == pytest.approx(change)
    low, high = finalist["interval"]
    assert low < finalist["difference"] < high
    assert finalist["luck"] == pytest.approx(finalist["searched"] - finalist["mean"])
    (told,) = re.findall(r" ([+-][\d.]+) RMSE over (?:relu|it) \[", found.json["verdict"])
    assert float(told) == pytest.approx(change, abs=0.51)

    tested = prices("test", "one", "--format", "json")
    assert tested.code == 0, tested.err
    assert tested.json["metrics"] == ["r2", "rmse"]
    own = tested.json["candidates"][0]
    assert (own["confusion_matrix"], own["class_accuracy"]) == ([], {})
    assert own["rmse"]["interval"][0] < own["rmse"]["mean"] < own["rmse"]["interval"][1]
    shown = prices("test", "one").out
    assert "test RMSE " in shown
    assert "accuracy" not in shown
    checked = prices("verify", "one", "--trials", 1)
    assert checked.code == 0, checked.out
    assert prices("trial", "one", 1).code == 0
    assert "RMSE " in prices("studies").out
    for name, word in (("leaderboard.csv", "val_rmse"), ("leaderboard.md", "RMSE")):
        text = (tmp_path / "runs/one" / name).read_text()
        assert "accuracy" not in text
        assert word in text


def test_the_table_does_not_depend_on_the_number_of_workers(prices, tmp_path):
    words = (*RUN, "--task", "regression", "--splits", 2, "--trials", 6)
    for workers in (1, 2):
        answer = prices(*words, "--study", f"by{workers}", "--workers", workers)
        assert answer.code == 0, answer.err
    assert "a regressor that ignores the samples has an R2 of 0" in answer.out
    one, two = (
        [
            (row["candidate"], row["state"], row["val_r2"], row["val_mae"], row["val_loss"])
            for row in prices("leaderboard", f"by{n}", "--all", "--format", "json").json
        ]
        for n in (1, 2)
    )
    assert one == two
    kept = json.loads((tmp_path / "runs/by1/specification.json").read_text())["specification"]
    assert (kept["dataset"]["task"], kept["metric"]) == ("regression", "r2")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "this looks like a regression target"),
        (("--task", "regression", "--metric", "accuracy"), "choose one of r2, rmse, mae (--metric"),
        (("--task", "regression", "--objectives", "f1,n_weights"), "choose one of r2, rmse, mae"),
        (("--task", "regression", "--target", 2), "R2 is at most 1: give a target such as 0.975"),
        (("--dataset", "iris", "--task", "regression"), "its task is classification"),
        (("--dataset", "iris", "--metric", "mae"), "choose one of accuracy, balanced_accuracy"),
        (("--dataset", "diabetes", "--task", "classification"), "its task is regression"),
    ],
)
def test_what_belongs_to_another_task_is_refused(prices, words, sentence):
    given = RUN[:-2] if "--dataset" in words else RUN
    answer = prices(*given, *words)
    assert answer.code in (1, 2)
    assert sentence in answer.err
    assert answer.err.count("\n") == 1


def test_a_target_is_a_value_of_the_metric(prices):
    words = (*RUN, "--task", "regression", "--metric", "rmse", "--splits", 1, "--trials", 4)
    answer = prices(*words, "--target", 900)
    assert "a validation RMSE of 900 is reached" in answer.err
