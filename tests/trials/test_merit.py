"""The order of merit of trials."""

import itertools
import math
import random

import pytest
from optuna.trial import TrialState, create_trial

from actsearch.leaderboard import row
from actsearch.trials import Merit, Outcome, TrialRecord, merit


def of(outcome=Outcome.COMPLETE, epochs=10, score=0.9, loss=0.3, number=5):
    return Merit.of(outcome, epochs=epochs, score=score, loss=loss, number=number)


# Best first. Each differs from the one before only by what decides.
IN_ORDER = [
    of(score=0.95, loss=0.9, number=9),
    of(loss=0.1, number=9),
    of(loss=0.2, number=3),
    of(loss=0.2, number=4),
    of(loss=math.nan, number=0),
    of(score=None, number=0),
    of(Outcome.PRUNED, epochs=7, score=0.5),
    of(Outcome.PRUNED, epochs=2, score=0.99),
    of(Outcome.PRUNED, epochs=2, score=0.98),
    of(Outcome.DIVERGED, epochs=9),
    of(Outcome.FAILED, epochs=None, score=None, loss=None, number=1),
    of(Outcome.UNFINISHED, epochs=None, score=None, loss=None, number=0),
    of(Outcome.WAITING, epochs=None, score=None, loss=None, number=0),
]


@pytest.mark.parametrize(("better", "worse"), list(itertools.pairwise(IN_ORDER)))
def test_the_first_thing_that_differs_decides(better, worse):
    assert better > worse


def test_any_order_is_sorted_back():
    shuffled = random.Random(0).sample(IN_ORDER, len(IN_ORDER))
    assert sorted(shuffled, reverse=True) == IN_ORDER


def test_how_long_a_complete_trial_was_trained_does_not_count():
    assert of(epochs=2, score=0.95) > of(epochs=10, score=0.9)


@pytest.mark.parametrize("bad", [None, math.nan, math.inf, -math.inf, "0.9", [0.9]])
def test_what_is_no_finite_number_is_the_worst(bad):
    assert of(score=bad) < of(score=0.0)
    assert of(loss=bad) < of(loss=1e9)


@pytest.mark.parametrize(
    ("state", "outcome", "expected"),
    [
        (TrialState.COMPLETE, "complete", Outcome.COMPLETE),
        (TrialState.COMPLETE, "diverged", Outcome.DIVERGED),
        (TrialState.PRUNED, "pruned", Outcome.PRUNED),
        (TrialState.FAIL, "failed", Outcome.FAILED),
        (TrialState.RUNNING, None, Outcome.UNFINISHED),
        (TrialState.WAITING, None, Outcome.WAITING),
    ],
)
def test_the_outcome_is_read_from_optuna_s_state(state, outcome, expected):
    value = 0.5 if state == TrialState.COMPLETE else None
    trial = create_trial(state=state, value=value, user_attrs={"outcome": outcome})
    assert Outcome.of(trial) is expected
    assert expected.has_result == (expected in ("complete", "pruned", "diverged"))


def test_a_stored_trial_a_record_and_a_row_have_the_same_merit():
    trial = create_trial(value=0.9, user_attrs={"val_loss": 0.3, "outcome": "complete"})
    assert merit(trial)[:4] == of(number=-1)[:4]
    record = TrialRecord(number=3, outcome=Outcome.COMPLETE, score=0.9)
    assert record.merit == row("digits", record).merit == of(loss=None, number=3)
