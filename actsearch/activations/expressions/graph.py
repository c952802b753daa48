"""A graph of NumPy operations, in which nothing is computed twice.

A node is the result of one operation; the same operation of the same nodes is the same node. Nodes
are combined as numbers are, and numbers are folded. Each node knows between which bounds it lies
for every pre-activation between -10,000 and 10,000, so that no more is done for safety than needed.
"""

import itertools
import math
from collections.abc import Callable
from typing import Any, TypeAlias, Union

import numpy as np

REACH = 1e4
"""Size of pre-activations and of named constants, up to which everything is finite."""

LIMIT = 1e18
"""No result is larger; the square of this still is a float32."""

Operation: TypeAlias = Callable[..., Any]
"""``operation(*inputs, out=array)``: a ufunc, or a function that may return another array."""


class Node:
    """The result of an operation; a leaf has none.

    Parameters
    ----------
    graph : Graph
        Where it belongs.
    index : int
        Place in the graph; inputs have lower ones.
    operation : callable or None
        How it is computed.
    inputs : tuple of Node
        What it is computed from.
    bounds : tuple of float
        The lowest and the highest possible value.
    varies : bool
        Whether it depends on x. If not, it is a number or depends on named constants.
    """

    def __init__(
        self,
        graph: "Graph",
        index: int,
        operation: Operation | None,
        inputs: tuple["Node", ...],
        bounds: tuple[float, float],
        varies: bool,
    ) -> None:
        self.graph, self.index, self.operation, self.inputs = graph, index, operation, inputs
        self.low, self.high = bounds
        self.varies = varies
        self.number: float | None = None
        # Whether the value is at the limit or beyond; None if it cannot be.
        self.within_limit: Node | None = None

    def __add__(self, other: "Operand") -> "Node":
        one, two = self._ordered(other)
        if two.number == 0:
            return one
        for first, second in ((one, two), (two, one)):
            if second.operation is np.multiply and second.inputs[0].number == -1:
                return first - second.inputs[1]
        bounds = one.low + two.low, one.high + two.high
        return self.graph.limited(self.graph.node(np.add, one, two, bounds=bounds))

    def __sub__(self, other: "Operand") -> "Node":
        other = self.graph.leaf(other)
        if other.number is not None:
            return self + -other.number
        bounds = self.low - other.high, self.high - other.low
        return self.graph.limited(self.graph.node(np.subtract, self, other, bounds=bounds))

    def __rsub__(self, other: float) -> "Node":
        return self.graph.leaf(other) - self

    def __neg__(self) -> "Node":
        return -1.0 * self

    def __mul__(self, other: "Operand") -> "Node":
        two, one = self._ordered(other)  # a number comes first
        if one.number == 1:
            return two
        if one.number == 0:
            return one
        if one is two:
            return square(one)
        if one.number is not None and two.operation is np.multiply:
            inner = two.inputs[0].number
            if inner is not None:
                return one.number * inner * two.inputs[1]
        corners = [a * b for a in (one.low, one.high) for b in (two.low, two.high)]
        bounds = min(corners), max(corners)
        return self.graph.limited(self.graph.node(np.multiply, one, two, bounds=bounds))

    def __truediv__(self, other: "Operand") -> "Node":
        """Divide by what is known to be neither 0 nor close to it."""
        other = self.graph.leaf(other)
        corners = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        bounds = min(corners), max(corners)
        return self.graph.limited(self.graph.node(np.divide, self, other, bounds=bounds))

    def __rtruediv__(self, other: float) -> "Node":
        return self.graph.leaf(other) / self

    __radd__ = __add__
    __rmul__ = __mul__

    def _ordered(self, other: "Operand") -> "tuple[Node, Node]":
        """Return both in the order of the graph, a number last: sums and products have no order."""
        two = self.graph.leaf(other)
        first, second = sorted((self, two), key=lambda node: (node.number is not None, node.index))
        return first, second


Operand: TypeAlias = Union[Node, float]  # noqa: UP007 - Node is defined here


class Graph:
    """The nodes of a formula and of its derivatives."""

    def __init__(self) -> None:
        self._known: dict[Any, Node] = {}
        self._indices = itertools.count()
        self.x = self._enter("x", None, (), (-REACH, REACH), varies=True)

    def leaf(self, value: Operand) -> Node:
        """Return the node of a number; a node stays what it is."""
        if isinstance(value, Node):
            return value
        node = self._enter(value, None, (), (value, value), varies=False)
        node.number = value
        return node

    def constant(self, name: str) -> Node:
        """Return the node of a named constant."""
        return self._enter(("constant", name), None, (), (-REACH, REACH), varies=False)

    def node(
        self, operation: Operation, *inputs: Operand, bounds: tuple[float, float], key: Any = None
    ) -> Node:
        """Return the node of an operation; of numbers it is their result.

        Parameters
        ----------
        operation : callable
            A ufunc, or another function with its manners.
        *inputs : Node or float
            What it is applied to.
        bounds : tuple of float
            The lowest and the highest possible result.
        key : hashable, optional
            Tells operations apart that are not the same object each time; their results are not
            folded.
        """
        nodes = tuple(self.leaf(each) for each in inputs)
        numbers = [node.number for node in nodes if node.number is not None]
        if len(numbers) == len(nodes) and key is None:
            return self.leaf(float(operation(*map(np.float64, numbers), out=None)))
        place = (key or operation, *(node.index for node in nodes))
        varies = any(node.varies for node in nodes)
        return self._enter(place, operation, nodes, bounds, varies)

    def limited(self, node: Node) -> Node:
        """Return a node whose size is at most ``LIMIT``, the same one if that is known."""
        if node.low >= -LIMIT and node.high <= LIMIT:
            return node
        kept = minimum(maximum(node, -LIMIT), LIMIT)
        kept.within_limit = less(absolute(node), LIMIT)
        return kept

    def _enter(
        self,
        place: Any,
        operation: Operation | None,
        inputs: tuple[Node, ...],
        bounds: tuple[float, float],
        varies: bool,
    ) -> Node:
        if place not in self._known:
            index = next(self._indices)
            self._known[place] = Node(self, index, operation, inputs, bounds, varies)
        return self._known[place]


def square(u: Node) -> Node:
    """Return u²."""
    ends = u.low * u.low, u.high * u.high
    low = 0.0 if u.low <= 0 <= u.high else min(ends)
    return u.graph.limited(u.graph.node(np.square, u, bounds=(low, max(ends))))


def absolute(u: Node) -> Node:
    """Return |u|."""
    if u.low >= 0:
        return u
    ends = abs(u.low), abs(u.high)
    low = 0.0 if u.low <= 0 <= u.high else min(ends)
    return u.graph.node(np.absolute, u, bounds=(low, max(ends)))


def sign(u: Node) -> Node:
    """Return -1, 0 or 1."""
    if u.low > 0 or u.high < 0:
        return u.graph.leaf(math.copysign(1.0, u.low))
    return u.graph.node(np.sign, u, bounds=(-1.0, 1.0))


def copysign(u: Node, v: Node) -> Node:
    """Return |u| with the sign of v."""
    size = max(abs(u.low), abs(u.high))
    return u.graph.node(np.copysign, u, v, bounds=(-size, size))


def greater(u: Node, v: Operand) -> Node:
    """Return 1 where u > v, and 0 elsewhere."""
    v = u.graph.leaf(v)
    if u.low > v.high or u.high <= v.low:
        return u.graph.leaf(float(u.low > v.high))
    return u.graph.node(np.greater, u, v, bounds=(0.0, 1.0))


def less(u: Node, v: Operand) -> Node:
    """Return 1 where u < v, and 0 elsewhere."""
    v = u.graph.leaf(v)
    if u.high < v.low or u.low >= v.high:
        return u.graph.leaf(float(u.high < v.low))
    return u.graph.node(np.less, u, v, bounds=(0.0, 1.0))


def maximum(u: Node, v: Operand) -> Node:
    """Return the larger of two."""
    v = u.graph.leaf(v)
    if u.low >= v.high or v.low >= u.high:
        return u if u.low >= v.high else v
    return u.graph.node(np.maximum, u, v, bounds=(max(u.low, v.low), max(u.high, v.high)))


def minimum(u: Node, v: Operand) -> Node:
    """Return the smaller of two."""
    v = u.graph.leaf(v)
    if u.high <= v.low or v.high <= u.low:
        return u if u.high <= v.low else v
    return u.graph.node(np.minimum, u, v, bounds=(min(u.low, v.low), min(u.high, v.high)))


def rising(operation: Operation, u: Node) -> Node:
    """Apply a function that nowhere falls."""
    low, high = (float(operation(np.float64(end))) for end in (u.low, u.high))
    return u.graph.node(operation, u, bounds=(low, high))


def wave(operation: Operation, u: Node) -> Node:
    """Apply a function between -1 and 1."""
    return u.graph.node(operation, u, bounds=(-1.0, 1.0))
