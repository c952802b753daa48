"""A tree and its derivatives, by x and by each named constant, as nodes of one graph."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np

from actsearch.activations.catalogue import Definition, definition
from actsearch.activations.expressions.graph import (
    LIMIT,
    REACH,
    Graph,
    Node,
    absolute,
    less,
    maximum,
    minimum,
)
from actsearch.activations.expressions.operators import OPERATORS, Rule
from actsearch.activations.expressions.tree import (
    Call,
    CatalogueCall,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Tree,
    Variable,
)
from actsearch.activations.numerics import once

VARIABLE = "x"


@dataclass(frozen=True, slots=True)
class Dual:
    """A value with its derivatives, by name; those that are not there are 0."""

    value: Node
    slopes: Mapping[str, Node]


class Differentiation:
    """Nodes for trees and their derivatives.

    Parameters
    ----------
    graph : Graph
        Where the nodes belong.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> dual = Differentiation(Graph()).dual(Product((Constant("b"), X)))
    >>> sorted(dual.slopes)
    ['b', 'x']
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[Tree, Dual] = {}

    def dual(self, tree: Tree) -> Dual:
        """Return the nodes of a tree and of its derivatives."""
        if tree not in self._known:
            self._known[tree] = self._made(tree)
        return self._known[tree]

    def _made(self, tree: Tree) -> Dual:
        one = self._graph.leaf(1.0)
        match tree:
            case Variable():
                return Dual(self._graph.x, {VARIABLE: one})
            case Number(value):
                return Dual(self._graph.leaf(value), {})
            case Constant(name):
                return Dual(self._graph.constant(name), {name: one})
            case Sum(terms):
                return self._folded(_sum, terms)
            case Product(factors):
                return self._folded(_product, factors)
            case Power(base, exponent):
                return _chained(partial(_power, exponent=exponent), self.dual(base))
            case Call(operator, arguments) if OPERATORS[operator].variadic:
                return self._folded(OPERATORS[operator].rule, arguments)
            case Call(operator, arguments):
                return _chained(OPERATORS[operator].rule, *map(self.dual, arguments))
            case CatalogueCall(activation, argument, parameters):
                found = definition(activation)
                defaults = [Number(each.default) for each in found.parameters]
                given = [*parameters, *defaults[len(parameters) :]]
                return _chained(partial(_catalogue, found), *map(self.dual, (argument, *given)))

    def _folded(self, rule: Rule, trees: tuple[Tree, ...]) -> Dual:
        return reduce(partial(_chained, rule), map(self.dual, trees))


def _chained(rule: Rule, *arguments: Dual) -> Dual:
    """Apply a rule to values, and the chain rule to their derivatives."""
    value, *partials = rule(*(each.value for each in arguments))
    slopes: dict[str, Node] = {}
    for derivative, argument in zip(partials, arguments, strict=True):
        for name, inner in argument.slopes.items():
            term = derivative() * inner
            slopes[name] = slopes[name] + term if name in slopes else term
    if value.within_limit is not None:
        slopes = {name: slope * value.within_limit for name, slope in slopes.items()}
    return Dual(value, slopes)


def _sum(u: Node, v: Node) -> Any:
    return u + v, lambda: 1.0, lambda: 1.0


def _product(u: Node, v: Node) -> Any:
    return u * v, lambda: v, lambda: u


def _power(u: Node, exponent: int) -> Any:
    return _raised(u, exponent), lambda: float(exponent) * _raised(u, exponent - 1)


def _raised(u: Node, exponent: int) -> Node:
    """Multiply as few times as needed."""
    if exponent == 1:
        return u
    half = _raised(u, exponent // 2)
    return half * half * u if exponent % 2 else half * half


def _catalogue(found: Definition, u: Node, *parameters: Node) -> Any:
    """Apply an activation of the catalogue, which is known to be finite up to ``REACH``."""
    graph, kept = u.graph, minimum(maximum(u, -REACH), REACH)
    anywhere = (-LIMIT, LIMIT)
    results = graph.node(
        partial(_computed, found), kept, *parameters, bounds=anywhere, key=("call", found.name)
    )

    def result(position: int) -> Node:
        # The argument must stay what it was until the last derivative is computed.
        return graph.node(
            partial(_picked, position), results, kept, bounds=anywhere, key=("result", position)
        )

    def derivatives() -> Iterator[Any]:
        yield lambda: result(1) * less(absolute(u), REACH)
        for position in range(2, 2 + len(parameters)):
            yield partial(result, position)

    return result(0), *derivatives()


def _computed(found: Definition, u: Any, *parameters: Any, out: Any) -> Any:
    del out
    value, *derivatives = found.function(np.asarray(u), *parameters)
    return value, *map(once, derivatives)


def _picked(position: int, results: Any, argument: Any, out: Any) -> Any:
    del argument, out
    return results[position]() if position else results[0]
