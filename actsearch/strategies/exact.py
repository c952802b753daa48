"""The sampler of every study: proposals depend on seed and history, not on how a study is run."""

from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy
from actsearch.strategies.fairness import FairBaseline
from actsearch.strategies.history import History
from actsearch.strategies.proposal import Proposal, distributions
from actsearch.strategies.random import Random
from actsearch.strategies.seeds import derive_seed

# How often the strategy may propose a candidate that was tried before, and after it random search.
# Then the last proposal is taken: a finite space may have no other candidate left.
_ATTEMPTS = 20


class ExactSampler(BaseSampler):
    """Give every trial fresh samplers, a fixed history, and if possible a new candidate.

    Some trials tune the baseline, see :class:`~actsearch.strategies.fairness.FairBaseline`.

    A trial's candidate depends only on the study's seed, the trial's number and its history: the
    candidates of all trials before it, and the results that :meth:`History.of` lets it know. So a
    study that is killed at any time and resumed, with any number of workers, has the same proposals
    as a study that was never killed.

    Parameters
    ----------
    strategy : Strategy
        Makes the samplers.
    space : SearchSpace
        Space that the trials draw from.
    seed : int
        Seed of the study.
    lookahead : int
        How many trials may run at the same time.
    """

    def __init__(self, strategy: Strategy, space: SearchSpace, seed: int, lookahead: int) -> None:
        self._strategy = strategy
        self._random = Random(space)
        self._space = space
        self._distributions = distributions(space)
        self._baseline = FairBaseline(space)
        self._seed = seed
        self._lookahead = lookahead

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return the distributions of all parameters that a trial may draw."""
        del study, trial
        return self._distributions

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Return the parameters of the first proposal that was not tried before."""
        del search_space
        history = History.of(study, trial.number, self._lookahead, self._seed)
        tried = [other.params for other in history.trials]
        if not self._strategy.proposes_all(trial.number) and self._baseline.is_due(history):
            for attempt in range(_ATTEMPTS):
                seed = derive_seed(self._seed, trial.number, "baseline", attempt)
                proposal = Proposal(self._strategy, history, trial, seed)
                self._space.suggest(proposal)
                params = self._baseline.candidate(proposal.params)
                if params not in tried:
                    return params
        for attempt in range(2 * _ATTEMPTS):
            strategy = self._strategy if attempt < _ATTEMPTS else self._random
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
        """Never called: :meth:`sample_relative` draws all parameters of a trial."""
        del study, param_distribution
        raise AssertionError(f"{param_name} was not drawn for trial {trial.number}")
