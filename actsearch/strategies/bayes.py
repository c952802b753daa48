"""``bayes``: Optuna's tree-structured Parzen estimator (TPE)."""

from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, TPESampler
from optuna.search_space import intersection_search_space
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from actsearch.strategies.base import register
from actsearch.strategies.history import History
from actsearch.strategies.ranking import ranked
from actsearch.strategies.startup import LearningStrategy

# TPE gets slower as its history grows. It models at most 25 trials as good ones, so show it the 225
# latest trials and the 25 best of the others.
_BEST = 25
_LATEST = 225
# Optuna's default: TPE draws at random until it knows so many results. After trials that cover the
# space it needs none.
_RANDOM_FIRST = 10


@register("bayes")
class Bayes(LearningStrategy):
    """Bayesian: a model of good and bad trials proposes the next (TPE).

    With several objectives, good are those that are not dominated.

    References
    ----------
    Watanabe, "Tree-structured Parzen estimator: understanding its algorithm components and their
    roles for better empirical performance", arXiv:2304.11127.
    """

    def learning_sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler that learns from the best and the latest trials."""
        del trial
        shown = history.once(_best_and_latest)
        random_first = 0 if self.options.startup_trials else _RANDOM_FIRST
        return _InformedTPESampler(shown, shown.once(_joint_space), random_first, seed)


def _best_and_latest(history: History) -> History:
    trials = history.trials
    if len(history.directions) > 1:
        # Optuna's TPE cannot compare a pruned trial with others by several objectives.
        trials = [trial for trial in trials if trial.state != TrialState.PRUNED]
    early, latest = trials[:-_LATEST], trials[-_LATEST:]
    best = ranked(trial for trial in early if trial.state == TrialState.COMPLETE)[:_BEST]
    shown = [*sorted(best, key=lambda trial: trial.number), *latest]
    return History(shown, directions=history.directions)


def _joint_space(history: History) -> dict[str, BaseDistribution]:
    """Return the parameters that all trials have drawn and that have more than one value."""
    common = intersection_search_space(list(history.trials), include_pruned=True)
    return {name: each for name, each in common.items() if not each.single()}


class _InformedTPESampler(TPESampler):
    """TPE that learns from given trials, and not from the study that asks it.

    Parameters
    ----------
    shown : History
        Trials to learn from.
    joint : dict of str to BaseDistribution
        Parameters that all of these trials have drawn.
    random_first : int
        How many results it must know before it stops drawing at random.
    seed : int
        Seed of this sampler.
    """

    def __init__(
        self, shown: History, joint: dict[str, BaseDistribution], random_first: int, seed: int
    ) -> None:
        super().__init__(n_startup_trials=random_first, seed=seed)
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
        return super().sample_relative(self._shown.study, trial, search_space)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        del study
        return super().sample_independent(self._shown.study, trial, param_name, param_distribution)
