"""Expressions as trees: what a formula consists of.

Make trees with :mod:`actsearch.activations.expressions.canonical`, which keeps them in their
canonical form. Equal trees are equal objects of Python, and can be keys of a dictionary.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Variable:
    """The pre-activation, x."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is written in the formula."""

    value: float


@dataclass(frozen=True, slots=True)
class Constant:
    """A named constant: a parameter of the activation."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of two terms or more; a number comes last."""

    terms: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Product:
    """A product of two factors or more; a number comes first."""

    factors: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Power:
    """A power with a whole exponent of 2 or more."""

    base: "Tree"
    exponent: int


@dataclass(frozen=True, slots=True)
class Call:
    """An operator of :mod:`actsearch.activations.expressions.operators`, applied."""

    operator: str
    arguments: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class CatalogueCall:
    """An activation of the catalogue, applied, with its first parameters; others have defaults."""

    activation: str
    argument: "Tree"
    parameters: tuple[Number | Constant, ...]


Tree: TypeAlias = Variable | Number | Constant | Sum | Product | Power | Call | CatalogueCall

X = Variable()


def children(tree: Tree) -> tuple[Tree, ...]:
    """Return the trees that a tree is made of, the first one first."""
    match tree:
        case Sum(parts) | Product(parts) | Call(_, parts):
            return parts
        case Power(base, _):
            return (base,)
        case CatalogueCall(_, argument, parameters):
            return argument, *parameters
    return ()


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield the tree and all trees in it."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def size(tree: Tree) -> int:
    """Count the nodes of a tree.

    Examples
    --------
    >>> size(Product((Number(2.0), X)))
    3
    """
    return sum(1 for _ in walk(tree))


def depth(tree: Tree) -> int:
    """Return on how many levels the nodes of a tree are."""
    return 1 + max(map(depth, children(tree)), default=0)
