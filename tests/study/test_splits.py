"""Studies that train each candidate on several splits: as exact as those with one."""

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict
from statistics import fmean

import cheap_study
import pytest

from actsearch import search
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read
from actsearch.verification import verify

SPLITS = 6
SPACE = {
    "network": {"hidden_layer_sizes": [8]},
    "training": {"epochs": 2, "learning_rate_init": {"values": [1e-5, 0.01, 1e35]}},
    "activations": {"relu": {}, "sigmoid": {"gain": {"min": 0.1, "max": 4.0, "log": True}}},
}


def check_trials(trials, seeds, scored):
    """Check what holds for every trial with a result."""
    for trial in trials:
        runs = trial.evaluation.runs
        assert trial.evaluation.n_splits == len(seeds)
        assert [run.seed for run in runs] == list(seeds[: len(runs)])
        if trial.outcome == "diverged":
            continue
        assert trial.score == fmean(scored(run) for run in runs)
        assert (trial.outcome == "pruned") == (len(runs) < len(seeds))


@pytest.mark.parametrize("strategy", ["bayes", "genetic"])
def test_the_table_does_not_depend_on_who_is_ready_first(strategy, tmp_path):
    expected = cheap_study.run(tmp_path / "serial", strategy, 24, seed=1, splits=SPLITS)
    assert {state for _, _, _, state, *_ in expected} == {"COMPLETE", "PRUNED"}
    workers = cheap_study.LateWorkers(3)
    found = cheap_study.run(tmp_path / "late", strategy, 24, seed=1, splits=SPLITS, workers=workers)
    assert found == expected


def test_a_trial_is_told_as_the_mean_of_the_splits_it_reached(tmp_path):
    cheap_study.run(tmp_path, "random", 24, seed=1, splits=SPLITS)
    study = read(StudyDirectory(tmp_path, "cheap"))
    assert len(set(study.specification.seeds)) == SPLITS
    check_trials(study.trials, study.specification.seeds, lambda run: run.scores["accuracy"][-1])
    with cheap_study.opened(tmp_path, "random", seed=1, splits=SPLITS) as opened:
        stored = [(trial.value, trial.intermediate_values) for trial in opened.trials]
    for trial, (value, told) in zip(study.trials, stored, strict=True):
        scores = [run.scores["accuracy"][-1] for run in trial.evaluation.runs]
        assert told == {n: fmean(scores[:n]) for n in range(1, len(scores) + 1)}
        assert value == trial.score == told[len(scores)]


def of_the_study(study):
    return [
        (
            trial.number,
            trial.outcome,
            trial.parameters,
            trial.score,
            [(run.seed, run.scores, run.val_losses) for run in trial.evaluation.runs],
        )
        for trial in study.trials
    ]


def trained(runs, workers):
    return search(
        space=SPACE,
        dataset="digits",
        strategy="random",
        splits=SPLITS,
        metric="f1_macro",
        pruner="wilcoxon",
        trials=9,
        workers=workers,
        lookahead=4,
        confirm=0,
        study="s",
        runs_dir=runs,
    )


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Return a study that was really trained, by one process, and its folder of studies."""
    runs = tmp_path_factory.mktemp("splits")
    return trained(runs, workers=1), runs


@pytest.fixture
def copied(finished, tmp_path):
    """Return a copy that a test may change."""
    shutil.copytree(finished[1], tmp_path / "runs")
    return StudyDirectory(tmp_path / "runs", "s")


def test_the_table_does_not_depend_on_the_number_of_processes(finished, tmp_path):
    assert of_the_study(trained(tmp_path, workers=2)) == of_the_study(finished[0])


def test_it_has_trials_of_all_kinds_scored_by_its_metric(finished):
    study, _ = finished
    assert {trial.outcome for trial in study.trials} == {"complete", "pruned", "diverged"}
    assert {trial.evaluation.metric for trial in study.trials} == {"f1_macro"}
    assert study.attributes.n_validation == 288
    # Of a classifier that gives all to one of ten classes, which has a share of about a tenth.
    assert study.attributes.constant == pytest.approx(0.2 / 11, abs=1e-3)
    check_trials(study.trials, study.specification.seeds, lambda run: run.score("f1_macro"))
    diverged = next(trial for trial in study.trials if trial.outcome == "diverged")
    assert (len(diverged.evaluation.runs), diverged.score) == (1, 0.0)


def test_verify_trains_all_runs_again(finished):
    study, runs = finished
    findings = list(verify(StudyDirectory(runs, "s"), trials=len(study.trials)))
    assert {finding.status for finding in findings} == {"ok"}
    messages = {finding.trial: finding.message for finding in findings if finding.trial is not None}
    assert messages.keys() == {trial.number for trial in study.trials}
    for trial in study.trials:
        checkpoints = sum(run.checkpoints for run in trial.evaluation.runs)
        assert f"checkpoints: {checkpoints} (" in messages[trial.number]


def change_runs(study, trial, runs):
    with closing(sqlite3.connect(study.database)) as connection:
        changed = connection.execute(
            "UPDATE trial_user_attributes SET value_json = ? WHERE key = 'runs' AND trial_id = "
            "(SELECT trial_id FROM trials WHERE number = ?)",
            [json.dumps(runs), trial.number],
        )
        assert changed.rowcount == 1
        connection.commit()


def complaint(study, trial):
    findings = verify(study, trials=100)
    return next(finding.message for finding in findings if finding.trial == trial.number)


def test_a_run_that_was_changed_is_named(copied, finished):
    trial = next(trial for trial in finished[0].trials if trial.outcome == "complete")
    runs = [asdict(run) for run in trial.evaluation.runs]
    runs[4]["train_losses"] = [1.5, 1.5]
    change_runs(copied, trial, runs)
    assert "with training loss 1.5, re-trained it has" in complaint(copied, trial)
    assert "from checkpoint 1 on of split 5;" in complaint(copied, trial)


def test_a_run_that_was_lost_is_missed(copied, finished):
    trial = next(trial for trial in finished[0].trials if trial.outcome == "complete")
    change_runs(copied, trial, [asdict(run) for run in trial.evaluation.runs[:-1]])
    assert "was stored with 5 runs, re-trained: 6" in complaint(copied, trial)
    trials = next(finding for finding in verify(copied, trials=0) if finding.check == "trials")
    assert f"trial {trial.number} has epochs 12, but its runs give 10" in trials.message
