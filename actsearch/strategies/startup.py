"""A strategy that learns, and whose first trials may cover the search space instead."""

from abc import abstractmethod
from functools import cached_property

from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial
from pydantic import Field

from actsearch.strategies.base import Strategy
from actsearch.strategies.history import History
from actsearch.strategies.spread import Spread


class LearningStrategy(Strategy):
    """A strategy that learns from results, with the option that ``spread`` proposes at first.

    A subclass has the method :meth:`learning_sampler` instead of ``sampler``. The option counts
    trials of the study: a phase that begins later has results to learn from already.
    """

    class Options(Strategy.Options):
        """The option of all strategies that learn."""

        startup_trials: int = Field(
            12, ge=0, le=10_000, description="First trials of a study, proposed as by spread."
        )

    options: Options

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make the sampler of ``spread`` for the first trials, and then the one that learns."""
        if len(history.trials) < self.options.startup_trials:
            return self._spread.sampler(history, trial, seed)
        return self.learning_sampler(history, trial, seed)

    @abstractmethod
    def learning_sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make the sampler for a trial after the first ones, as :meth:`Strategy.sampler` says."""

    @cached_property
    def _spread(self) -> Spread:
        return Spread(self.space)
