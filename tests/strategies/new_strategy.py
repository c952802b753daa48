"""A strategy in one file, to be copied into ``actsearch/strategies/``."""

from optuna.samplers import BaseSampler, TPESampler
from optuna.trial import FrozenTrial
from pydantic import Field

from actsearch.strategies.base import Strategy, register
from actsearch.strategies.history import History


@register("patient")
class Patient(Strategy):
    """Patient: TPE after many random trials."""

    class Options(Strategy.Options):
        """Options of ``patient``."""

        random_first: int = Field(5, ge=1, le=50, description="Random trials before the model.")
        drawn: int = Field(
            24, gt=0, description="Draws from the model, of which the best is taken."
        )

    options: Options

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler that uses both options."""
        del history, trial
        options = self.options
        return TPESampler(
            seed=seed, n_startup_trials=options.random_first, n_ei_candidates=options.drawn
        )
