"""The order of trials in which a strategy learns from the best first."""

import random

import pytest
from optuna.trial import TrialState, create_trial

from actsearch.strategies.ranking import best, ranked


def trial(draw):
    state = draw.choice([TrialState.COMPLETE] * 4 + [TrialState.PRUNED, TrialState.FAIL])
    has_value = state == TrialState.COMPLETE
    attributes = {"val_loss": draw.choice([0.1, 0.2])}
    if has_value and draw.random() < 0.2:
        attributes["outcome"] = "diverged"
    return create_trial(
        state=state,
        value=draw.choice([0.7, 0.8, 0.9]) if has_value else None,
        user_attrs=attributes,
        intermediate_values={0: draw.choice([0.5, 0.95])},
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_best_are_the_first_of_all(seed):
    draw = random.Random(seed)
    trials = [trial(draw) for _ in range(draw.randrange(30))]
    for number, each in enumerate(trials):
        each.number = number
    for count in (0, 1, 3, 10, 40):
        found = [each.number for each in best(trials, count)]
        assert found == [each.number for each in ranked(trials)[:count]]


def test_with_several_objectives_too():
    trials = [create_trial(values=each) for each in ((0.9, 50), (0.8, 60), (0.8, 10))]
    assert [each.values for each in best(trials, 2)] == [[0.9, 50], [0.8, 10]]
