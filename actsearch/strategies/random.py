"""``random``: random search, the reference for all other strategies."""

from optuna.samplers import BaseSampler, RandomSampler
from optuna.trial import FrozenTrial

from actsearch.strategies.base import Strategy, register
from actsearch.strategies.history import History


@register("random")
class Random(Strategy):
    """Random: every trial is drawn independently of all others.

    References
    ----------
    Bergstra & Bengio, "Random search for hyper-parameter optimization", JMLR 2012.
    """

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler that draws at random."""
        del history, trial
        return RandomSampler(seed=seed)
