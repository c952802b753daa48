"""Objectives as they are written, and what is said of wrong ones."""

import cheap_study
import pytest

from actsearch import objectives
from actsearch.errors import UsageError
from actsearch.objectives import parse_objectives


@pytest.mark.parametrize(
    ("given", "metric", "expected"),
    [
        (None, "f1_macro", ("f1_macro", [])),
        ("accuracy", "accuracy", ("accuracy", [])),
        ("f1_macro,n_weights", "accuracy", ("f1_macro", ["n_weights"])),
        (" accuracy , epochs ", "accuracy", ("accuracy", ["epochs"])),
        # The order of costs changes nothing, so that it makes no other study either.
        (("f1", "inference", "n_weights"), "f1", ("f1", ["n_weights", "inference"])),
    ],
)
def test_a_metric_and_then_costs(given, metric, expected):
    assert parse_objectives(given, metric) == expected


@pytest.mark.parametrize(
    ("given", "metric", "message"),
    [
        ("accuracy,n_weight", "accuracy", "unknown 'n_weight' .*did you mean 'n_weights'"),
        ("accuracy,epochs,epochs", "accuracy", "'epochs' is there twice"),
        ("n_weights,epochs", "accuracy", "none of them is a metric"),
        ("n_weights,accuracy", "accuracy", "the metric 'accuracy' is not the first"),
        ("accuracy,f1", "accuracy", "'f1' is a second metric"),
        ("accuracy,epochs", "f1", "the metric is to be 'f1'"),
        ("", "accuracy", "unknown ''"),
        ("acuracy,epochs,epochs", "accuracy", "unknown 'acuracy' .*; 'epochs' is there twice"),
        ([3, "accuracy"], "accuracy", "unknown '?3"),
    ],
)
def test_one_sentence_says_all_that_is_wrong(given, metric, message):
    with pytest.raises(UsageError, match=message) as raised:
        parse_objectives(given, metric)
    assert str(raised.value).endswith(
        "(n_weights, epochs, inference), such as 'accuracy,n_weights'"
    )
    assert raised.value.parameter == "objectives"


def test_what_an_old_evaluation_lacks_is_left_out():
    old = cheap_study.evaluation((0.5, 0.6))
    assert objectives.costs(objectives.COSTS, old) == {"n_weights": 10.0, "epochs": 2.0}
