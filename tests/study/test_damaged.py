"""A study that has lost something is not carried on as if it had not; nor by a wrong argument."""

import json
import sqlite3
from contextlib import closing

import cheap_study
import numpy as np
import pytest

from actsearch import load_study, search, strategies
from actsearch.errors import StorageError, UsageError
from actsearch.study.directory import StudyDirectory
from actsearch.trials.stored import DamagedTrialError
from actsearch.verification import verify


def change(runs, statement):
    with closing(sqlite3.connect(runs / "cheap" / "study.db")) as connection:
        assert connection.execute(statement).rowcount > 0
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM trial_params WHERE trial_id = 2", "parameters that are not of its search"),
        (
            "DELETE FROM trial_user_attributes WHERE key = 'runs' AND trial_id = 2",
            "a result without the runs",
        ),
        ("UPDATE trial_values SET value = 0.5 WHERE trial_id = 2", "has the score 0.5, but"),
    ],
)
def test_a_trial_that_has_lost_something_ends_the_run(statement, words, tmp_path):
    cheap_study.run(tmp_path, "bayes", 4, seed=0)
    change(tmp_path, statement)
    with pytest.raises(DamagedTrialError, match=words):
        cheap_study.run(tmp_path, "bayes", 5, seed=0)


GENETIC = strategies.get("genetic").configure({})


@pytest.mark.parametrize(
    ("phases", "words"),
    [
        ([(2, "evolution", {})], "phase 2: unknown strategy 'evolution'"),
        ([(2, "genetic", GENETIC | {"population": 1})], "phase 2: option 'population'"),
        ([(2, "random", {"population": 5})], "phase 2: strategy 'random' has no option"),
        ([(2, "grid", {})], "phase 2: 'grid' can only be the first"),
        ([(3, "random", {}), (2, "bayes", {})], "phase 3: it begins with trial 2, expected"),
        ([(2, "random", {}), (2, "bayes", {})], "phase 3: it begins with trial 2, expected"),
        ([(5, "random", {})], "phase 2: it begins with trial 5, expected one from 0 to 4"),
        ([(-1, "random", {})], "attribute 'turns.0.first_trial'"),
    ],
)
def test_damaged_phases_are_one_finding_and_the_user_is_not_blamed(
    actsearch, phases, words, tmp_path
):
    runs = tmp_path / "runs"
    cheap_study.run(runs, "bayes", 4, seed=0)
    names = ("first_trial", "strategy", "options")
    stored = json.dumps([dict(zip(names, phase, strict=True)) for phase in phases])
    change(
        runs,
        "INSERT INTO study_user_attributes (study_id, key, value_json) "
        f"VALUES (1, 'turns', '{stored}')",
    )
    found = {each.check: each for each in verify(StudyDirectory(runs, "cheap"), trials=0)}
    assert found["phases"].status == "failed"
    assert words in found["phases"].message
    for more in ([], ["--strategy", "random"]):
        answer = actsearch("resume", "cheap", "--more", 1, *more)
        assert answer.code == 1
        assert "study 'cheap'" in answer.err
        assert words in answer.err
        assert "--" not in answer.err


def test_the_phases_of_an_honest_study_are_named(tmp_path):
    cheap_study.run(tmp_path, "bayes", 4, seed=0)
    with cheap_study.opened(tmp_path, "bayes", seed=0) as study:
        study.enter(study.phase_by("genetic", GENETIC))
    found = {each.check: each for each in verify(StudyDirectory(tmp_path, "cheap"), trials=0)}
    assert found["phases"].status == "ok"
    assert found["phases"].message == "bayes from trial 0; genetic from trial 4"


@pytest.mark.parametrize(
    ("key", "value"),
    [("seed", "0"), ("seed", 0.0), ("lookahead", "3"), ("lookahead", True), ("pruner", 1)],
)
def test_a_specification_with_a_value_of_another_type_is_refused(key, value, tmp_path):
    cheap_study.run(tmp_path, "random", 1, seed=0)
    path = StudyDirectory(tmp_path, "cheap").specification
    content = json.loads(path.read_text())
    content["specification"][key] = value
    path.write_text(json.dumps(content))
    with pytest.raises(StorageError, match=rf"not a study's specification \(specification\.{key}"):
        load_study("cheap", runs_dir=tmp_path)


WRONG = [
    {"patience": 0},
    {"patience": 5.0},
    {"target_accuracy": float("nan")},
    {"trial_timeout": -1},
    {"trial_timeout": "1s"},
    {"trial_timeout": 9999999999},
    {"timeout": 1e10},
    {"trials": 0},
    {"trials": 2.5},
    {"workers": 0},
    {"workers": 10**6},
    {"lookahead": 10**6},
    {"seed": -1},
    {"seed": 1.5},
    {"lookahead": 0},
    {"epochs": True},
    {"dask": "nowhere"},
    {"dask": 8786},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_argument_is_refused_before_anything_is_stored(wrong, tmp_path):
    arguments = {"dataset": "digits", "trials": 2, "epochs": 1, "runs_dir": tmp_path} | wrong
    (name,) = wrong
    with pytest.raises(UsageError, match=f"(?i){name}"):
        search(**arguments)
    assert list(tmp_path.iterdir()) == []


def test_numbers_of_numpy_are_taken(tmp_path):
    study = search(
        dataset="digits",
        trials=np.int64(2),
        epochs=np.int32(1),
        seed=np.uint8(1),
        patience=np.int64(5),
        target_accuracy=np.float32(0.999),
        runs_dir=tmp_path,
        workers=1,
        confirm=0,
    )
    assert len(study.trials) == 2
    stored = StudyDirectory(tmp_path, study.name).specification.read_text()
    assert json.loads(stored)["specification"]["seed"] == 1


def test_a_resume_that_is_refused_leaves_the_study_as_it_was(actsearch, tmp_path):
    data = tmp_path / "table.csv"
    rows = [f"{number},{number % 7},{number % 2}" for number in range(60)]
    data.write_text("\n".join(["a,b,y", *rows]))
    words = ("--dataset", data, "--trials", 2, "--epochs", 1, "--study", "small", "--quiet")
    assert actsearch("run", *words).code == 0
    data.write_text("\n".join(["a,b,y", "99,0,1", *rows]))
    refused = actsearch("resume", "small", "--more", 2, "--strategy", "genetic", "--patience", 9)
    assert refused.code == 1
    assert "have changed" in refused.err
    attributes = load_study("small", runs_dir=tmp_path / "runs").attributes
    assert (attributes.trials, attributes.later_phases, attributes.budget.patience) == (2, [], None)
