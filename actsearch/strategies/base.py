"""What a strategy is, and the registry of all strategies."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial
from pydantic import BaseModel, ConfigDict, ValidationError

from actsearch.errors import UsageError, did_you_mean, shown
from actsearch.search_space import SearchSpace
from actsearch.strategies.history import History


class Strategy(ABC):
    """A way to propose candidates: a class in one file, under :func:`register`.

    The first line of its docstring is its summary. It has one method, :meth:`sampler`.

    Parameters
    ----------
    space : SearchSpace
        Space that candidates are drawn from.
    options : mapping
        Values by option name; options that are missing get their defaults.

    Attributes
    ----------
    name : str
        Name of the strategy, as ``--strategy`` takes it.
    exhaustive : bool
        Whether it ends by itself, after it has proposed every candidate of a finite space.

    Raises
    ------
    UsageError
        If an option is wrong, or the strategy cannot search this space.
    """

    name: ClassVar[str]
    exhaustive: ClassVar[bool] = False

    class Options(BaseModel):
        """The options of a strategy; a strategy with options overrides this class with a subclass.

        Each option is a field with a default, bounds and a description. The command line offers it
        as ``--its-name``, with the description as help.
        """

        model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    options: Options

    def __init__(self, space: SearchSpace, options: Mapping[str, Any] = MappingProxyType({})):
        self.space = space
        self.options = self._validated(options)

    @abstractmethod
    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make the Optuna sampler that draws one proposal for a trial.

        A trial may need several proposals, and each gets a fresh sampler. So a sampler remembers
        nothing: it reads what it needs from the history.

        Parameters
        ----------
        history : History
            What the trial may know about earlier trials. Compute what all proposals need only
            once, by :meth:`History.once`.
        trial : optuna.trial.FrozenTrial
            The trial to propose for, which has no parameters yet.
        seed : int
            Seed of this sampler.
        """

    @classmethod
    def prepared(cls, space: SearchSpace, *, splits: int = 1) -> SearchSpace:
        """Return the space of a study that begins with this strategy; by default ``space``.

        Parameters
        ----------
        space : SearchSpace
            Space that the user chose.
        splits : int
            On how many splits each candidate is trained: several mean that data are few.
        """
        del splits
        return space

    def proposes_all(self, number: int) -> bool:
        """Tell whether who proposes a trial proposes every candidate: nothing may be added then."""
        del number
        return self.exhaustive

    @classmethod
    def summary(cls) -> str:
        """Return the first line of the docstring."""
        return (cls.__doc__ or "").strip().partition("\n")[0].rstrip(".")

    @classmethod
    def configure(cls, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return all options, with defaults for those that are missing.

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
        return cls._validated(options).model_dump()

    @classmethod
    def _validated(cls, options: Mapping[str, Any]) -> Options:
        try:
            return cls.Options.model_validate(dict(options))
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else "options"
            if first["type"] == "extra_forbidden":
                known = list(cls.Options.model_fields)
                has = did_you_mean(name, known) if known else "it has none"
                raise UsageError(
                    f"strategy {cls.name!r} has no option {shown(name)}: {has}", parameter=name
                ) from None
            raise UsageError(
                f"option {name!r} of strategy {cls.name!r}: {first['msg'].lower()}, got "
                f"{shown(first['input'])}",
                parameter=name,
            ) from None

    @classmethod
    def most_trials(cls, space: SearchSpace) -> int | None:
        """Return after how many trials nothing is left to propose; None if that never happens."""
        return space.size() if cls.exhaustive else None


_strategies: dict[str, type[Strategy]] = {}
_S = TypeVar("_S", bound=Strategy)


def register(name: str) -> Callable[[type[_S]], type[_S]]:
    """Register the decorated class under the name that ``--strategy`` takes."""

    def enter(strategy: type[_S]) -> type[_S]:
        strategy.name = name
        _strategies[name] = strategy
        return strategy

    return enter


def strategies() -> Mapping[str, type[Strategy]]:
    """Return everything registered, by name, in alphabetical order."""
    return MappingProxyType(dict(sorted(_strategies.items())))


def get(name: str) -> type[Strategy]:
    """Find a strategy by its name.

    Raises
    ------
    UsageError
        If there is none; the message suggests the most similar name.

    Examples
    --------
    >>> from actsearch import strategies
    >>> strategies.get("grid").exhaustive
    True
    """
    if name not in _strategies:
        raise UsageError(f"unknown strategy {shown(name)}: {did_you_mean(name, list(_strategies))}")
    return _strategies[name]
