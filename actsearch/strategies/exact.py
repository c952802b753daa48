"""Search as a function of its history: a study's table does not depend on how it was run."""

from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy
from actsearch.strategies.history import History
from actsearch.strategies.proposal import Proposal, distributions
from actsearch.strategies.random import Random
from actsearch.strategies.seeds import derive_seed

# How often the strategy is asked for a candidate that was not tried before, and how often chance
# after it. Then the last answer is taken: a finite space may have no other candidate left.
_ATTEMPTS = 20


class ExactSampler(BaseSampler):
    """Give every trial fresh samplers, a fixed history, and a candidate that was not tried before.

    A trial's candidate depends on nothing but the study's seed, the trial's number and its
    history: the candidates of all trials before it, and the results that :meth:`History.of` lets
    it know. A process that is killed anywhere and another that carries on, with any number of
    workers, propose what a single one would have.

    Parameters
    ----------
    strategy : Strategy
        Makes the samplers.
    space : SearchSpace
        What the trials draw from.
    seed : int
        Seed of the study.
    lookahead : int
        How many trials may run at the same time.
    """

    def __init__(self, strategy: Strategy, space: SearchSpace, seed: int, lookahead: int) -> None:
        self._strategy = strategy
        self._by_chance = Random(space)
        self._space = space
        self._distributions = distributions(space)
        self._seed = seed
        self._lookahead = lookahead

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return everything that a trial may draw."""
        del study, trial
        return self._distributions

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Draw the trial's candidate: the first proposal that was not tried before."""
        del search_space
        history = History.of(study, trial.number, self._lookahead)
        tried = [other.params for other in history.trials]
        for attempt in range(2 * _ATTEMPTS):
            strategy = self._strategy if attempt < _ATTEMPTS else self._by_chance
            seed = derive_seed(self._seed, trial.number, attempt)
            proposal = Proposal(strategy, history, trial, seed)
            self._space.suggest(proposal)
            if proposal.params not in tried:
                break
        return proposal.params

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
