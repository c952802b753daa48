"""Search as a function of its history: what makes a study's table independent of how it was run."""

from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, RandomSampler
from optuna.study import Study
from optuna.trial import FrozenTrial

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import SamplerFactory
from actsearch.strategies.draft import Draft
from actsearch.strategies.past import past_of
from actsearch.strategies.seeds import derive_seed

# How often a strategy is asked for a candidate that was not tried before, and chance after it; the
# last answer is taken, since a finite space may have no other left.
_ATTEMPTS = 20


class ExactSampler(BaseSampler):
    """Give every trial a fresh sampler, a fixed past, and a candidate that was not tried before.

    A trial's candidate depends on nothing but the study's seed, the trial's number and its past:
    the results that :func:`past_of` shows it, and the proposals of all trials before it. A
    process that is killed anywhere and another that carries on, with any number of workers,
    propose what a single one would have.

    Parameters
    ----------
    factory : callable
        Makes, for a trial and its past, what makes its samplers.
    space : SearchSpace
        What the trials draw from.
    seed : int
        Of the study.
    lookahead : int
        How many trials may be under way at once.
    """

    def __init__(
        self, factory: SamplerFactory, space: SearchSpace, seed: int, lookahead: int
    ) -> None:
        self._factory = factory
        self._space = space
        self._seed = seed
        self._lookahead = lookahead

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Draw the trial's candidate, and return where each of its parameters came from."""
        past = past_of(study, trial.number, self._lookahead)
        tried = [other.params for other in past.get_trials(deepcopy=False)]
        by_strategy = self._factory(past, trial)
        for attempt in range(2 * _ATTEMPTS):
            make_sampler = by_strategy if attempt < _ATTEMPTS else _by_chance
            seed = derive_seed(self._seed, trial.number, attempt)
            self._draft = Draft(make_sampler, past, trial, seed)
            self._space.suggest(self._draft)
            if self._draft.params not in tried:
                break
        return self._draft.distributions

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Return the parameters that have been drawn."""
        del study, trial, search_space
        return self._draft.params

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Refuse: a trial asks for nothing that its search space does not draw."""
        del study, param_distribution
        raise AssertionError(f"{param_name} was not drawn for trial {trial.number}")


def _by_chance(seed: int) -> BaseSampler:
    return RandomSampler(seed=seed)
