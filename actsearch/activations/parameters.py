"""Parameters of activations: their ranges, and what may be given for them.

A parameter is a number, or it is learned by gradient, together with the weights.
"""

import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal, TypeAlias, get_args

from actsearch.errors import UsageError, did_you_mean

Granularity: TypeAlias = Literal["layer", "unit"]
"""Whether the units of a layer share a learned value, or each has its own."""

GRANULARITIES: tuple[str, ...] = get_args(Granularity)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that shapes an activation, with the range that is worth searching.

    Parameters
    ----------
    name : str
        Keyword of the activation's function.
    default : float
        Value when none is given.
    low, high : float
        Ends of the range that is worth searching, both included. Values outside it are allowed
        too, as far as the formula allows them.
    log : bool
        Whether the range is searched on a logarithmic scale.
    required : bool
        Whether it must be given: then the default is only where learning starts.
    """

    name: str
    default: float
    low: float
    high: float
    log: bool = False
    required: bool = False

    def learned(self, granularity: Granularity, start: float) -> "LearnedParameter":
        """Return the parameter as training changes it, kept in its range, or at its start."""
        low, high = min(self.low, start), max(self.high, start)
        return LearnedParameter(self.name, granularity, start, low, high, self.log)


@dataclass(frozen=True, slots=True)
class LearnedParameter:
    """A parameter that training changes.

    Parameters
    ----------
    name : str
        Name of the parameter.
    granularity : {"layer", "unit"}
        Whether the units of a layer share a value, or each has its own.
    start : float
        Value before training.
    low, high : float
        Training keeps the value between them.
    log : bool
        Whether it is the logarithm that training changes, so that the value stays above 0.
    """

    name: str
    granularity: Granularity
    start: float
    low: float
    high: float
    log: bool

    def inner(self, value: float) -> float:
        """Return the number that training changes, for a value of the parameter."""
        return math.log(value) if self.log else value

    def toward(self, value: float, share: float) -> float:
        """Return the value that has gone a share of the way from the start to ``value``.

        Examples
        --------
        >>> slope = LearnedParameter("slope", "layer", start=0.0, low=-1.0, high=0.9, log=False)
        >>> slope.toward(-0.5, 0.5)
        -0.25
        """
        start = self.inner(self.start)
        number = start + share * (self.inner(value) - start)
        return math.exp(number) if self.log else number


def read(value: Any, default: float) -> tuple[float, Granularity | None]:
    """Read what a user gives for a parameter: a number, or that it is learned.

    Parameters
    ----------
    value : float, str or mapping
        A number, ``"learned"`` (by layer), or a mapping: ``{"learned": "unit", "start": 0.25}``.
    default : float
        Start of the training, if ``value`` has none.

    Returns
    -------
    value : float
        The fixed value, or the start.
    granularity : {"layer", "unit"} or None
        None if the value is fixed.

    Raises
    ------
    UsageError
        If it is something else. The message completes "must be ...".

    Examples
    --------
    >>> read(0.1, 0.01), read("learned", 0.01), read({"learned": "unit", "start": 0.25}, 0.01)
    ((0.1, None), (0.01, 'layer'), (0.25, 'unit'))
    """
    if _is_finite(value):
        return float(value), None
    if value == "learned":
        return default, "layer"
    if isinstance(value, Mapping) and {"learned"} <= set(value) <= {"learned", "start"}:
        granularity, start = value["learned"], value.get("start", default)
        if granularity in GRANULARITIES and _is_finite(start):
            return float(start), granularity
    raise UsageError(
        f"must be a finite number, got {value!r} (or 'learned', or {{'learned': 'layer' or 'unit', "
        "'start': a number}, to train it)"
    )


def bind(
    owner: str,
    parameters: Sequence[Parameter],
    by_default: Container[str],
    given: Mapping[str, Any],
) -> tuple[dict[str, float], dict[str, Granularity]]:
    """Return a value for each parameter, and the granularity of those that are learned.

    Parameters
    ----------
    owner : str
        Whose parameters they are, for messages.
    parameters : sequence of Parameter
        All parameters.
    by_default : container of str
        Names of those that are learned if a number is given, or nothing.
    given : mapping
        What a user gives, by name; see :func:`read`.

    Raises
    ------
    UsageError
        If a name is unknown, one that is required is left out, or a value is neither a finite
        number nor learned.
    """
    names = [parameter.name for parameter in parameters]
    for name in given:
        if name not in names:
            way_out = did_you_mean(str(name), list(names)) if names else "it has none"
            raise UsageError(f"{owner} has no parameter {name!r}: {way_out}")
    values: dict[str, float] = {}
    learned: dict[str, Granularity] = {}
    for each in parameters:
        if each.required and each.name not in given:
            raise UsageError(
                f"{owner} has a named constant {each.name!r}: give it a value, or have it learned"
            )
        try:
            values[each.name], granularity = read(given.get(each.name, each.default), each.default)
        except UsageError as error:
            raise UsageError(f"parameter {each.name!r} of {owner} {error}") from None
        if granularity is None and each.name in by_default:
            granularity = "layer"
        if granularity is not None:
            if each.log and values[each.name] <= 0:
                raise UsageError(
                    f"parameter {each.name!r} of {owner} is learned as a logarithm: its start must "
                    f"be above 0, got {values[each.name]!r}"
                )
            learned[each.name] = granularity
    return values, learned


def given(
    params: Mapping[str, Any], learned: Mapping[str, Granularity]
) -> dict[str, float | dict[str, Any]]:
    """Return what :func:`bind` takes, for values of which some are only the start of learning.

    Examples
    --------
    >>> given({"slope": 0.1}, {"slope": "unit"})
    {'slope': {'learned': 'unit', 'start': 0.1}}
    """
    starts = {
        key: {"learned": granularity, **({"start": params[key]} if key in params else {})}
        for key, granularity in learned.items()
    }
    return {**params, **starts}


def described(name: str, value: float, granularity: Granularity | None) -> str:
    """Write a parameter with its value, or how it is learned from it.

    Examples
    --------
    >>> described("slope", 0.1, None), described("slope", 0.1, "unit")
    ('slope=0.1', 'slope learned per unit from 0.1')
    """
    match granularity:
        case None:
            return f"{name}={value!r}"
        case "layer":
            return f"{name} learned from {value!r}"
        case "unit":
            return f"{name} learned per unit from {value!r}"


def _is_finite(value: object) -> bool:
    """Tell whether it is a finite real number, and not a bool."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number too large for a float
        return False
