"""A proposal: a whole candidate that is drawn, perhaps several times, before it is stored."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import FrozenTrial

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy
from actsearch.strategies.history import History
from actsearch.strategies.seeds import derive_seed


class _Asked(ABC):
    """A trial for search spaces: it turns each ``suggest`` into one of Optuna's distributions."""

    @abstractmethod
    def answer(self, name: str, distribution: BaseDistribution) -> Any:
        """Return the value of a parameter."""

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        return float(self.answer(name, FloatDistribution(low, high, log=log, step=step)))

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        return int(self.answer(name, IntDistribution(low, high, log=log, step=step)))

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        return self.answer(name, CategoricalDistribution(choices))


class Proposal(_Asked):
    """Draws a candidate for a trial, and keeps the parameters.

    Parameters
    ----------
    strategy : Strategy
        Makes the samplers.
    history : History
        Trials that the samplers may learn from.
    trial : optuna.trial.FrozenTrial
        The trial to propose for.
    seed : int
        Seed of this proposal. A parameter that is not drawn jointly gets a seed derived from this
        one and the parameter's name, so that the order of drawing does not matter.
    """

    def __init__(self, strategy: Strategy, history: History, trial: FrozenTrial, seed: int) -> None:
        sampler = strategy.sampler(history, trial, seed)
        sampler.before_trial(history.study, trial)
        joint = sampler.infer_relative_search_space(history.study, trial)
        self._joint = sampler.sample_relative(history.study, trial, joint)
        self._strategy = strategy
        self._history = history
        self._trial = trial
        self._seed = seed
        self.params: dict[str, Any] = {}

    def answer(self, name: str, distribution: BaseDistribution) -> Any:
        """Return the value that was drawn jointly, or else draw one."""
        if name in self._joint:
            value = self._joint[name]
        else:
            seed = derive_seed(self._seed, name)
            sampler = self._strategy.sampler(self._history, self._trial, seed)
            value = sampler.sample_independent(self._history.study, self._trial, name, distribution)
        self.params[name] = value
        return value


class _Listing(_Asked):
    """Collects the distributions of the parameters that it is asked for."""

    def __init__(self) -> None:
        self.distributions: dict[str, BaseDistribution] = {}

    def answer(self, name: str, distribution: BaseDistribution) -> Any:
        self.distributions[name] = distribution
        if isinstance(distribution, CategoricalDistribution):
            return distribution.choices[0]
        return getattr(distribution, "low")  # noqa: B009


def distributions(space: SearchSpace) -> dict[str, BaseDistribution]:
    """Return the distribution of every parameter that trials may draw, by name.

    Examples
    --------
    >>> from actsearch import search_space
    >>> distributions(search_space.load("sigmoid-gain"))["activation"]
    CategoricalDistribution(choices=('sigmoid',))
    """
    listing = _Listing()
    for name, setting in space.searched().items():
        setting.suggest(listing, name)
    return listing.distributions
