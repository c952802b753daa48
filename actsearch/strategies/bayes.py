"""``bayes``: Optuna's tree-structured Parzen estimator."""

from optuna.samplers import TPESampler

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Options, SamplerFactory, register


@register("bayes")
def bayes(_space: SearchSpace, _options: Options) -> SamplerFactory:
    """Bayesian: a model of good and bad trials proposes the next (TPE).

    References
    ----------
    Watanabe, "Tree-structured Parzen estimator: understanding its algorithm components and their
    roles for better empirical performance", arXiv:2304.11127.
    """
    return lambda _number, seed: TPESampler(seed=seed)
