"""``random``: the baseline that every other strategy must beat."""

from optuna.samplers import RandomSampler

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Options, SamplerFactory, register


@register("random")
def random(_space: SearchSpace, _options: Options) -> SamplerFactory:
    """Random: every trial is drawn independently of all others.

    References
    ----------
    Bergstra & Bengio, "Random search for hyper-parameter optimization", JMLR 2012.
    """
    return lambda _past, _trial: lambda seed: RandomSampler(seed=seed)
