"""Activations as words of a command line: ``sigmoid gain=4 tanh``, ``sigmoid --gain 0.5 1 2``."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from actsearch.activations.catalogue import CatalogueActivation, Definition, definition
from actsearch.errors import UsageError, did_you_mean, listed, shown
from actsearch.spelling import near

_OPTION = re.compile(r"--([A-Za-z]\w*)(?:=(.*))?", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z]\w*)=([^=]*)")
MOST = 12
"""Curves of one picture that can be told apart."""


@dataclass
class Asked:
    """An activation that was asked for, with the values of its parameters.

    Parameters
    ----------
    definition : Definition
        The activation.
    values : dict
        Values of each parameter that was named, one or several.
    """

    definition: Definition
    values: dict[str, list[float]] = field(default_factory=dict)

    @property
    def varied(self) -> str | None:
        """Name of the parameter that has several values; None if all have one.

        Raises
        ------
        UsageError
            If several parameters have.
        """
        several = [name for name, values in self.values.items() if len(values) > 1]
        if len(several) > 1:
            raise UsageError(
                f"{listed(several)} of {self.definition.name} have several values: vary one, and "
                "give one value of the others"
            )
        return several[0] if several else None

    def activations(self) -> list[CatalogueActivation]:
        """Return the activation with these values: several if a parameter has several.

        Raises
        ------
        UsageError
            If it has no such parameter, lacks one that must be given, or has too many values.
        """
        fixed = {name: values[0] for name, values in self.values.items()}
        if (varied := self.varied) is None:
            return [self.definition.bind(fixed)]
        if len(self.values[varied]) > MOST:
            raise UsageError(
                f"{varied} has {len(self.values[varied])} values: give at most {MOST}, or their "
                "curves cannot be told apart"
            )
        return [self.definition.bind({**fixed, varied: value}) for value in self.values[varied]]


def read(words: Sequence[str], options: Sequence[str] = ()) -> list[Asked]:
    """Read activations, each followed by its parameters.

    Parameters
    ----------
    words : sequence of str
        Names and formulas; after each, ``gain=4``, ``gain=0.5,1,2`` or ``--gain 0.5 1 2``.
    options : sequence of str, optional
        Options of the command itself, such as ``"--quiet"``, one of which may be mistyped.

    Raises
    ------
    UsageError
        If a name or formula is unknown, a parameter stands before all activations, or a value is no
        number.

    Examples
    --------
    >>> family, tanh = read(["sigmoid", "--gain", "0.5", "1", "tanh"])
    >>> [str(each) for each in family.activations()], str(*tanh.activations())
    (['sigmoid(gain=0.5)', 'sigmoid(gain=1.0)'], 'tanh(gain=1.0)')
    """
    asked: list[Asked] = []
    open_: str | None = None
    for word in words:
        option = _OPTION.fullmatch(word) or _PAIR.fullmatch(word)
        if option is None and open_ is not None and _is_number(word):
            asked[-1].values.setdefault(open_, []).append(float(word))
            continue
        _check_closed(asked, open_)
        open_ = None
        if option is None:
            asked.append(Asked(definition(word)))
            continue
        if not asked:
            raise UsageError(
                f"{shown(word)} is no activation: name one first, as in 'sigmoid {word}'"
            )
        name, values = option[1], option[2]
        _check_known(asked[-1].definition, name, options if word.startswith("--") else ())
        if values is None:
            open_ = name
        else:
            asked[-1].values.setdefault(name, []).extend(_numbers(name, values))
    _check_closed(asked, open_)
    return asked


def _numbers(name: str, values: str) -> list[float]:
    wrong = [value for value in values.split(",") if not _is_number(value)]
    if wrong:
        raise UsageError(
            f"{name} must be a number, or several with commas between them, got {shown(wrong[0])}"
        )
    return [float(value) for value in values.split(",")]


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False


def _check_known(found: Definition, name: str, options: Sequence[str]) -> None:
    names = [parameter.name for parameter in found.parameters]
    if name not in names:
        known = {each.lstrip("-"): each for each in options if near(name, [each.lstrip("-")])}
        known |= {each: each for each in names}
        way_out = did_you_mean(name, known, meant=known) if known else "it has none"
        raise UsageError(
            f"activation {shown(found.name)} has no parameter {shown(name)}: {way_out}"
        )


def _check_closed(asked: Sequence[Asked], name: str | None) -> None:
    """Refuse an option without a value."""
    if name is not None and not asked[-1].values.get(name):
        raise UsageError(f"--{name} needs a value, such as --{name} 0.5 1 2")
