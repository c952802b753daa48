"""The target of a budget, in the unit of the metric."""

from dataclasses import replace

import made_studies
import pytest

from actsearch.cli import session
from actsearch.errors import UsageError
from actsearch.study.budget import Budget


@pytest.mark.parametrize(
    ("text", "metric", "target"),
    [
        ("0.975", "accuracy", 0.975),
        ("97.5", "accuracy", 0.975),
        ("97.62%", "balanced_accuracy", 0.9762),
        ("1", "accuracy", 1.0),
        ("100", "f1", 1.0),
        ("0", "accuracy", 0.0),
        ("0.5", "r2", 0.5),
        ("97.5", "rmse", 97.5),
        ("900", "mae", 900.0),
        ("-0.3", "log_loss", -0.3),
        ("-0.2", "matthews_corrcoef", -0.2),
    ],
)
def test_a_target_is_read_in_the_unit_of_the_metric(text, metric, target):
    budget = session.budget(
        timeout=None, trial_timeout=None, target=text, patience=None, max_failures=3
    )
    assert budget.in_unit_of(metric).target_accuracy == target


@pytest.mark.parametrize(
    ("target", "metric", "message"),
    [
        (100.5, "accuracy", "this metric is at most 1, or 100 %"),
        (0.5, "log_loss", "the negative log loss is at most 0: give a target such as -0.3"),
        (97.5, "r2", "R2 is at most 1: give a target such as 0.975"),
    ],
)
def test_a_target_that_no_trial_can_reach_is_refused(target, metric, message):
    with pytest.raises(UsageError, match=f"no trial can reach {target:g}: {message}"):
        Budget(target_accuracy=target).in_unit_of(metric)


def test_an_accuracy_that_every_trial_reaches_is_refused():
    with pytest.raises(UsageError, match=r"every trial reaches -1: give 0.975 or 97.5"):
        Budget(target_accuracy=-1).in_unit_of("accuracy")


@pytest.mark.parametrize(("target", "reached"), [(0.7, False), (0.55, True)])
def test_a_target_is_compared_with_the_metric_of_the_study(target, reached):
    trial = made_studies.trial(0, 0.6, metric="balanced_accuracy")
    (run,) = trial.evaluation.runs
    run = replace(run, scores={**run.scores, "accuracy": (0.8,) * 4})
    trial = replace(trial, evaluation=replace(trial.evaluation, runs=(run,)))
    said = Budget(target_accuracy=target).exhausted([trial], seconds=0.0)
    assert said == ("a validation balanced accuracy of 0.55 is reached" if reached else None)


@pytest.mark.parametrize("text", ["high", "0.5%", "nan", "inf", "97,5", ""])
def test_what_is_no_target_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match=r"is no target: write 0.975 or 97.5 for an accuracy of"):
        session.budget(timeout=None, trial_timeout=None, target=text, patience=None, max_failures=3)
