"""Strategies that learn may let ``spread`` propose the first trials of a study."""

import optuna
import pytest
from optuna.samplers import TPESampler

from actsearch import search_space, strategies
from actsearch.strategies import ExactSampler, InPhases, Phase
from actsearch.strategies.startup import LearningStrategy

LEARNING = [
    name for name, each in strategies.strategies().items() if issubclass(each, LearningStrategy)
]
SPACE = search_space.load("mnist")


def proposals(strategy, n_trials, *, failed=()):
    study = optuna.create_study(
        direction="maximize", sampler=ExactSampler(strategy, SPACE, seed=3, lookahead=1)
    )
    study.enqueue_trial(SPACE.baseline())
    for number in range(n_trials):
        trial = study.ask()
        SPACE.suggest(trial)
        if number in failed:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
        else:
            study.tell(trial, (number % 7) / 10)
    return [trial.params for trial in study.trials]


def by(name, **options):
    return strategies.get(name)(SPACE, options)


def test_those_that_learn():
    assert LEARNING == ["bayes", "genetic"]


@pytest.mark.parametrize("name", LEARNING)
def test_spread_proposes_the_first_trials_and_no_others(name):
    covering = proposals(by("spread"), 20)
    started = proposals(by(name, startup_trials=15), 20)
    assert started[:15] == covering[:15]
    # What has no parameters may be proposed by both.
    assert not any(params in covering for params in started[15:] if len(params) > 1)


@pytest.mark.parametrize("name", LEARNING)
def test_without_startup_trials_it_begins_at_random(name):
    assert proposals(by(name, startup_trials=0), 10) == proposals(by("random"), 10)


@pytest.mark.parametrize("n_trials", [1, 4, 12])
@pytest.mark.parametrize("failed", [(), range(12)])
def test_tpe_takes_over_at_once_whatever_is_known(n_trials, failed, monkeypatch):
    drawn = []
    monkeypatch.setattr(TPESampler, "_sample", _counted(TPESampler._sample, drawn), raising=True)
    proposals(by("bayes", startup_trials=n_trials), n_trials, failed=failed)
    assert not drawn
    proposals(by("bayes", startup_trials=n_trials), n_trials + 1, failed=failed)
    assert drawn


def _counted(function, calls):
    def count(*arguments):
        calls.append(1)
        return function(*arguments)

    return count


@pytest.mark.parametrize("name", LEARNING)
def test_the_first_trials_are_counted_from_the_beginning_of_the_study(name):
    covering = proposals(by("spread"), 16)

    def begun_late(startup_trials):
        later = Phase(12, name, {"startup_trials": startup_trials})
        return proposals(InPhases([Phase(0, "random", {}), later], SPACE), 16)

    assert not any(params in covering for params in begun_late(12)[12:])
    assert begun_late(14)[12:14] == covering[12:14]
