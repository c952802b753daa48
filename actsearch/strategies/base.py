"""What a strategy is: a way to make an Optuna sampler for each trial of a study."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from optuna.samplers import BaseSampler

from actsearch.errors import UsageError, did_you_mean
from actsearch.search_space import SearchSpace

SamplerFactory: TypeAlias = Callable[[int, int], BaseSampler]
"""Takes the number of the trial and a seed."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A registered way to propose candidates.

    Parameters
    ----------
    name : str
        As ``--strategy`` takes it.
    samplers : callable
        Takes the search space, returns the factory of a fresh sampler for each trial. Whatever a
        sampler must remember, it reads from the study.
    exhaustive : bool
        Whether it ends by itself, when every candidate of a finite space has been proposed.
    """

    name: str
    samplers: Callable[[SearchSpace], SamplerFactory]
    exhaustive: bool = False

    @property
    def summary(self) -> str:
        """First line of the docstring of what was registered."""
        return (self.samplers.__doc__ or "").strip().partition("\n")[0]


_strategies: dict[str, Strategy] = {}


def register(
    name: str, *, exhaustive: bool = False
) -> Callable[[Callable[[SearchSpace], SamplerFactory]], Callable[[SearchSpace], SamplerFactory]]:
    """Enter the decorated function into the registry; see :class:`Strategy` for the arguments."""

    def enter(samplers: Callable[[SearchSpace], SamplerFactory]) -> Callable[..., SamplerFactory]:
        _strategies[name] = Strategy(name, samplers, exhaustive)
        return samplers

    return enter


def strategies() -> Mapping[str, Strategy]:
    """Return everything registered, by name."""
    return MappingProxyType(_strategies)


def get(name: str) -> Strategy:
    """Find a strategy by its name.

    Raises
    ------
    UsageError
        If there is none; the message proposes the closest.

    Examples
    --------
    >>> from actsearch import strategies
    >>> strategies.get("grid").exhaustive
    True
    """
    if name not in _strategies:
        raise UsageError(f"unknown strategy {name!r}: {did_you_mean(name, _strategies)}")
    return _strategies[name]
