"""A study that changes its strategy."""

import optuna
import pytest

from actsearch import search_space
from actsearch.strategies import ExactSampler, InPhases, Phase, get, phase_of

PHASES = [Phase(0, "random", {}), Phase(6, "bayes", {}), Phase(9, "genetic", {"population": 3})]


@pytest.mark.parametrize(
    ("number", "strategy"), [(0, "random"), (5, "random"), (6, "bayes"), (9, "genetic")]
)
def test_a_phase_begins_with_its_first_trial(number, strategy):
    assert phase_of(PHASES, number).strategy == strategy


def proposals(strategy, n_trials):
    """Propose for the last trial, after trials that are always the same."""
    space = search_space.load("mnist")
    study = optuna.create_study(direction="maximize", sampler=get("random")(space).sampler(0, 0, 0))
    for number in range(n_trials):
        trial = study.ask()
        space.suggest(trial)
        trial.set_user_attr("strategy", "random")
        study.tell(trial, number / 20)
    study.sampler = ExactSampler(strategy(space), space, seed=1, lookahead=1)
    trial = study.ask()
    space.suggest(trial)
    return trial.params


@pytest.mark.parametrize("number", [5, 6, 9, 14])
def test_each_trial_is_proposed_by_the_strategy_of_its_phase(number):
    phase = phase_of(PHASES, number)
    alone = proposals(lambda space: get(phase.strategy)(space, phase.options), number)
    assert proposals(lambda space: InPhases(PHASES, space), number) == alone
