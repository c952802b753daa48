"""The sampler of every study: proposals depend on seed and history, not on how a study is run."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial

from actsearch.activations.sifting import FlawError
from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy
from actsearch.strategies.fairness import FairBaseline
from actsearch.strategies.history import History
from actsearch.strategies.proposal import Proposal, distributions
from actsearch.strategies.random import Random
from actsearch.strategies.seeds import derive_seed
from actsearch.strategies.tried import Tried

# How often the strategy may propose a candidate that was tried before, and after it random search.
# Then the last proposal is taken: a finite space may have no other candidate left.
_ATTEMPTS = 20
# A third to a half of all trees that are drawn or bred are not worth a training, or are a function
# that was tried before; the more so the longer a search for expressions has gone on.
_ATTEMPTS_AT_EXPRESSIONS = 100


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

    Attributes
    ----------
    rejected : mapping of str to int
        Why proposals for the latest trial were drawn again, and how often; of expressions only.
    """

    def __init__(self, strategy: Strategy, space: SearchSpace, seed: int, lookahead: int) -> None:
        self._strategy = strategy
        self._random = Random(space)
        self._space = space
        self._distributions = distributions(space)
        self._has_expressions = space.document.expressions is not None
        self._attempts = _ATTEMPTS_AT_EXPRESSIONS if self._has_expressions else _ATTEMPTS
        self._tried = Tried(space)
        self.rejected: dict[str, int] = {}
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
        """Return the parameters of the first proposal that is worth it and was not tried before."""
        del search_space
        history = History.of(study, trial.number, self._lookahead, self._seed)
        found: dict[str, Any] = {}
        rejected: Counter[str] = Counter()
        for strategy, seed, tunes_baseline in self._sources(history, trial.number):
            proposal = Proposal(strategy, history, trial, seed)
            try:
                self._space.suggest(proposal)
            except FlawError as error:
                rejected[error.flaw] += 1
                continue
            found = proposal.params
            if tunes_baseline:
                found = self._baseline.candidate(found)
            if not self._tried.has(found, history):
                break
            rejected["tried before"] += 1
        self.rejected = dict(rejected) if self._has_expressions else {}
        return found or dict(self._space.baseline())

    def _sources(self, history: History, number: int) -> Iterator[tuple[Strategy, int, bool]]:
        """Yield who makes each proposal, with what seed, and whether it tunes the baseline."""
        if not self._strategy.proposes_all(number) and self._baseline.is_due(history):
            for attempt in range(_ATTEMPTS):
                yield self._strategy, derive_seed(self._seed, number, "baseline", attempt), True
        for attempt in range(2 * self._attempts):
            strategy = self._strategy if attempt < self._attempts else self._random
            yield strategy, derive_seed(self._seed, number, attempt), False

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
