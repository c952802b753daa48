"""What a strategy is: a way to make an Optuna sampler for each trial of a study."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial
from pydantic import BaseModel, ConfigDict, ValidationError

from actsearch.errors import UsageError, did_you_mean
from actsearch.search_space import SearchSpace
from actsearch.strategies.past import Past

MakeSampler: TypeAlias = Callable[[int], BaseSampler]
"""Takes a seed; a trial may need several samplers, each with its own."""

SamplerFactory: TypeAlias = Callable[[Past, FrozenTrial], MakeSampler]
"""Takes a trial and its past; what all samplers of the trial need is made here, once."""


class Options(BaseModel):
    """Options of a strategy; one that has any makes a subclass with defaults and bounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Factory: TypeAlias = Callable[[SearchSpace, Any], SamplerFactory]
"""Takes the search space and the strategy's options."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A registered way to propose candidates.

    Parameters
    ----------
    name : str
        As ``--strategy`` takes it.
    factory : callable
        Takes the search space and the options, returns the factory of fresh samplers for each
        trial. Whatever a sampler must remember, it reads from the trial's past.
    options : type of Options
        What may be set.
    exhaustive : bool
        Whether it ends by itself, when every candidate of a finite space has been proposed.
    """

    name: str
    factory: Factory
    options: type[Options] = Options
    exhaustive: bool = False

    @property
    def summary(self) -> str:
        """First line of the docstring of what was registered."""
        return (self.factory.__doc__ or "").strip().partition("\n")[0].rstrip(".")

    def configure(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return all options, with defaults for those that are not given.

        Raises
        ------
        UsageError
            If there is no such option, or its value is out of bounds.

        Examples
        --------
        >>> from actsearch import strategies
        >>> strategies.get("genetic").configure({"population": 30})["population"]
        30
        """
        try:
            return self.options.model_validate(dict(options)).model_dump()
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else "options"
            if first["type"] == "extra_forbidden":
                known = list(self.options.model_fields)
                has = did_you_mean(name, known) if known else "it has none"
                raise UsageError(
                    f"strategy {self.name!r} has no option --{name.replace('_', '-')}: {has}"
                ) from None
            raise UsageError(
                f"--{name.replace('_', '-')}: {first['msg'].lower()}, got {first['input']!r}"
            ) from None

    def most_trials(self, space: SearchSpace) -> int | None:
        """Count the trials after which nothing is left to propose; None is no end."""
        return space.size() if self.exhaustive else None

    def samplers(self, space: SearchSpace, options: Mapping[str, Any]) -> SamplerFactory:
        """Return the factory of samplers for a space.

        Raises
        ------
        UsageError
            If an option is wrong, or the strategy cannot search this space.
        """
        return self.factory(space, self.options.model_validate(dict(options)))


BASELINE = "baseline"
"""Who proposes a study's first trial: no strategy, but habit."""

_strategies: dict[str, Strategy] = {}


def register(
    name: str, *, options: type[Options] = Options, exhaustive: bool = False
) -> Callable[[Factory], Factory]:
    """Enter the decorated function into the registry; see :class:`Strategy` for the arguments."""

    def enter(factory: Factory) -> Factory:
        _strategies[name] = Strategy(name, factory, options, exhaustive)
        return factory

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


@dataclass(frozen=True, slots=True)
class Turn:
    """From which trial on a study is searched by which strategy.

    Parameters
    ----------
    first_trial : int
        Number of the first trial that it proposes.
    strategy : str
        Name.
    options : dict
        All of its options.
    """

    first_trial: int
    strategy: str
    options: Mapping[str, Any]

    def completes_generation(self, number: int) -> bool:
        """Tell whether a trial is the last of its generation."""
        return self.population is not None and (number + 1) % self.population == 0

    @property
    def population(self) -> int | None:
        """Trials of a generation, if the strategy has any."""
        population = self.options.get("population")
        return None if population is None else int(population)


def in_turns(turns: Sequence[Turn], space: SearchSpace) -> SamplerFactory:
    """Return the factory of samplers for a study that changes its strategy on the way."""
    factories = [get(turn.strategy).samplers(space, turn.options) for turn in turns]

    def samplers(past: Past, trial: FrozenTrial) -> MakeSampler:
        return factories[turn_of(turns, trial.number)](past, trial)

    return samplers


def turn_of(turns: Sequence[Turn], number: int) -> int:
    """Return the index of the turn that a trial belongs to."""
    return max(index for index, turn in enumerate(turns) if turn.first_trial <= number)


def generation_of(turns: Sequence[Turn], number: int) -> int | None:
    """Return the generation of a trial, if its strategy has any; turns count on from each other.

    Examples
    --------
    >>> turns = [Turn(0, "genetic", {"population": 5}), Turn(20, "genetic", {"population": 10})]
    >>> [generation_of(turns, number) for number in (4, 5, 19, 20, 29, 30)]
    [0, 1, 3, 4, 4, 5]
    """
    own = turn_of(turns, number)
    ends = [*(turn.first_trial - 1 for turn in turns[1 : own + 1]), number]
    reached = None
    for turn, end in zip(turns, ends, strict=False):
        if turn.population is not None:
            begin = turn.first_trial // turn.population
            first = begin if reached is None else reached + 1
            reached = first + end // turn.population - begin
    return None if turns[own].population is None else reached
