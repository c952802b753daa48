"""What computes an expression: the function of its definition in the catalogue."""

from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np

from actsearch.activations.base import Array, Computed, Number
from actsearch.activations.expressions.derivatives import VARIABLE, Differentiation
from actsearch.activations.expressions.graph import Graph, Node
from actsearch.activations.expressions.tape import Places, Plan, Tape, reachable
from actsearch.activations.expressions.tree import Tree


class Program:
    """A formula given as text: computed as a tree, with its derivatives on demand.

    Parameters
    ----------
    tree : Tree
        A formula that contains x.
    constants : sequence of str
        Names of its constants, in the order of their derivatives.
    """

    def __init__(self, tree: Tree, constants: Sequence[str]) -> None:
        self._tree = tree
        self._constants = tuple(constants)

    def __call__(self, x: Array, **constants: Number) -> Computed:
        """Compute the value now, and derivatives when the other results are called."""
        return self._compiled(x, [constants[name] for name in self._constants])

    @cached_property
    def _compiled(self) -> "_Compiled":
        # Not before it is needed: a search asks for many that it never trains.
        return _Compiled(self._tree, self._constants)


class _Compiled:
    """The tapes: for what does not depend on x, for the value, and for each derivative."""

    def __init__(self, tree: Tree, constants: Sequence[str]) -> None:
        graph = Graph()
        dual = Differentiation(graph).dual(tree)
        given = [graph.x, *map(graph.constant, constants)]
        slopes = [dual.slopes.get(name, graph.leaf(0.0)) for name in (VARIABLE, *constants)]
        nodes = reachable([dual.value, *slopes])
        numbers = [node for node in nodes if node.number is not None]
        leaves = [*given, *numbers]
        self._numbers = [node.number for node in numbers]
        known = Plan({node: place for place, node in enumerate(leaves)}, len(leaves))
        self._prelude, known = known.tape([node for node in nodes if not node.varies])
        of_value = set(reachable([dual.value]))
        of_slopes = [slopes, *(node.inputs for node in reachable(slopes, of_value))]
        needed_later = of_value & {node for group in of_slopes for node in group}
        self._value, known = known.tape([dual.value], needed_later)
        self._value_root = _Root(dual.value, known)
        self._slopes = []
        for slope in slopes:
            tape, plan = known.tape([slope])
            self._slopes.append((tape, _Root(slope, plan)))

    def __call__(self, x: Array, constants: Sequence[Number]) -> Computed:
        x = np.asanyarray(x)  # an array that counts operations goes through too
        given = self._prelude.run([x, *constants, *self._numbers], x)
        places = self._value.run(given, x)
        derivatives = (partial(_slope, tape, root, places, x) for tape, root in self._slopes)
        return self._value_root.of(places, x), *derivatives  # type: ignore[return-value]


class _Root:
    """Where a result is found."""

    def __init__(self, node: Node, plan: Plan) -> None:
        self._place = plan.places[node]
        self._is_whole = node.varies and node.operation is not None

    def of(self, places: Places, x: Array) -> Array:
        """Return the result, as an array of its own."""
        result: Array = places[self._place]
        return result if self._is_whole else np.full_like(x, result)


def _slope(tape: Tape, root: _Root, places: Places, x: Array) -> Array:
    return root.of(tape.run(places, x), x)
