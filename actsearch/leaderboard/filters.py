r"""Filters: conditions on rows, such as ``val_accuracy > 97% and not activation ~ relu``.

The text is parsed, never evaluated as code. Its grammar is::

    condition   = alternative { "or" alternative }
    alternative = term { "and" term }
    term        = "not" term | "(" condition ")" | comparison
    comparison  = column ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "~" ) value
    value       = number | percentage | word | "quoted" | 'quoted'

``~`` tells whether the column's text contains the value; upper and lower case are the same. A
comparison is false if the row has no value in the column, even with ``!=``. A text never equals a
number.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

from actsearch.errors import UsageError
from actsearch.leaderboard.columns import Column, column
from actsearch.leaderboard.rows import Row
from actsearch.leaderboard.values import compact

# More than anyone writes, and well below Python's recursion limit.
MAX_DEPTH = 50

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_CONTAINS = "~"
_KEYWORDS = ("and", "or", "not")

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<operator> [=!<>]= | [<>~] )
      | (?P<bracket> [()] )
      | (?P<quoted> "[^"]*" | '[^']*' )
      | (?P<word> [^\s()'"=!<>~]+ )
      | (?P<end> \Z )
      | (?P<unknown> . )
    )""",
    re.VERBOSE | re.DOTALL,
)
_DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_NUMBER = re.compile(rf"{_DECIMAL}(e[+-]?[0-9]+)?", re.IGNORECASE)
_PERCENTAGE = re.compile(rf"({_DECIMAL})%")


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
        if self.operator == _CONTAINS:
            return self.text.casefold() in compact(found).casefold()
        compare = _OPERATORS[self.operator]
        if isinstance(found, bool) or not isinstance(found, int | float):
            return compare(compact(found), self.text)
        if self.number is None:
            return self.operator == "!="
        return compare(found, self.number)


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


def parse(expression: str) -> Condition:
    """Parse a condition; call the result with a row to test it.

    Parameters
    ----------
    expression : str
        Condition in the grammar of this module.

    Returns
    -------
    Comparison, Not, And or Or
        Condition that is called with a row and returns a bool.

    Raises
    ------
    UsageError
        If the expression does not follow the grammar or names an unknown column.

    Examples
    --------
    >>> row = Row(study="digits", trial=3, state="complete", activation="relu", val_accuracy=0.97)
    >>> parse("val_accuracy >= 97% and activation == relu")(row)
    True
    >>> parse("params.slope < 0.5")(row)
    False
    """
    return _Parser(expression).parse()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int

    @property
    def keyword(self) -> str | None:
        """The word ``and``, ``or`` or ``not`` in small letters; None for any other token."""
        word = self.text.lower()
        return word if self.kind == "word" and word in _KEYWORDS else None


def _tokens(expression: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(expression):
        kind = str(match.lastgroup)
        found.append(_Token(kind, match[kind], match.start(kind) + 1))
    return found


class _Parser:
    """Parser with one method for each rule of the grammar.

    Each method reads the tokens of its rule; ``next`` is then the first token after them.
    """

    def __init__(self, expression: str) -> None:
        self.tokens = _tokens(expression)
        self.next = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def parse(self) -> Condition:
        condition = self.condition()
        if self.token.kind != "end":
            self.refuse("'and', 'or' or the end")
        return condition

    def condition(self) -> Condition:
        alternatives = [self.alternative()]
        while self.accept_keyword("or"):
            alternatives.append(self.alternative())
        return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))

    def alternative(self) -> Condition:
        terms = [self.term()]
        while self.accept_keyword("and"):
            terms.append(self.term())
        return terms[0] if len(terms) == 1 else And(tuple(terms))

    def term(self) -> Condition:
        if self.depth == MAX_DEPTH:
            raise UsageError(
                f"the filter is nested more than {MAX_DEPTH} deep at position "
                f"{self.token.position}; take out parentheses or 'not'"
            )
        self.depth += 1
        condition = self.nested_term()
        self.depth -= 1
        return condition

    def nested_term(self) -> Condition:
        if self.accept_keyword("not"):
            return Not(self.term())
        if self.token.text == "(":
            self.next += 1
            condition = self.condition()
            if self.token.text != ")":
                self.refuse("'and', 'or' or ')'")
            self.next += 1
            return condition
        return self.comparison()

    def comparison(self) -> Comparison:
        if self.token.kind != "word" or self.token.keyword:
            self.refuse("a column, 'not' or '('")
        chosen = _column(self.read())
        if self.token.kind != "operator":
            self.refuse(f"one of {' '.join(_OPERATORS)} {_CONTAINS}")
        sign = self.read().text
        if self.token.kind not in ("word", "quoted") or self.token.keyword:
            self.refuse("a number, a word or a text in quotes")
        value = self.read()
        text = value.text[1:-1] if value.kind == "quoted" else value.text
        number = _number(value.text)
        if sign != _CONTAINS:
            _check(chosen, value, number)
        return Comparison(chosen, sign, text, number)

    def accept_keyword(self, keyword: str) -> bool:
        accepted = self.token.keyword == keyword
        self.next += accepted
        return accepted

    def read(self) -> _Token:
        token = self.token
        self.next += 1
        return token

    def refuse(self, expected: str) -> NoReturn:
        token = self.token
        found = "ends" if token.kind == "end" else f"has {token.text!r}"
        raise UsageError(
            f"the filter {found} at position {token.position}, where {expected} was expected"
        )


def _column(token: _Token) -> Column:
    try:
        return column(token.text)
    except UsageError as error:
        raise UsageError(f"in the filter at position {token.position}: {error}") from None


def _check(chosen: Column, value: _Token, number: float | None) -> None:
    if chosen.kind == "number" and number is None:
        expected = "a number was expected"
    elif (
        chosen.name == "val_accuracy"
        and number is not None
        and number > 1
        and not value.text.endswith("%")
    ):
        # An easy mistake, because the table shows percent; without this check no row would match.
        expected = f"a fraction was expected; write {number:.4g}% or {number / 100:.4g}"
    else:
        return
    raise UsageError(
        f"the filter compares {chosen.name} with {value.text!r} at position {value.position}, "
        f"where {expected}"
    )


def _number(text: str) -> float | None:
    if percentage := _PERCENTAGE.fullmatch(text):
        # Not divided by 100: that rounds twice, and 97.62% would not equal 0.9762.
        return float(f"{percentage[1]}e-2")
    return float(text) if _NUMBER.fullmatch(text) else None
