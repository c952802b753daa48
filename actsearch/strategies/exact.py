"""Search as a function of its history: what makes a study's table independent of how it was run."""

import hashlib
from typing import Any

from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

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
    """Give every trial a fresh sampler, a fixed past, and every independent parameter its own.

    A sampler's random numbers depend on nothing but the study's seed, the trial's number and the
    parameter's name; what it may learn from are the results of the trials up to ``lookahead``
    before its own, and the proposals of all before its own. A process that is killed anywhere and
    another that carries on, with any number of workers, propose what a single one would have.

    Parameters
    ----------
    factory : callable
        Makes a sampler from the trial's number and a seed.
    seed : int
        Of the study.
    lookahead : int
        How many trials may be under way at once.
    """

    def __init__(self, factory: SamplerFactory, seed: int, lookahead: int) -> None:
        self._factory = factory
        self._seed = seed
        self._lookahead = lookahead

    def before_trial(self, study: Study, trial: FrozenTrial) -> None:
        """Make the sampler of this trial, and fix its past."""
        self._past = Past(study, trial.number, self._lookahead)
        self._joint = self._factory(trial.number, derive_seed(self._seed, trial.number))
        self._joint.before_trial(self._past, trial)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Ask the trial's sampler which parameters it draws together."""
        del study
        return self._joint.infer_relative_search_space(self._past, trial)

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Ask the trial's sampler for these parameters."""
        del study
        return self._joint.sample_relative(self._past, trial, search_space)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Ask a sampler of this trial and parameter."""
        del study
        seed = derive_seed(self._seed, trial.number, param_name)
        sampler = self._factory(trial.number, seed)
        return sampler.sample_independent(self._past, trial, param_name, param_distribution)


class Past(Study):
    """A study as one of its trials may see it, whenever it looks.

    Parameters
    ----------
    study : optuna.Study
        The whole study.
    number : int
        Of the trial that looks; it sees only those before.
    lookahead : int
        The results of the last ``lookahead - 1`` of them are hidden: with other workers, or after
        a kill, they might not have been there.
    """

    def __init__(self, study: Study, number: int, lookahead: int) -> None:
        vars(self).update(vars(study))
        before = study.get_trials(deepcopy=False)[:number]
        told = max(0, number - lookahead + 1)
        self._trials = [*before[:told], *map(_without_result, before[told:])]

    def _get_trials(
        self,
        deepcopy: bool = True,
        states: Any = None,
        use_cache: bool = False,
    ) -> list[FrozenTrial]:
        del deepcopy, use_cache
        return [trial for trial in self._trials if states is None or trial.state in states]


def _without_result(trial: FrozenTrial) -> FrozenTrial:
    return FrozenTrial(
        number=trial.number,
        state=TrialState.RUNNING,
        value=None,
        datetime_start=trial.datetime_start,
        datetime_complete=None,
        params=trial.params,
        distributions=trial.distributions,
        user_attrs={},
        system_attrs=trial.system_attrs,
        intermediate_values={},
        trial_id=trial._trial_id,
    )
