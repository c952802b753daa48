"""``actsearch verify``: exit codes and messages."""

import json
import sqlite3
from contextlib import closing

import pytest

SPACE = """
[network]
hidden_layer_sizes = [16]
[training]
epochs = 2
batch_size = 50
[activations.relu]
[activations.swish]
beta = { min = 0.1, max = 10.0, log = true }
"""


@pytest.fixture
def run(actsearch, tmp_path, mnist_subset):
    (tmp_path / "small.toml").write_text(SPACE)
    answer = actsearch(
        *("run", "--space", "small.toml", "--dataset", mnist_subset, "--study", "small"),
        *("--trials", 4, "--workers", 1),
    )
    assert answer.code == 0, answer.err
    return tmp_path / "runs" / "small"


def contents(folder):
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()}


def test_what_a_worker_trained_comes_out_again_here(actsearch, run):
    before = contents(run)
    answer = actsearch("verify", "--trials", 4)
    assert answer.code == 0, answer.out
    lines = answer.out.splitlines()
    assert len(lines) == 11
    assert all(line.startswith("ok ") for line in lines)
    assert "trial 3 comes out the same to the last bit" in lines[-1]
    assert "[4/4] training trial 3 anew" in answer.err
    assert "study 'small': all is as it was stored" in answer.err
    assert contents(run) == before


def test_json_has_the_digests(actsearch, run):
    answer = actsearch("verify", "small", "--trials", 2, "--format", "json", "--quiet")
    assert answer.code == 0
    assert answer.err == ""
    assert [one["check"] for one in answer.json] == [
        *("database", "trials", "specification", "phases", "data", "environment", "proposals"),
        *("training", "training"),
    ]
    assert all(
        one.keys() == {"check", "status", "message", "trial", "digest"} for one in answer.json
    )
    assert all(len(one["digest"]) == 64 for one in answer.json if one["check"] == "training")


def test_a_changed_value_is_exit_code_1_and_named(actsearch, run):
    with closing(sqlite3.connect(run / "study.db")) as connection:
        connection.execute(
            "UPDATE trial_user_attributes SET value_json = json_set(value_json, "
            "'$[0].train_losses[0]', 0.5) WHERE key = 'runs'"
        )
        connection.commit()
    answer = actsearch("verify", "small", "--trials", 1)
    assert answer.code == 1
    assert "was stored with training loss 0.5, re-trained it has" in answer.out
    assert "1 of 8 checks failed" in answer.err
    assert actsearch("verify", "small", "--trials", 0).code == 0


def test_drift_alone_is_a_warning(actsearch, run):
    recorded = json.loads((run / "environment.json").read_text())
    recorded[-1]["python"] = "2.7"
    (run / "environment.json").write_text(json.dumps(recorded))
    answer = actsearch("verify", "small", "--trials", 0)
    assert answer.code == 0
    assert "warning  environment    the environment has changed: python 2.7 -> 3." in answer.out
    assert "all is as it was stored; 1 warning" in answer.err


def test_a_damaged_database_is_exit_code_1_without_traceback(actsearch, run):
    (run / "study.db").write_bytes(b"nothing" * 1000)
    answer = actsearch("verify", "small")
    assert answer.code == 1
    assert "failed   database" in answer.out
    assert "Traceback" not in answer.out + answer.err


def test_what_is_not_there_is_exit_code_3(actsearch, run):
    assert actsearch("verify", "smal").code == 3
    (run / "study.db").unlink()
    assert actsearch("verify", "small").code == 3
    assert actsearch("verify", "--runs-dir", "nowhere").code == 3


def test_a_negative_number_of_trials_is_exit_code_2(actsearch, run):
    assert actsearch("verify", "--trials", -1).code == 2
