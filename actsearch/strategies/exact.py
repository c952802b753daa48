"""Search as a function of its history: what makes a resumed study equal an uninterrupted one."""

import hashlib
from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial

from actsearch.strategies.base import SamplerFactory


def derive_seed(*parts: int | str) -> int:
    """Hash numbers and names into a seed below 2**32, the same on every machine.

    Examples
    --------
    >>> derive_seed(0, 17, "sigmoid.gain") == derive_seed(0, 17, "sigmoid.gain")
    True
    """
    digest = hashlib.sha256("\0".join(map(repr, parts)).encode()).digest()
    return int.from_bytes(digest[:4], "big")


class ExactSampler(BaseSampler):
    """Give every trial a fresh sampler, and every independent parameter one of its own.

    A sampler's random numbers then depend on nothing but the study's seed, the trial's number and
    the parameter's name. A process that is killed between two parameters of a trial, and another
    that carries on, draw what a single process would have drawn.

    Parameters
    ----------
    factory : callable
        Makes a sampler from the trial's number and a seed.
    seed : int
        Of the study.
    """

    def __init__(self, factory: SamplerFactory, seed: int) -> None:
        self._factory = factory
        self._seed = seed

    def before_trial(self, study: Study, trial: FrozenTrial) -> None:
        """Make the sampler of this trial."""
        self._joint = self._factory(trial.number, derive_seed(self._seed, trial.number))
        self._joint.before_trial(study, trial)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Ask the trial's sampler which parameters it draws together."""
        return self._joint.infer_relative_search_space(study, trial)

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Ask the trial's sampler for these parameters."""
        return self._joint.sample_relative(study, trial, search_space)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Ask a sampler of this trial and parameter."""
        seed = derive_seed(self._seed, trial.number, param_name)
        sampler = self._factory(trial.number, seed)
        return sampler.sample_independent(study, trial, param_name, param_distribution)
