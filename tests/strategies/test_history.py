"""What a trial may know about earlier trials, and how samplers can use it."""

import optuna
import pytest
from optuna.distributions import FloatDistribution
from optuna.samplers import TPESampler
from optuna.trial import TrialState, create_trial

from actsearch.strategies import History

GAIN = {"gain": FloatDistribution(0.0, 1.0)}


@pytest.fixture
def study():
    study = optuna.create_study(direction="maximize")
    study.add_trials(
        create_trial(
            params={"gain": n / 20},
            distributions=GAIN,
            value=n / 20,
            intermediate_values={1: n / 20},
            user_attrs={"val_loss": 0.1},
        )
        for n in range(20)
    )
    return study


def test_of_trials_that_may_still_run_only_the_candidate_is_seen(study):
    seen = History.of(study, 10, lookahead=4).trials
    assert [trial.params for trial in seen] == [trial.params for trial in study.trials[:10]]
    assert [trial.value for trial in seen] == [n / 20 for n in range(7)] + [None] * 3
    assert seen[:7] == study.trials[:7]
    for trial in seen[7:]:
        assert trial.state == TrialState.RUNNING
        assert trial.datetime_complete is None
        assert trial.user_attrs == trial.intermediate_values == {}
        assert trial.distributions == GAIN


def test_the_study_itself_is_left_as_it_is(study):
    before = study.get_trials()
    History.of(study, 10, lookahead=4)
    assert study.get_trials() == before


def test_optunas_samplers_take_it_for_a_study_to_maximize(study):
    history = History.of(study, 20, lookahead=1)
    trial = create_trial(state=TrialState.RUNNING)
    sampler = TPESampler(seed=0)
    joint = sampler.infer_relative_search_space(history.study, trial)
    # The best of these trials have the largest gains.
    assert sampler.sample_relative(history.study, trial, joint)["gain"] > 0.8


def test_what_is_prepared_once_is_computed_once():
    calls = []

    def prepare(history):
        calls.append(history)
        return len(history.trials)

    history = History([create_trial(value=1.0)])
    assert [history.once(prepare) for _ in range(3)] == [1, 1, 1]
    assert calls == [history]
    assert History([]).once(prepare) == 0
