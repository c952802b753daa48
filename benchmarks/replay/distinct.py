"""Never propose a candidate twice: any sampler, asked again until it has something new."""

from collections.abc import Callable, Sequence
from typing import Any

from encoding import distributions
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.samplers import BaseSampler
from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler
from actsearch.strategies.base import SamplerFactory
from actsearch.strategies.exact import derive_seed


class DistinctSampler(BaseSampler):
    """Draw whole candidates from another sampler before the trial asks, until one is new.

    Parameters
    ----------
    factory : callable
        Makes the other sampler, from the trial's number and a seed.
    space : SearchSpace
        What trials draw from.
    parameters : dict
        Optuna's distribution of all that some trial may draw.
    seed : int
        Of this trial.
    attempts : int
        How often to ask; the last answer is taken.
    """

    def __init__(
        self,
        factory: SamplerFactory,
        space: SearchSpace,
        parameters: dict[str, BaseDistribution],
        seed: int,
        attempts: int = 20,
    ) -> None:
        self._factory = factory
        self._space = space
        self._parameters = parameters
        self._seed = seed
        self._attempts = attempts

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Return every parameter: Optuna takes from a joint draw what the trial asks for."""
        del study, trial
        return self._parameters

    def sample_relative(
        self, study: Study, trial: FrozenTrial, search_space: dict[str, BaseDistribution]
    ) -> dict[str, Any]:
        """Draw a whole candidate."""
        del search_space
        past = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))
        tried = [other.params for other in past]
        for attempt in range(self._attempts):
            sampler = ExactSampler(self._factory, derive_seed(self._seed, attempt), 1)
            rehearsal = _Rehearsal(sampler, study, trial)
            self._space.suggest(rehearsal)
            if rehearsal.params not in tried:
                break
        return rehearsal.params

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Refuse: everything has been drawn."""
        del study, param_distribution
        raise AssertionError(f"{param_name} was not drawn for trial {trial.number}")


class _Rehearsal:
    """A trial that is not stored."""

    def __init__(self, sampler: BaseSampler, study: Study, trial: FrozenTrial) -> None:
        sampler.before_trial(study, trial)
        joint = sampler.infer_relative_search_space(study, trial)
        self._drawn = sampler.sample_relative(study, trial, joint)
        self._independent = lambda name, distribution: sampler.sample_independent(
            study, trial, name, distribution
        )
        self.params: dict[str, Any] = {}

    def _suggest(self, name: str, distribution: BaseDistribution) -> Any:
        drawn = self._drawn
        self.params[name] = drawn[name] if name in drawn else self._independent(name, distribution)
        return self.params[name]

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        return float(self._suggest(name, FloatDistribution(low, high, log=log, step=step)))

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        return int(self._suggest(name, IntDistribution(low, high, log=log, step=step)))

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        return self._suggest(name, CategoricalDistribution(choices))


def distinct(
    factory: Callable[[SearchSpace], SamplerFactory],
) -> Callable[[SearchSpace], SamplerFactory]:
    """Make a strategy that never repeats itself of one that may."""

    def samplers(space: SearchSpace) -> SamplerFactory:
        inner, parameters = factory(space), distributions(space)
        return lambda _number, seed: DistinctSampler(inner, space, parameters, seed)

    return samplers
