"""``bayes``: Optuna's tree-structured Parzen estimator."""

from functools import partial
from heapq import nlargest
from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import TPESampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import MakeSampler, Options, SamplerFactory, register
from actsearch.strategies.past import Past

# The estimator takes the longer the more trials it is shown, in the end longer than a training. It
# models at most 25 as good ones; of all the others the latest tell what is bad.
_BEST = 25
_LATEST = 225


class _InformedTPESampler(TPESampler):
    """Learn from what it is shown, whatever study asks.

    Parameters
    ----------
    shown : Past
        Trials to learn from.
    joint : dict of str to BaseDistribution
        What all of them have drawn.
    seed : int
        Of the sampler.
    """

    def __init__(self, shown: Past, joint: dict[str, BaseDistribution], seed: int) -> None:
        super().__init__(seed=seed)
        self._shown = shown
        self._joint = joint

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        del study, trial
        return self._joint

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        del study
        return super().sample_relative(self._shown, trial, search_space)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        del study
        return super().sample_independent(self._shown, trial, param_name, param_distribution)


def _best_and_latest(past: Past) -> Past:
    trials = past.get_trials(deepcopy=False)
    early, latest = trials[:-_LATEST], trials[-_LATEST:]
    complete = [trial for trial in early if trial.state == TrialState.COMPLETE]
    best = nlargest(_BEST, complete, key=lambda trial: trial.value or 0.0)
    return Past(past, sorted(best, key=lambda trial: trial.number) + latest)


@register("bayes")
def bayes(_space: SearchSpace, _options: Options) -> SamplerFactory:
    """Bayesian: a model of good and bad trials proposes the next (TPE).

    References
    ----------
    Watanabe, "Tree-structured Parzen estimator: understanding its algorithm components and their
    roles for better empirical performance", arXiv:2304.11127.
    """

    def samplers(past: Past, trial: FrozenTrial) -> MakeSampler:
        shown = _best_and_latest(past)
        # It takes as long as a draw, and a trial may need several samplers.
        joint = TPESampler().infer_relative_search_space(shown, trial)
        return partial(_InformedTPESampler, shown, joint)

    return samplers
