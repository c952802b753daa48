"""Which trials of a long study the Bayesian strategy learns from."""

import numpy as np
import optuna
import pytest
from optuna.distributions import FloatDistribution
from optuna.samplers import TPESampler
from optuna.trial import TrialState, create_trial

from actsearch import search_space, strategies
from actsearch.strategies import History

GAIN = FloatDistribution(0.1, 10.0, log=True)
BEST, LATEST = 25, 225


def history(n_trials):
    rng = np.random.default_rng(0)
    return [
        create_trial(
            params={"gain": gain}, distributions={"gain": GAIN}, value=float(rng.uniform(0.9, 1.0))
        )
        for gain in rng.uniform(0.1, 10.0, n_trials)
    ]


def optunas_proposal(trials):
    return _proposal(trials, lambda _history, _trial: TPESampler(seed=7))


def proposal(trials):
    bayes = strategies.get("bayes")(search_space.load("sigmoid-gain"))
    return _proposal(trials, lambda history, trial: bayes.sampler(history, trial, seed=7))


def _proposal(trials, make_sampler):
    study = optuna.create_study(direction="maximize")
    study.add_trials(trials)
    trial = create_trial(state=TrialState.RUNNING)
    history = History(study.get_trials())
    sampler = make_sampler(history, trial)
    study = history.study
    joint = sampler.infer_relative_search_space(study, trial)
    drawn = sampler.sample_relative(study, trial, joint)
    return drawn["gain"] if drawn else sampler.sample_independent(study, trial, "gain", GAIN)


@pytest.mark.parametrize("n_trials", [5, 60, BEST + LATEST])
def test_it_is_optunas_sampler_while_a_study_is_not_long(n_trials):
    trials = history(n_trials)
    assert proposal(trials) == optunas_proposal(trials)


def test_of_a_long_study_it_sees_the_best_and_the_latest():
    trials = history(600)
    early = sorted(trials[:-LATEST], key=lambda trial: -trial.value)
    seen = [trial for trial in trials[:-LATEST] if trial in early[:BEST]] + trials[-LATEST:]
    assert proposal(trials) == optunas_proposal(seen)
    assert proposal(trials) != optunas_proposal(trials[-len(seen) :])
