"""Studies of version 0.1 are read, checked and continued as before.

``tests/version_0_1`` holds two of them, and what that version's leaderboard said of each:
``mixed`` changed its strategy on the way, ``diverge`` has trainings that ran away.
"""

import json
import shutil
import tomllib
from pathlib import Path

import optuna
import pytest

from actsearch import MLPClassifier, load_study, search
from actsearch.storage.open import opened
from actsearch.study import opening
from actsearch.study.directory import StudyDirectory

STUDIES = Path(__file__).parents[1] / "version_0_1"
NAMES = sorted(folder.name for folder in STUDIES.iterdir())

# The file that ``diverge`` was begun with.
BIG = """
description = "with divergence"
[network]
hidden_layer_sizes = { values = [[16], [16, 16]] }
[training]
epochs = 4
solver = { values = ["adam", "sgd"] }
learning_rate_init = { min = 1e-3, max = 1000.0, log = true }
[activations.relu]
[activations.leaky_relu]
slope = { min = -0.5, max = 0.9 }
"""


@pytest.fixture
def runs(tmp_path):
    """Return a runs folder with copies, which a test may change."""
    shutil.copytree(STUDIES, tmp_path / "runs")
    return tmp_path / "runs"


@pytest.mark.parametrize("name", NAMES)
def test_the_leaderboard_says_what_it_said(name, runs, actsearch):
    answer = actsearch("leaderboard", name, "--all", "--sort", "trial", "--format", "json")
    assert answer.code == 0, answer.err
    expected = json.loads((runs / name / "leaderboard.json").read_text())
    for row in expected:
        # Since then, who cannot be told apart shares a rank.
        del row["rank"]
    assert [{key: row[key] for key in expected[0]} for row in answer.json] == expected


@pytest.mark.parametrize("name", NAMES)
def test_it_agrees_with_itself(name, runs, actsearch):
    answer = actsearch("verify", name, "--trials", 0, "--format", "json")
    assert answer.code == 0, answer.out
    checks = {finding["check"]: finding["status"] for finding in answer.json}
    assert checks.pop("environment") in ("ok", "warning")
    assert set(checks.values()) == {"ok"}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_carried_on(name, runs, actsearch):
    before = json.loads((runs / name / "leaderboard.json").read_text())
    assert actsearch("resume", name, "--more", 2, "--quiet").code == 0
    rows = actsearch("leaderboard", name, "--all", "--sort", "trial", "--format", "json").json
    assert len(rows) == len(before) + 2
    assert [row["candidate"] for row in rows[:-2]] == [row["candidate"] for row in before]
    last = "genetic" if name == "mixed" else "bayes"
    assert [row["strategy"] for row in rows[-2:]] == [last, last]


def test_the_same_strategy_begins_no_new_phase(runs, actsearch):
    # Its stored options lack the one that came later: then no trials were proposed as by spread.
    study = StudyDirectory(runs, "mixed")
    with opening.resume(study) as before:
        phases = before.phases
    same = ("--strategy", "genetic", "--startup-trials", 0)
    assert actsearch("resume", "mixed", *same, "--more", 1, "--quiet").code == 0
    with opening.resume(study) as after:
        assert after.phases == phases


def test_the_same_search_carries_it_on(runs):
    # Its frozen search space lacks the training settings that came later.
    before = load_study("diverge", runs_dir=runs)
    written = tomllib.loads(BIG)
    written["training"] |= {"checkpoints": None, "batch_size": 100}
    study = search(
        space=written,
        dataset="digits",
        splits=1,
        pruner="quartile",
        trials=len(before.trials) + 2,
        workers=1,
        study="diverge",
        runs_dir=runs,
    )
    assert study.trials[:-2] == before.trials
    assert [trial.strategy for trial in study.trials[-2:]] == ["bayes"] * 2


@pytest.mark.parametrize(
    ("setting", "difference"),
    [
        # What the same command means today.
        ("", "(space.training.checkpoints: None -> 10; space.training.batch_size: 100 -> None;"),
        ("", "; pruner: quartile -> wilcoxon; splits: 1 -> 5)"),
        ('learning_rate = "linear"', "; space.training.learning_rate: constant -> linear;"),
        ("alpha = 0.1", "; space.training.alpha: 0.0 -> 0.1;"),
    ],
)
def test_another_training_is_refused_with_the_difference(
    setting, difference, runs, actsearch, tmp_path
):
    space = tmp_path / "big.toml"
    space.write_text(BIG.replace("epochs = 4", f"epochs = 4\n{setting}"))
    answer = actsearch("run", "--dataset", "digits", "--space", space, "--study", "diverge")
    assert answer.code != 0
    assert difference in answer.err.replace("\n", " ")


@pytest.mark.parametrize("name", NAMES)
def test_a_candidate_is_trained_as_then(name, runs, actsearch):
    answer = actsearch("verify", name, "--trials", 3, "--format", "json")
    (environment,) = (each["message"] for each in answer.json if each["check"] == "environment")
    if "BLAS" in environment:
        pytest.skip(f"another processor or BLAS may round differently: {environment}")
    retrained = [finding for finding in answer.json if finding["check"] == "training"]
    assert [finding["status"] for finding in retrained] == ["ok"] * 3


def test_a_long_study_is_validated_after_each_epoch(runs, actsearch):
    file = runs / "long" / "specification.json"
    file.parent.mkdir()
    written = json.loads((runs / "diverge" / "specification.json").read_text())
    frozen = written["specification"]
    assert frozen["format"] == 1
    assert "checkpoints" not in frozen["space"]["training"]
    frozen["space"]["training"]["epochs"] = 12
    frozen["pruner"] = "none"
    file.write_text(json.dumps(written | {"study": "long"}))
    # As that version left a study that was killed before its first trial.
    with opened(f"sqlite:///{file.parent}/study.db", "create") as storage:
        study = optuna.create_study(study_name="long", storage=storage, direction="maximize")
        study.set_user_attr("specification", frozen)
        study.set_user_attr("trials", 1)
    answer = actsearch("resume", "long", "--quiet")
    assert answer.code == 0, answer.err
    (trial,) = load_study("long", runs_dir=runs).trials
    (run,) = trial.evaluation.runs
    assert (run.checkpoints, run.epochs, run.averaged, run.seed) == (12, 12, 1, 0)
    assert trial.score == run.scores["accuracy"][-1]
    answer = actsearch("verify", "long", "--trials", 1)
    assert answer.code == 0, answer.out


def test_every_epoch_is_shown(runs, actsearch):
    whole = actsearch("trial", "mixed", 0, "--format", "json").json
    assert len(whole["curves"]) == whole["epochs"] == 3
    assert whole["curves"][-1]["val_accuracy"] == whole["val_accuracy"]


@pytest.mark.parametrize("name", NAMES)
def test_the_best_candidate_can_be_taken_away(name, runs):
    best = load_study(name, runs_dir=runs).best_trial
    assert str(best.candidate) == best.description.candidate
    assert MLPClassifier.from_candidate(best.candidate).max_iter == best.evaluation.epochs
