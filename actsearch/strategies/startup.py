"""A strategy that learns, and whose first trials are planned instead."""

from abc import abstractmethod
from functools import cached_property

from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial
from pydantic import Field

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy
from actsearch.strategies.fixed import fixed
from actsearch.strategies.history import History
from actsearch.strategies.probing import ProbePlan
from actsearch.strategies.spread import Spread


class LearningStrategy(Strategy):
    """A strategy that learns from results, with the option that a plan proposes at first.

    The plan is that of :class:`~actsearch.strategies.probing.ProbePlan`. Where it has ended, or no
    parameter may be learned, ``spread`` proposes; so it does if there are several splits.

    A subclass has the method :meth:`learning_sampler` instead of ``sampler``. The option counts
    trials of the study: a phase that begins later has results to learn from already.
    """

    class Options(Strategy.Options):
        """The option of all strategies that learn."""

        startup_trials: int = Field(
            18, ge=0, le=10_000, description="First trials of a study, planned beforehand."
        )

    options: Options

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make the sampler of the plan for the first trials, and then the one that learns."""
        if len(history.trials) < self.options.startup_trials:
            planned = self._plan.next(history)
            if planned is None:
                return self._spread.sampler(history, trial, seed)
            return fixed(planned, seed)
        return self.learning_sampler(history, trial, seed)

    @classmethod
    def prepared(cls, space: SearchSpace, *, splits: int = 1) -> SearchSpace:
        """Return the space, in which searched parameters may be learned too, unless data are few.

        What lowers the training loss of few samples says little of others: on small tables learned
        gains run to their bounds, and what ``spread`` proposes is better (``benchmarks/LOG.md``).
        """
        return space.with_learning() if splits == 1 else space

    @abstractmethod
    def learning_sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make the sampler for a trial after the first ones, as :meth:`Strategy.sampler` says."""

    @cached_property
    def _spread(self) -> Spread:
        return Spread(self.space)

    @cached_property
    def _plan(self) -> ProbePlan:
        return ProbePlan(self.space)
