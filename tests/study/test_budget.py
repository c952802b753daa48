"""The target of a budget, in the unit of the metric."""

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
        (100.5, "accuracy", "accuracies are at most 1, or 100 %"),
        (97.5, "r2", "R2 is at most 1: give a target such as 0.975"),
    ],
)
def test_a_target_that_no_trial_can_reach_is_refused(target, metric, message):
    with pytest.raises(UsageError, match=f"no trial can reach {target:g}: {message}"):
        Budget(target_accuracy=target).in_unit_of(metric)


@pytest.mark.parametrize("text", ["high", "-1", "0.5%", "nan", "97,5", ""])
def test_what_is_no_target_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match=r"is no target: write 0.975 or 97.5 for an accuracy of"):
        session.budget(timeout=None, trial_timeout=None, target=text, patience=None, max_failures=3)
