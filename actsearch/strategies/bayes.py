"""``bayes``: Optuna's tree-structured Parzen estimator."""

from heapq import nlargest
from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import TPESampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Options, SamplerFactory, register
from actsearch.strategies.past import Past

# The estimator takes the longer the more trials it is shown, in the end longer than a training. It
# models at most 25 as good ones; of all the others the latest tell what is bad.
_BEST = 25
_LATEST = 225


class _BoundedTPESampler(TPESampler):
    """Learn from the best and the latest trials."""

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        self._shown = _bounded(study)
        return super().infer_relative_search_space(self._shown, trial)

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
        return super().sample_independent(_bounded(study), trial, param_name, param_distribution)


def _bounded(study: Study) -> Study:
    trials = study.get_trials(deepcopy=False)
    early, latest = trials[:-_LATEST], trials[-_LATEST:]
    complete = [trial for trial in early if trial.state == TrialState.COMPLETE]
    best = nlargest(_BEST, complete, key=lambda trial: trial.value or 0.0)
    return Past(study, sorted(best, key=lambda trial: trial.number) + latest)


@register("bayes")
def bayes(_space: SearchSpace, _options: Options) -> SamplerFactory:
    """Bayesian: a model of good and bad trials proposes the next (TPE).

    References
    ----------
    Watanabe, "Tree-structured Parzen estimator: understanding its algorithm components and their
    roles for better empirical performance", arXiv:2304.11127.
    """
    return lambda _number, seed: _BoundedTPESampler(seed=seed)
