"""A proposal that is not stored yet: whole candidates can be drawn, compared and drawn again."""

from typing import Any

from optuna.distributions import BaseDistribution
from optuna.study import Study
from optuna.trial import FixedTrial, FrozenTrial

from actsearch.strategies.base import SamplerFactory
from actsearch.strategies.seeds import derive_seed


class Draft(FixedTrial):
    """Stand in for a trial while its candidate is drawn.

    Parameters
    ----------
    factory : callable
        Makes a sampler from the trial's number and a seed.
    past : optuna.Study
        What the sampler may learn from.
    trial : optuna.trial.FrozenTrial
        For which to draw.
    seed : int
        Of this draft. Every independently drawn parameter has its own, derived from it and the
        parameter's name, so that what is drawn does not depend on the order of drawing.
    """

    def __init__(self, factory: SamplerFactory, past: Study, trial: FrozenTrial, seed: int) -> None:
        sampler = factory(trial.number, seed)
        sampler.before_trial(past, trial)
        joint = sampler.infer_relative_search_space(past, trial)
        super().__init__(sampler.sample_relative(past, trial, joint), trial.number)
        self._factory = factory
        self._past = past
        self._trial = trial
        self._seed = seed

    def _suggest(self, name: str, distribution: BaseDistribution) -> Any:
        if name not in self._params:
            sampler = self._factory(self.number, derive_seed(self._seed, name))
            self._params[name] = sampler.sample_independent(
                self._past, self._trial, name, distribution
            )
        return super()._suggest(name, distribution)
