"""One entry of a search space: several values, a range, or a fixed value.

A fixed value is stored as it is, just as in the TOML file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Strict, Tag
from pydantic_core import PydanticCustomError

from actsearch.errors import shown

# A float can represent this many whole numbers exactly.
_MOST_STEPS = 2**53

Value: TypeAlias = str | int | float
T = TypeVar("T")


class Trial(Protocol):
    """The methods of an Optuna trial that a search space calls."""

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        """Draw a number between ``low`` and ``high``, both included."""

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        """Draw a whole number between ``low`` and ``high``, both included."""

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        """Draw one of the ``choices``."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A trial that has already drawn."""

    params: Mapping[str, Any]

    def suggest_float(self, name: str, *_: Any, **__: Any) -> Any:
        """Return what was drawn."""
        return self.params[name]

    suggest_int = suggest_categorical = suggest_float


def mistake(text: str) -> PydanticCustomError:
    """Return an error that pydantic collects; braces in ``text`` have no special meaning."""
    return PydanticCustomError("setting", "{text}", {"text": text})


def label(value: Any) -> Any:
    """Return a value as trials store it: Optuna has no tuples, so (16, 16) becomes "16-16"."""
    return "-".join(map(str, value)) if isinstance(value, tuple) else value


def steps_between(low: float, high: float, step: float) -> int:
    """Count the whole steps from ``low`` to ``high``, in exact decimal arithmetic.

    Examples
    --------
    >>> steps_between(0.0, 0.3, 0.1)  # in binary, 0.3 // 0.1 is 2
    3
    """
    return (Fraction(str(high)) - Fraction(str(low))) // Fraction(str(step))


def step_from(low: float, step: float, count: int) -> float:
    """Return the number ``count`` steps above ``low``, in exact decimal arithmetic.

    Examples
    --------
    >>> step_from(0.0, 0.1, 3)  # in binary, 3 * 0.1 is 0.30000000000000004
    0.3
    """
    return float(Fraction(str(low)) + count * Fraction(str(step)))


@dataclass(frozen=True)
class Values(Generic[T]):
    """Several values to choose from, in a fixed order."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    values: Annotated[tuple[T, ...], Field(min_length=1)]

    def __post_init__(self) -> None:
        seen: set[T] = set()
        for value in self.values:
            if value in seen:
                raise mistake(f"{shown(label(value))} is listed twice")
            seen.add(value)

    @property
    def kind(self) -> str:
        """Optuna's kind of distribution."""
        return "categorical"

    @property
    def size(self) -> int | None:
        """How many values there are."""
        return len(self.values)

    def suggest(self, trial: Trial, name: str) -> T:
        """Let the trial choose."""
        values = {label(value): value for value in self.values}
        return values[trial.suggest_categorical(name, list(values))]

    def __str__(self) -> str:
        return ", ".join(str(label(value)) for value in self.values)


@dataclass(frozen=True)
class Range(Generic[T]):
    """Numbers between two ends, both included; whole numbers if the ends are whole."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    min: T
    max: T
    log: Annotated[bool, Strict()] = False
    step: T | None = None

    def __post_init__(self) -> None:
        low, high, step = self._numbers()
        if low > high:
            raise mistake(f"min {low} is greater than max {high}")
        if self.log and low <= 0:
            raise mistake(f"a logarithmic range needs min > 0, got {low}")
        if self.log and step is not None:
            raise mistake("a range has either log = true or a step, not both")
        if step is not None and step <= 0:
            raise mistake(f"step must be greater than 0, got {step}")
        if step is not None and low < high:
            steps = steps_between(low, high, step)
            if steps == 0:
                raise mistake(f"step {step} does not fit between {low} and {high}")
            if steps > _MOST_STEPS:
                raise mistake(f"step {step} is too small between {low} and {high}: leave it out")

    def _numbers(self) -> tuple[Any, Any, Any]:
        # The schema binds T to int or float, which the type checker cannot know.
        return self.min, self.max, self.step

    @property
    def kind(self) -> str:
        """Optuna's kind of distribution."""
        return "int" if isinstance(self.min, int) else "float"

    @property
    def size(self) -> int | None:
        """How many values there are; None if the range is continuous."""
        low, high, step = self._numbers()
        if step is None and self.kind == "float":
            return None
        return 1 + steps_between(low, high, step or 1)

    def suggest(self, trial: Trial, name: str) -> T:
        """Let the trial draw a number."""
        low, high, step = self._numbers()
        value: Any
        if self.kind == "int":
            value = trial.suggest_int(name, low, high, step=step or 1, log=self.log)
        else:
            value = trial.suggest_float(name, low, high, step=step, log=self.log)
        return value  # type: ignore[no-any-return]

    def __str__(self) -> str:
        manner = ", log" if self.log else "" if self.step is None else f", step {self.step}"
        return f"{self.min} to {self.max}{manner}"


def size(setting: Any) -> int | None:
    """Return how many values a setting has: one if it is fixed, None if it is continuous."""
    return setting.size if isinstance(setting, Values | Range) else 1


def as_text(setting: Any) -> str:
    """Return a setting as text for people.

    Examples
    --------
    >>> as_text(Values(((16,), (16, 16)))), as_text(Range(0.1, 10.0, log=True)), as_text(100)
    ('16, 16-16', '0.1 to 10.0, log', '100')
    """
    return str(label(setting))


def ends(setting: Any) -> tuple[Any, ...]:
    """Return the values to check: if they are allowed, then so are all values of the setting."""
    if isinstance(setting, Range):
        return setting.min, setting.max
    return setting.values if isinstance(setting, Values) else (setting,)


def suggest(setting: T | Values[T] | Range[T], trial: Trial, name: str) -> T:
    """Let the trial draw a searched setting; return a fixed one without asking the trial."""
    return setting.suggest(trial, name) if isinstance(setting, Values | Range) else setting


def _settle(setting: Any) -> Any:
    """Make equal settings identical: a single value is fixed, and a range ends on its last step."""
    if isinstance(setting, Values) and len(setting.values) == 1:
        return setting.values[0]
    if isinstance(setting, Range) and setting.min == setting.max:
        return setting.min
    if isinstance(setting, Range) and setting.step is not None:
        count = steps_between(setting.min, setting.max, setting.step)
        last = step_from(setting.min, setting.step, count)
        return replace(setting, max=type(setting.max)(last))
    return setting


def _form(entry: Any) -> str:
    """Tell which of the three kinds of setting an entry is."""
    if isinstance(entry, dict):
        return "<values>" if "values" in entry else "<range>"
    return {Values: "<values>", Range: "<range>"}.get(type(entry), "<fixed>")


_Fixed: TypeAlias = Annotated[T, Tag("<fixed>")]
_Values: TypeAlias = Annotated[Values[T], Tag("<values>")]
_Range: TypeAlias = Annotated[Range[T], Tag("<range>")]

# A fixed value or several; the second also takes a range.
Choice: TypeAlias = Annotated[_Fixed[T] | _Values[T], Discriminator(_form), AfterValidator(_settle)]
Setting: TypeAlias = Annotated[
    _Fixed[T] | _Values[T] | _Range[T], Discriminator(_form), AfterValidator(_settle)
]
