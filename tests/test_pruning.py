"""The same past, the same decision, whoever decides."""

import random

import pytest

from actsearch import errors, pruning

PRUNERS = [name for name, make in pruning.PRUNERS.items() if make is not None]


def past(trials: int) -> list[list[float]]:
    draw = random.Random(0)
    return [ended(draw.uniform(0.5, 1.0), draw.choice([2, 10])) for _ in range(trials)]


def ended(level: float, epochs: int = 10) -> list[float]:
    return [level * (1 - 1 / (epoch + 1)) for epoch in range(1, epochs + 1)]


def lasts(pruner: str, trials: list, level: float, number: int) -> int:
    """Return after how many of ten epochs a training is stopped."""
    stop = pruning.stop(pruner, trials, number)
    course = [level * (1 - 1 / (epoch + 1)) for epoch in range(1, 11)]
    return next((e for e in range(1, 10) if stop(course[:e])), 10)


@pytest.mark.parametrize("pruner", PRUNERS)
def test_the_same_past_gives_the_same_decision(pruner):
    for number in (12, 13, 15, 19):
        answers = {lasts(pruner, past(12), level=0.7, number=number) for _ in range(5)}
        assert len(answers) == 1


@pytest.mark.parametrize("pruner", PRUNERS)
def test_a_bad_training_is_stopped_and_the_best_goes_on(pruner):
    assert min(lasts(pruner, past(12), level=0.1, number=n) for n in range(12, 18)) < 10
    assert lasts(pruner, past(12), level=2.0, number=12) == 10


@pytest.mark.parametrize("pruner", ["median", "quartile"])
def test_of_a_long_past_the_latest_trials_decide(pruner):
    poor, good = past(250), [ended(0.99) for _ in range(250)]
    assert lasts(pruner, [*good, *poor], level=0.98, number=500) == 10
    assert lasts(pruner, [*poor, *good], level=0.98, number=500) == 1


@pytest.mark.parametrize("pruner", PRUNERS)
def test_the_first_trial_is_never_stopped(pruner):
    assert lasts(pruner, [], level=0.1, number=0) == 10


def test_none_stops_nothing():
    assert pruning.stop("none", past(12), 12) is None


def test_an_unknown_pruner_is_answered_with_what_was_meant():
    with pytest.raises(errors.UsageError, match="did you mean 'median'"):
        pruning.check("medain")
