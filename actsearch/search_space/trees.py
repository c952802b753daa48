"""Trees of operators, as trials draw them: each node is a parameter, named by its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from actsearch.activations.catalogue import canonical_name
from actsearch.activations.expressions import parse, write
from actsearch.activations.expressions.grammar import functions
from actsearch.activations.expressions.operators import OPERATORS
from actsearch.activations.expressions.text import INVERSE, number, split_product
from actsearch.activations.expressions.tree import (
    Call,
    CatalogueCall,
    Number,
    Power,
    Product,
    Sum,
    Tree,
    Variable,
)
from actsearch.errors import UsageError
from actsearch.parameter_names import ParameterName

BINARY: Mapping[str, str] = {
    "+": "({}+{})",
    "-": "({}-{})",
    "*": "({}*{})",
    "/": "({}/{})",
    **{name: f"{name}({{}},{{}})" for name, each in OPERATORS.items() if each.variadic},
}
"""Operators of two arguments, and how they are written."""

VARIABLE, SCALED, NUMBER = LEAVES = ("x", "a*x", "a")
"""What a branch ends with: x, x times a number, or a number."""

IDENTITY = "identity"
SQUARE = "square"

_DIGITS = 3


def arity(symbol: str) -> int:
    """Return how many arguments a symbol has."""
    return 0 if symbol in LEAVES else 2 if symbol in BINARY else 1


def operators() -> list[str]:
    """Return everything that a tree can be made of, but its leaves."""
    return [*BINARY, *(name for name in functions() if name not in BINARY)]


def short(value: float) -> float:
    """Round a number as formulas show it.

    Examples
    --------
    >>> short(0.123456)
    0.123
    """
    return float(f"{value:.{_DIGITS}g}")


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a tree, with all below it.

    Parameters
    ----------
    symbol : str
        An operator or a leaf.
    value : float or None
        Number of a leaf that has one.
    arguments : tuple of Node
        What the operator is applied to.

    Examples
    --------
    >>> gate = Node.of("x*sigmoid(2*x)")
    >>> gate.text(), gate.height
    ('(x*sigmoid((2*x)))', 2)
    >>> gate.params(layer=None)
    {'expression': '*', 'expression.1': 'x', 'expression.2': 'sigmoid', 'expression.2.1': 'a*x', \
'expression.2.1.value': 2.0}
    """

    symbol: str
    value: float | None = None
    arguments: "tuple[Node, ...]" = ()

    @classmethod
    def of(cls, text: str) -> "Node":
        """Make the tree of a formula, or of the name of an activation.

        Raises
        ------
        UsageError
            If it cannot be used, or trees have no form for it.
        """
        name = text if text in functions() else canonical_name(text)
        return _node(parse(text if name is None else f"{name}(x)"))

    @property
    def height(self) -> int:
        """How many operators there are above each other."""
        return 1 + max(each.height for each in self.arguments) if self.arguments else 0

    def text(self, names: Iterator[str] | None = None) -> str:
        """Return the formula.

        Parameters
        ----------
        names : iterator of str, optional
            Names that stand for the numbers, in the order of :meth:`numbers`.
        """
        if self.symbol in BINARY:
            return BINARY[self.symbol].format(*(each.text(names) for each in self.arguments))
        if self.symbol == IDENTITY:
            return self.arguments[0].text(names)
        if self.arguments:
            return f"{self.symbol}({self.arguments[0].text(names)})"
        if self.value is None:
            return VARIABLE
        value = number(short(self.value)) if names is None else next(names)
        return f"({value})" if self.symbol == NUMBER else f"({value}*x)"

    def numbers(self) -> list[float]:
        """Return the numbers in the tree, as the formula shows them."""
        own = [] if self.value is None else [short(self.value)]
        return own + [value for each in self.arguments for value in each.numbers()]

    def params(self, layer: int | None, place: tuple[int, ...] = ()) -> dict[str, Any]:
        """Return the tree as parameters of a trial, by name."""
        own: dict[str, Any] = {str(ParameterName.node(place, layer)): self.symbol}
        if self.value is not None:
            own[str(ParameterName.node(place, layer, value=True))] = self.value
        for index, each in enumerate(self.arguments, start=1):
            own |= each.params(layer, (*place, index))
        return own


def _node(tree: Tree) -> Node:
    """Return the tree of a formula in canonical form."""
    match tree:
        case Variable():
            return Node(VARIABLE)
        case Number(value):
            return Node(NUMBER, value)
        case Sum((first, *terms)):
            node = _node(first)
            for term in terms:
                symbol, added = _signed(term)
                node = Node(symbol, None, (node, added))
            return node
        case Product((Number(value), Variable())):
            return Node(SCALED, value)
        case Product(factors):
            return _product(*split_product(factors))
        case Power(base, 2):
            return Node(SQUARE, None, (_node(base),))
        case Call(operator, (argument,)) if operator == INVERSE:
            return Node("/", None, (Node(NUMBER, 1.0), _node(argument)))
        case Call(operator, (first, *others)):
            node = _node(first)
            if operator not in BINARY:
                return Node(operator, None, (node,))
            for other in others:
                node = Node(operator, None, (node, _node(other)))
            return node
        case CatalogueCall(activation, argument, ()):
            return Node(activation, None, (_node(argument),))
    raise UsageError(f"no tree of operators is {write(tree)}: leave it out")


def _signed(term: Tree) -> tuple[str, Node]:
    """Return how a term is added, by + or -, and what is."""
    match term:
        case Product((Number(-1.0), factor)):
            return "-", _node(factor)
        case Product((Number(-1.0), *factors)):
            return "-", _node(Product(tuple(factors)))
    return "+", _node(term)


def _product(coefficient: float, above: list[Tree], below: list[Tree]) -> Node:
    nodes = [_node(each) for each in above]
    if coefficient not in (1.0, -1.0) or not nodes:
        if nodes and nodes[0] == Node(VARIABLE):
            nodes[0] = Node(SCALED, coefficient)
        else:
            nodes.append(Node(NUMBER, coefficient))
    node = nodes[0]
    for other in nodes[1:]:
        node = Node("*", None, (node, other))
    for divisor in below:
        node = Node("/", None, (node, _node(divisor)))
    return Node("neg", None, (node,)) if coefficient == -1.0 and above else node
