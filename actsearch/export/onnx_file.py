"""A model as an ONNX graph: preparation, network, and its label or number."""

from pathlib import Path
from typing import TYPE_CHECKING

from actsearch import __version__
from actsearch.activations.expressions.derivatives import Differentiation
from actsearch.activations.expressions.graph import Graph
from actsearch.activations.expressions.operators import (
    LARGEST_EXPONENT,
    SMALLEST_DIVISOR,
    SMALLEST_ROOT,
)
from actsearch.activations.expressions.text import INVERSE, split_product
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
from actsearch.errors import UsageError
from actsearch.export import onnx_inputs, onnx_outputs
from actsearch.export.layers import Layer, layers
from actsearch.export.onnx_builder import Builder
from actsearch.models import Model

if TYPE_CHECKING:
    import onnx

OPSET = 17
"""Version of ONNX's operators: runtimes of 2022 and later know it."""

_IR_VERSION = 8  # of the same time
_SIMPLE = {
    **{"abs": "Abs", "exp": "Exp", "sin": "Sin", "cos": "Cos", "sinh": "Sinh", "cosh": "Cosh"},
    **{"tanh": "Tanh", "asinh": "Asinh", "atan": "Atan", "erf": "Erf", "sigmoid": "Sigmoid"},
    **{"softplus": "Softplus", "relu": "Relu"},
}


def write(model: Model, path: Path) -> None:
    """Write a model as ONNX; its outputs are ``label`` and ``probabilities``, or ``prediction``.

    Its input is ``X``, of shape (n, features): float32, or float64 where float32 says too little.
    A table with categories or missing cells has an input for each column, of shape (n, 1): float64
    with NaN for a missing number, or text.

    Raises
    ------
    UsageError
        If the model has a part that ONNX cannot compute.
    ImportError
        If onnx is not installed.
    """
    import onnx

    made = graph(model)
    onnx.checker.check_model(made, full_check=True)
    path.write_bytes(made.SerializeToString())


def graph(model: Model) -> "onnx.ModelProto":
    """Return a model as ONNX, see :func:`write`."""
    from onnx import helper

    builder = Builder()
    inputs, values = onnx_inputs.prepared(builder, model)
    network = model.network
    for layer in layers(model):
        values = builder.dense(values, network, layer.number - 1)
        values = Writer(builder, values, layer, model).write(layer.tree)
    values = builder.dense(values, network, len(network.weights) - 1)
    outputs = onnx_outputs.predicted(builder, model, values)
    body = helper.make_graph(builder.nodes, "actsearch", inputs, outputs, builder.initializers)
    return helper.make_model(
        body,
        opset_imports=[
            helper.make_opsetid("", OPSET),
            helper.make_opsetid(onnx_inputs.DOMAIN, onnx_inputs.DOMAIN_OPSET),
        ],
        ir_version=_IR_VERSION,
        producer_name="actsearch",
        producer_version=__version__,
    )


class Writer:
    """Adds what a layer's units compute, with the conventions of our operators.

    Parameters
    ----------
    builder : Builder
        Graph to add to.
    x : str
        Name of the pre-activations.
    layer : Layer
        Layer that computes them.
    model : Model
        Model that has the layer.
    """

    def __init__(self, builder: Builder, x: str, layer: Layer, model: Model) -> None:
        self._builder, self._x = builder, x
        learned = model.network.learned_values()[layer.number - 1]
        self._constants = {
            name: builder.array(learned[array.partition(".")[2]])
            for name, array in layer.per_unit.items()
        }
        self._bounds = Differentiation(Graph())
        self._known: dict[Tree, str] = {}

    def write(self, tree: Tree) -> str:
        """Add a tree; return the name of its values. Equal trees are added once."""
        if tree not in self._known:
            self._known[tree] = self._written(tree)
        return self._known[tree]

    def _written(self, tree: Tree) -> str:
        add = self._builder.node
        match tree:
            case Variable():
                return self._x
            case Number(value):
                return self._builder.number(value)
            case Constant(name):
                return self._constants[name]
            case Sum(terms):
                return self._folded("Add", terms)
            case Product(factors):
                return self._product(factors)
            case Power(base, exponent):
                return add("Pow", self.write(base), self._builder.number(exponent))
            case Call("max" | "min" as operator, arguments):
                return self._folded(operator.capitalize(), arguments)
            case Call(operator, (argument,)):
                return self._call(operator, argument)
            case CatalogueCall("step", argument, _):
                return add("Cast", add("Greater", self.write(argument), self._number(0)), to=1)
            case CatalogueCall("squared_relu", argument, (power,)):
                return add("Pow", add("Relu", self.write(argument)), self.write(power))
        raise UsageError(f"ONNX has no form of {tree}")

    def _number(self, value: float) -> str:
        return self._builder.number(value)

    def _folded(self, operator: str, trees: tuple[Tree, ...]) -> str:
        first, *rest = map(self.write, trees)
        for each in rest:
            first = self._builder.node(operator, first, each)
        return first

    def _product(self, factors: tuple[Tree, ...]) -> str:
        coefficient, above, below = split_product(factors)
        number = [] if coefficient == 1 and above else [Number(coefficient)]
        value = self._folded("Mul", (*number, *above))
        for each in below:
            value = self._builder.node("Div", value, self._divisor(each))
        return value

    def _divisor(self, tree: Tree) -> str:
        add, u = self._builder.node, self.write(tree)
        node = self._bounds.dual(tree).value
        if node.low >= SMALLEST_DIVISOR or node.high <= -SMALLEST_DIVISOR:
            return u
        size = add("Max", add("Abs", u), self._number(SMALLEST_DIVISOR))
        return add("Where", add("Less", u, self._number(0)), add("Neg", size), size)

    def _call(self, operator: str, tree: Tree) -> str:
        add, u = self._builder.node, self.write(tree)
        match operator:
            case _ if operator == INVERSE:
                return add("Div", self._number(1), self._divisor(tree))
            case "sqrt":
                size = add("Abs", u)
                root = add("Sqrt", add("Max", size, self._number(SMALLEST_ROOT**2)))
                return add("Div", size, root)
            case "log1p":
                return add("Log", add("Add", self._number(1), add("Abs", u)))
            case "gaussian":
                return add("Exp", add("Neg", add("Mul", u, u)))
            case "sinc":
                angle = add("Max", add("Abs", u), self._number(1e-6))
                return add("Div", add("Sin", angle), angle)
            case "exp" | "sinh" | "cosh":
                u = add("Min", u, self._number(LARGEST_EXPONENT))
                if operator != "exp":
                    u = add("Max", u, self._number(-LARGEST_EXPONENT))
        return add(_SIMPLE[operator], u)
