r"""Filters: conditions on rows, such as ``val_accuracy > 97% and not activation ~ relu``.

The text is parsed, never evaluated as code. Its grammar is::

    condition   = alternative { "or" alternative }
    alternative = term { "and" term }
    term        = "not" term | "(" condition ")" | comparison
    comparison  = column ( "==" | "!=" | "<" | "<=" | ">" | ">=" | "~" ) value
    value       = number | percentage | word | "quoted" | 'quoted'

``~`` tells whether the column's text contains the value; upper and lower case are the same. Names
are equal in every spelling, as ``SiLU`` and ``swish`` are. A comparison is false if the row has no
value in the column, even with ``!=``. A text never equals a number.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from actsearch.errors import UsageError
from actsearch.leaderboard.columns import Column
from actsearch.leaderboard.conditions import (
    CONTAINS,
    OPERATORS,
    And,
    Comparison,
    Condition,
    Not,
    Or,
)
from actsearch.leaderboard.naming import find
from actsearch.leaderboard.rows import Row

# More than anyone writes, and well below Python's recursion limit.
MAX_DEPTH = 50

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


def parse(expression: str, rows: Iterable[Row] = ()) -> Condition:
    """Parse a condition; call the result with a row to test it.

    Parameters
    ----------
    expression : str
        Condition in the grammar of this module.
    rows : iterable of Row
        Whose parameters may be named without ``params.``, see :mod:`.naming`.

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
    return _Parser(expression, list(rows)).parse()


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

    def __init__(self, expression: str, rows: list[Row]) -> None:
        self.tokens = _tokens(expression)
        self.rows = rows
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
        chosen = _column(self.read(), self.rows)
        if self.token.kind != "operator":
            self.refuse(f"one of {' '.join(OPERATORS)} {CONTAINS}")
        sign = self.read().text
        if self.token.kind not in ("word", "quoted") or self.token.keyword:
            self.refuse("a number, a word or a text in quotes")
        value = self.read()
        text = value.text[1:-1] if value.kind == "quoted" else value.text
        number = _number(value.text)
        if sign != CONTAINS:
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


def _column(token: _Token, rows: list[Row]) -> Column:
    try:
        return find(token.text, rows)
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
