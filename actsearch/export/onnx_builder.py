"""The nodes and the arrays of an ONNX graph, as they are added."""

from itertools import count
from typing import Any

import numpy as np


class Builder:
    """Collects the nodes and the arrays of a graph."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []
        self._names = count(1)
        self._numbers: dict[float, str] = {}

    def node(
        self, operator: str, *inputs: str, output: str | None = None, **attributes: Any
    ) -> str:
        """Add a node; return the name of its output."""
        from onnx import helper

        output = output or f"v{next(self._names)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def array(self, values: Any) -> str:
        """Add an array; return its name."""
        from onnx import numpy_helper

        name = f"c{next(self._names)}"
        self.initializers.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def number(self, value: float) -> str:
        """Add a number, once; return its name."""
        if value not in self._numbers:
            self._numbers[value] = self.array(np.float32(value))
        return self._numbers[value]

    def dense(self, values: str, network: Any, layer: int) -> str:
        """Add the pre-activations of a layer, from 0 on."""
        product = self.node("MatMul", values, self.array(network.weights[layer]))
        return self.node("Add", product, self.array(network.intercepts[layer]))
