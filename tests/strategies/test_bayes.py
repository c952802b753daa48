"""What the Bayesian strategy is shown of a long study."""

import numpy as np
import optuna
import pytest
from optuna.distributions import FloatDistribution
from optuna.samplers import TPESampler
from optuna.trial import create_trial

from actsearch import search_space, strategies

GAIN = FloatDistribution(0.1, 10.0, log=True)
BEST, LATEST = 25, 225


def past(n_trials):
    rng = np.random.default_rng(0)
    return [
        create_trial(
            params={"gain": gain}, distributions={"gain": GAIN}, value=float(rng.uniform(0.9, 1.0))
        )
        for gain in rng.uniform(0.1, 10.0, n_trials)
    ]


def proposal(sampler, trials):
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.add_trials(trials)
    return study.ask({"gain": GAIN}).params["gain"]


def bayes():
    strategy = strategies.get("bayes")
    return strategy.samplers(search_space.load("sigmoid-gain"), strategy.configure({}))(0, 7)


@pytest.mark.parametrize("n_trials", [5, 60, BEST + LATEST])
def test_it_is_optunas_sampler_while_a_study_is_not_long(n_trials):
    trials = past(n_trials)
    assert proposal(bayes(), trials) == proposal(TPESampler(seed=7), trials)


def test_of_a_long_study_it_sees_the_best_and_the_latest():
    trials = past(600)
    early = sorted(trials[:-LATEST], key=lambda trial: -trial.value)
    seen = [trial for trial in trials[:-LATEST] if trial in early[:BEST]] + trials[-LATEST:]
    assert proposal(bayes(), trials) == proposal(TPESampler(seed=7), seen)
    assert proposal(bayes(), trials) != proposal(TPESampler(seed=7), trials[-len(seen) :])
