"""Tapes: the operations of a graph in their order, run in place on as few arrays as possible.

A tape is data, and nothing is executed as code: each step says which operation takes its inputs
from which places of a list, and to which place its result goes.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from actsearch.activations.base import Array
from actsearch.activations.expressions.graph import Node, Operation

Places: TypeAlias = list[Any]
"""What the nodes are now: arrays, and numbers or an array of one for each unit for constants."""


Step: TypeAlias = tuple[Operation, tuple[int, ...], int]
"""An operation, the places of its inputs, and the place of its result."""


@dataclass(frozen=True, slots=True)
class Tape:
    """Steps that compute nodes from what is known already.

    Parameters
    ----------
    steps : tuple of Step
        What to compute, in this order.
    arrays : tuple of bool
        For each place that is added, whether an array is there to write to.
    """

    steps: tuple[Step, ...]
    arrays: tuple[bool, ...]

    def run(self, places: Places, x: Array) -> Places:
        """Return all places after the last step; those that were known before stay as they are.

        Parameters
        ----------
        places : list
            What is known before.
        x : ndarray
            The pre-activation, whose shape and dtype the results have.
        """
        new = (np.empty_like(x) if is_array else None for is_array in self.arrays)
        now = [*places, *new]
        for operation, inputs, output in self.steps:
            now[output] = operation(*[now[place] for place in inputs], out=now[output])
        return now


class Plan:
    """Where the nodes are that are known, and the steps to further ones.

    Parameters
    ----------
    places : mapping of Node to int
        Places of the nodes that are known.
    size : int
        Number of places.
    """

    def __init__(self, places: Mapping[Node, int], size: int) -> None:
        self.places, self.size = dict(places), size

    def tape(self, wanted: Sequence[Node], kept: Iterable[Node] = ()) -> tuple[Tape, "Plan"]:
        """Plan the steps that compute nodes, and tell where these are then.

        Parameters
        ----------
        wanted : sequence of Node
            Nodes to compute.
        kept : iterable of Node
            Others among those on the way that will be needed again.
        """
        order = reachable(wanted, self.places)
        last_use = {each: number for number, node in enumerate(order) for each in node.inputs}
        places, keep = dict(self.places), {*self.places, *wanted, *kept}
        steps: list[Step] = []
        arrays: list[bool] = []
        free: list[int] = []
        for number, node in enumerate(order):
            inputs = tuple(places[each] for each in node.inputs)
            # An input that is not needed any more lends its array to the result.
            free += [
                places[each]
                for each in dict.fromkeys(node.inputs)
                if last_use[each] == number and each not in keep and _is_written(each)
            ]
            if free and _is_written(node):
                places[node] = free.pop()
            else:
                places[node] = self.size + len(arrays)
                arrays.append(_is_written(node))
            steps.append((_operation(node), inputs, places[node]))
        plan = Plan({node: places[node] for node in keep}, self.size + len(arrays))
        return Tape(tuple(steps), tuple(arrays)), plan


def _is_written(node: Node) -> bool:
    """Tell whether a node is computed into an array of the tape's."""
    return node.varies and isinstance(node.operation, np.ufunc)


def _operation(node: Node) -> Operation:
    assert node.operation is not None  # noqa: S101 - leaves are given
    return node.operation if node.varies else partial(_settled, node.operation)


def _settled(operation: Operation, *inputs: Any, out: Any) -> Any:
    """Apply an operation to what does not depend on x, and keep the dtype of x."""
    result = operation(*inputs, out=out)
    if isinstance(result, tuple):
        return result
    # NumPy's scalars would turn float32 into float64.
    if np.ndim(result) == 0:
        return float(result)
    return result.astype(np.result_type(*inputs)) if result.dtype == bool else result


def reachable(roots: Iterable[Node], known: Container[Node] = ()) -> list[Node]:
    """Return the nodes that some depend on, and themselves, in an order to compute them in.

    Parameters
    ----------
    roots : iterable of Node
        Nodes to compute.
    known : container of Node
        Nodes that are known already: they, and what only they depend on, are left out.
    """
    found: dict[int, Node] = {}
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node.index not in found and node not in known:
            found[node.index] = node
            waiting += node.inputs
    return [found[index] for index in sorted(found)]
