"""Which trials may be parents in the genetic strategy."""

import optuna
import pytest
from optuna.distributions import FloatDistribution
from optuna.trial import TrialState, create_trial

from actsearch import strategies
from actsearch.strategies import History
from actsearch.strategies.genetic import Genetic, parents_of

GAIN = {"gain": FloatDistribution(0.0, 1.0)}


def trial(gain, value, *, epochs=3, strategy="genetic", outcome="complete"):
    states = {"pruned": TrialState.PRUNED, "failed": TrialState.FAIL}
    curve = dict.fromkeys(range(1, epochs + 1), value)
    return create_trial(
        state=states.get(outcome, TrialState.COMPLETE),
        value=None if outcome == "failed" else value,
        params={"gain": gain},
        distributions=GAIN,
        intermediate_values=curve,
        user_attrs={"strategy": strategy, "outcome": outcome},
    )


def parents(trials, **options):
    """Return the gains of the possible parents of the next trial."""
    study = optuna.create_study(direction="maximize")
    study.add_trials(trials)
    chosen = parents_of(study.get_trials(), Genetic.Options(**options))
    return sorted(individual.genome.params["gain"] for individual in chosen)


def test_the_first_generation_is_random():
    assert parents([trial(0.1, 0.9)], population=4) == []


def test_parents_are_the_last_generation_and_the_best_of_all():
    trials = [trial(n / 10, value) for n, value in enumerate([0.9, 0.1, 0.2, 0.3, 0.4, 0.5])]
    assert parents(trials, population=2, elitism=1) == [0.0, 0.4, 0.5]
    assert parents(trials, population=2, elitism=0) == [0.4, 0.5]


def test_pruned_and_failed_trials_fill_a_generation_like_others():
    last = [trial(0.3, 0.5, epochs=1, outcome="pruned"), trial(0.4, None, outcome="failed")]
    trials = [trial(0.1, 0.9), trial(0.2, 0.8), *last]
    assert parents(trials, population=2, elitism=0) == [0.3]


def test_a_pruned_trial_is_no_better_than_one_that_went_on():
    pruned = trial(0.1, 0.99, epochs=1, outcome="pruned")
    trials = [pruned, trial(0.2, 0.5), trial(0.3, 0.6), trial(0.4, 0.7)]
    assert parents(trials, population=2, elitism=3) == [0.2, 0.3, 0.4]


def test_a_diverged_trial_is_the_worst():
    diverged = trial(0.1, 0.0, epochs=9, outcome="diverged")
    trials = [diverged, trial(0.2, 0.5), trial(0.3, 0.6), trial(0.4, 0.7)]
    assert parents(trials, population=2, elitism=3) == [0.2, 0.3, 0.4]


def test_trials_of_another_strategy_are_the_first_parents():
    trials = [trial(0.1, 0.9, strategy="bayes"), trial(0.2, 0.8, strategy="random")]
    assert parents(trials, population=10) == [0.1, 0.2]


@pytest.mark.parametrize("population", [2, 20])
def test_options_reach_the_sampler(population):
    genetic = strategies.get("genetic")(None, {"population": population, "startup_trials": 0})
    study = optuna.create_study(direction="maximize")
    study.add_trials([trial(n / 10, 0.5 + n / 100) for n in range(5)])
    sampler = genetic.sampler(History(study.trials), None, seed=0)
    has_parents = bool(sampler.infer_relative_search_space(study, study.trials[4]))
    assert has_parents == (population == 2)
