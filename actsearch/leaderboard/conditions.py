"""Conditions on rows, of which filters are made."""

import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from actsearch.errors import UsageError, either, listed, shown
from actsearch.leaderboard.columns import Column
from actsearch.leaderboard.naming import without_values
from actsearch.leaderboard.rows import Row
from actsearch.leaderboard.values import compact
from actsearch.spelling import key, near

CONTAINS = "~"
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
# Between the names of activations of several layers.
_LAYERS = " | "
# More values than these are not listed.
_FEW = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition that compares a column with a value.

    Parameters
    ----------
    column : Column
        Column to compare.
    operator : {"==", "!=", "<", "<=", ">", ">=", "~"}
        Comparison to make.
    text : str
        The value as it was written, without its quotes.
    number : float or None
        The value as a number, if it is one.
    """

    column: Column
    operator: str
    text: str
    number: float | None

    def __call__(self, row: Row) -> bool:
        """Tell whether the row meets the condition."""
        found = self.column.value(row)
        if found is None:
            return False
        if self.operator == CONTAINS:
            return self._is_in(compact(found))
        compare = OPERATORS[self.operator]
        if isinstance(found, bool) or not isinstance(found, int | float):
            text = compact(found)
            return compare(text, text if self._is_same(text) else self.text)
        if self.number is None:
            return self.operator == "!="
        return compare(found, self.number)

    def _is_same(self, found: str) -> bool:
        """Tell whether the text is the value, in any spelling of a name."""
        if self.column.name == "activation":
            return found == _canonical(self.text)
        # Two studies may have names that differ by their case.
        return found == self.text or (self.column.name != "study" and key(found) == key(self.text))

    def _is_in(self, found: str) -> bool:
        inside = self.text.casefold() in found.casefold()
        return inside or (self.column.name == "activation" and _canonical(self.text) in found)

    @property
    def names_a_value(self) -> bool:
        """Tell whether the value is a text that some trial should have."""
        equality = self.operator in ("==", "!=") and self.number is None
        return self.column.kind != "number" and (equality or self.operator == CONTAINS)


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that is met if another condition is not."""

    condition: "Condition"

    def __call__(self, row: Row) -> bool:
        """Tell whether the row does not meet the other condition."""
        return not self.condition(row)


@dataclass(frozen=True, slots=True)
class And:
    """A condition that is met if all of several conditions are."""

    conditions: tuple["Condition", ...]

    def __call__(self, row: Row) -> bool:
        """Tell whether the row meets all conditions."""
        return all(condition(row) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Or:
    """A condition that is met if at least one of several conditions is."""

    conditions: tuple["Condition", ...]

    def __call__(self, row: Row) -> bool:
        """Tell whether the row meets at least one condition."""
        return any(condition(row) for condition in self.conditions)


Condition: TypeAlias = Comparison | Not | And | Or


def unknown_values(condition: Condition, rows: Sequence[Row]) -> list[str]:
    """Name the texts of a condition that no row has, each in a sentence.

    Parameters
    ----------
    condition : Condition
        A parsed filter.
    rows : sequence of Row
        All rows, before any was filtered out.

    Examples
    --------
    >>> from actsearch.leaderboard import parse
    >>> rows = [Row(study="digits", trial=3, state="complete", activation="relu")]
    >>> unknown_values(parse("activation == relo or trial > 2"), rows)
    ["no trial has activation 'relo': did you mean 'relu'?"]
    """
    told = []
    for each in _comparisons(condition):
        values = [compact(v) for row in rows if (v := each.column.value(row)) is not None]
        told += without_values([each.column], rows)
        if values and each.names_a_value:
            known = list(dict.fromkeys(values))
            equal = Comparison(
                each.column, CONTAINS if each.operator == CONTAINS else "==", each.text, None
            )
            if not any(equal(row) for row in rows):
                name, text = each.column.name, shown(each.text)
                said = f"no trial has {name} {text}"
                if each.operator == CONTAINS:
                    said = f"no trial has {text} in its {name}"
                told.append(f"{said}: {_hint(each.text, known)}")
    return told


def _hint(text: str, known: list[str]) -> str:
    if close := near(text, known):
        return f"did you mean {either(map(shown, close))}?"
    if len(known) <= _FEW:
        return f"there is {listed(sorted(known))}"
    return f"there are {len(known):,} others"


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    match condition:
        case Comparison():
            yield condition
        case Not(inner):
            yield from _comparisons(inner)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _comparisons(part)


@lru_cache(maxsize=256)
def _canonical(text: str) -> str:
    """Return the names of a text's activations as the catalogue has them."""
    return _LAYERS.join(map(_activation, text.split(_LAYERS)))


def _activation(text: str) -> str:
    # Other filters need not wait for NumPy.
    from actsearch.activations import definition
    from actsearch.activations.catalogue import canonical_name

    if (name := canonical_name(text)) is not None:
        return name
    try:
        return definition(text).name
    except UsageError:
        return text
