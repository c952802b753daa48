"""Strategies that learn let a plan, and where there is none ``spread``, propose the first trials.

What is planned where parameters may be learned is tested in ``test_probing.py``.
"""

import cheap_study
import optuna
import pytest
from optuna.samplers import TPESampler

from actsearch import search_space, strategies
from actsearch.strategies import ExactSampler, InPhases, Phase
from actsearch.strategies.startup import LearningStrategy
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import begin
from actsearch.study.plan import plan

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


@pytest.mark.parametrize("name", LEARNING)
def test_eighteen_trials_are_planned_unless_a_user_says_more(name):
    assert strategies.get(name).configure({})["startup_trials"] == 18


@pytest.mark.parametrize("name", LEARNING)
def test_it_lets_searched_parameters_be_learned(name):
    prepared = strategies.get(name).prepared(SPACE)
    assert prepared == SPACE.with_learning() != SPACE


@pytest.mark.parametrize("name", LEARNING)
def test_a_study_that_began_before_anything_was_learned_is_carried_on_as_it_began(name, tmp_path):
    """Its space and its options are those of then, also if it is named by today's defaults."""
    space = cheap_study.finite_space(tmp_path)
    today = cheap_study.specification(space, name, seed=0)
    options = today.options | {"startup_trials": 12}
    then = today.model_copy(update={"space": space.to_dict(), "options": options})

    def carried_on(folder, *parts):
        for specification, n_trials in parts:
            with begin(StudyDirectory(tmp_path / folder, "old"), specification) as study:
                cheap_study.carry_on(study, n_trials)
                table = [dict(trial.params) for trial in study.trials]
        return table

    resumed = carried_on("resumed", (then, 5), (today, 20))
    assert resumed == carried_on("at once", (then, 20))
    spread = today.model_copy(update={"space": space.to_dict(), "strategy": "spread"})
    covering = carried_on("spread", (spread.model_copy(update={"options": {}}), 20))
    assert resumed[:12] == covering[:12]
    assert resumed[12:] != covering[12:]
    assert not any(key.endswith("learned") for params in resumed for key in params)


@pytest.mark.parametrize("name", LEARNING)
def test_on_small_data_nothing_is_learned_unless_a_file_says_so(name):
    # Several splits mean that data are few: there learned gains run to their bounds.
    prepared = strategies.get(name).prepared
    assert prepared(SPACE, splits=5) == SPACE
    assert prepared(SPACE, splits=1) == SPACE.with_learning() != SPACE
    assert prepared(SPACE.with_learning(), splits=5) == SPACE.with_learning()


def test_a_plan_for_small_data_learns_only_if_the_strategy_is_for_that():
    for strategy, splits, learns in (
        ("bayes", None, False),
        ("bayes", 1, True),
        ("adaptive", None, True),
        ("random", 1, False),
    ):
        found = plan(None, "iris", strategy=strategy, options={}, splits=splits).space
        assert ("swish.learned" in found.searched()) is learns
