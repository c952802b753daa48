"""A proposal that is not stored yet: whole candidates can be drawn, compared and drawn again."""

from typing import Any

from optuna.distributions import BaseDistribution
from optuna.trial import FixedTrial, FrozenTrial

from actsearch.strategies.base import MakeSampler
from actsearch.strategies.past import Past
from actsearch.strategies.seeds import derive_seed


class Draft(FixedTrial):
    """Stand in for a trial while its candidate is drawn.

    Parameters
    ----------
    make_sampler : callable
        Makes a sampler of the trial from a seed.
    past : Past
        What the sampler may learn from.
    trial : optuna.trial.FrozenTrial
        For which to draw.
    seed : int
        Of this draft. Every independently drawn parameter has its own, derived from it and the
        parameter's name, so that what is drawn does not depend on the order of drawing.
    """

    def __init__(
        self, make_sampler: MakeSampler, past: Past, trial: FrozenTrial, seed: int
    ) -> None:
        sampler = make_sampler(seed)
        sampler.before_trial(past, trial)
        joint = sampler.infer_relative_search_space(past, trial)
        super().__init__(sampler.sample_relative(past, trial, joint), trial.number)
        self._make_sampler = make_sampler
        self._past = past
        self._trial = trial
        self._seed = seed

    def _suggest(self, name: str, distribution: BaseDistribution) -> Any:
        if name not in self._params:
            sampler = self._make_sampler(derive_seed(self._seed, name))
            self._params[name] = sampler.sample_independent(
                self._past, self._trial, name, distribution
            )
        return super()._suggest(name, distribution)
