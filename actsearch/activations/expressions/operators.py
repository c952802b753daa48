r"""The operators of expressions: value and derivatives, LaTeX and NumPy.

An operator is a function of nodes. It returns its value, and for each argument a function that
returns the derivative by it, as activations of the catalogue do, and these are built like formulas.
Each is finite for all arguments up to ``LIMIT``, in float32 too, with these conventions:

- ``a/b`` divides by ±1/1000 where \|b\| is smaller than that, by 1/1000 where b = 0;
- ``sqrt(u)`` is √\|u\|, and where \|u\| < 10⁻⁶ the line 1000·\|u\|, so that the slope stays finite;
- ``log1p(u)`` is ln(1 + \|u\|), and ``sinc(u)`` is sin(u)/u;
- ``exp``, ``sinh`` and ``cosh`` take arguments as if they were at most 41, ``sinh`` and ``cosh`` as
  if they were at least -41 too; beyond, their slope is 0. Below -32, ``exp`` is 0;
- at a kink the derivative is that of one side, or a value between both.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from actsearch.activations import numerics
from actsearch.activations.expressions import graph as g
from actsearch.activations.expressions.graph import Graph, Node
from actsearch.activations.expressions.text import INVERSE

Slope: TypeAlias = Callable[[], Node | float]
Rule: TypeAlias = Callable[..., tuple[Node, *tuple[Slope, ...]]]

SMALLEST_DIVISOR = 1e-3
SMALLEST_ROOT = 1e-3
LARGEST_EXPONENT = 41.0
# What is smaller than e^-32 changes no float32, and its products would become subnormal numbers.
_END_OF_DECAY = -32.0
# Below it the derivative of sinc loses digits, and a parabola is exact.
_SMALL_ANGLE = 1e-2


@dataclass(frozen=True, slots=True)
class Operator:
    """A function that expressions can call.

    Parameters
    ----------
    rule : callable
        ``rule(*nodes) -> (value, *derivatives)``.
    latex, numpy : str
        How it is written; ``{}`` stands for its arguments, in brackets of their own.
    variadic : bool
        Whether it takes two arguments or more, instead of one; their order does not matter.
    """

    rule: Rule
    latex: str
    numpy: str
    variadic: bool = False


OPERATORS: dict[str, Operator] = {}


def operator(
    name: str, latex: str, numpy: str, *, variadic: bool = False
) -> Callable[[Rule], Rule]:
    """Add the decorated rule to the operators."""

    def enter(rule: Rule) -> Rule:
        OPERATORS[name] = Operator(rule, latex, numpy, variadic)
        return rule

    return enter


def evaluate(name: str, *arguments: float) -> float:
    """Apply an operator to numbers, in float64.

    Examples
    --------
    >>> evaluate("sqrt", -4.0), evaluate("max", 1.0, 2.0)
    (2.0, 2.0)
    """
    graph = Graph()
    value, *_ = OPERATORS[name].rule(*map(graph.leaf, arguments))
    return float(value.low)  # that of a number is the number


@operator(INVERSE, r"\frac{{1}}{{{}}}", "1/{}")
def inverse(u: Node) -> Any:
    """Divide 1 by u, or by ±1/1000 near 0."""
    size = g.absolute(u)
    if size.low >= SMALLEST_DIVISOR:
        value = 1.0 / u
    else:
        # u + 0 is 0 where u is -0, so that both zeros give the same.
        signed = u.graph.node(np.add, u, 0.0, bounds=(u.low, u.high))
        divisor = g.copysign(g.maximum(size, SMALLEST_DIVISOR), signed)
        most = 1 / SMALLEST_DIVISOR
        value = u.graph.node(np.divide, 1.0, divisor, bounds=(-most, most))
    return value, lambda: -g.square(value) * g.greater(size, SMALLEST_DIVISOR)


@operator("abs", r"\left|{}\right|", "np.abs({})")
def absolute(u: Node) -> Any:
    """Absolute value."""
    return g.absolute(u), lambda: g.sign(u)


@operator("sqrt", r"\sqrt{{\left|{}\right|}}", "np.sqrt(np.abs({}))")
def square_root(u: Node) -> Any:
    """Root of the absolute value."""
    size = g.absolute(u)
    root = g.rising(np.sqrt, size)
    divisor = g.maximum(root, SMALLEST_ROOT)
    value = root if divisor is root else size / divisor
    return value, lambda: g.sign(u) * ((1 - 0.5 * g.greater(root, SMALLEST_ROOT)) / divisor)


@operator("exp", r"e^{{{}}}", "np.exp({})")
def exponential(u: Node) -> Any:
    """Exponential."""
    value = _exponential(g.minimum(u, LARGEST_EXPONENT))
    return value, lambda: value * g.less(u, LARGEST_EXPONENT)


@operator("log1p", r"\ln\left(1 + \left|{}\right|\right)", "np.log1p(np.abs({}))")
def logarithm(u: Node) -> Any:
    """Logarithm of 1 + |u|."""
    size = 1 + g.absolute(u)
    return g.rising(np.log, size), lambda: g.sign(u) / size


@operator("sin", r"\sin\left({}\right)", "np.sin({})")
def sine(u: Node) -> Any:
    """Sine."""
    return g.wave(np.sin, u), lambda: g.wave(np.cos, u)


@operator("cos", r"\cos\left({}\right)", "np.cos({})")
def cosine(u: Node) -> Any:
    """Cosine."""
    return g.wave(np.cos, u), lambda: -g.wave(np.sin, u)


@operator("sinh", r"\sinh\left({}\right)", "np.sinh({})")
def hyperbolic_sine(u: Node) -> Any:
    """Hyperbolic sine."""
    up, down, inside = _exponentials(u)
    return 0.5 * (up - down), lambda: 0.5 * (up + down) * inside


@operator("cosh", r"\cosh\left({}\right)", "np.cosh({})")
def hyperbolic_cosine(u: Node) -> Any:
    """Hyperbolic cosine."""
    up, down, inside = _exponentials(u)
    return 0.5 * (up + down), lambda: 0.5 * (up - down) * inside


@operator("tanh", r"\tanh\left({}\right)", "np.tanh({})")
def hyperbolic_tangent(u: Node) -> Any:
    """Hyperbolic tangent."""
    value = g.rising(np.tanh, u)
    return value, lambda: 1 - g.square(value)


@operator("asinh", r"\operatorname{{arsinh}}\left({}\right)", "np.arcsinh({})")
def inverse_hyperbolic_sine(u: Node) -> Any:
    """Inverse hyperbolic sine: a logarithm on both sides."""
    size, root = g.absolute(u), g.rising(np.sqrt, g.square(u) + 1)
    # Ten times as fast as NumPy's arcsinh, and as exact where it is not close to 0.
    value = g.copysign(g.rising(np.log, size + root), u)
    return value, lambda: 1 / root


@operator("atan", r"\arctan\left({}\right)", "np.arctan({})")
def arctangent(u: Node) -> Any:
    """Arc tangent."""
    return g.rising(np.arctan, u), lambda: 1 / (1 + g.square(u))


@operator("sinc", r"\operatorname{{sinc}}\left({}\right)", "np.sinc({}/np.pi)")
def cardinal_sine(u: Node) -> Any:
    """Divide the sine of u by u."""
    size = g.absolute(u)
    angle = g.maximum(size, _SMALL_ANGLE)
    quotient = g.wave(np.sin, angle) / angle
    value = quotient + (1 / 6) * (g.square(angle) - g.square(size))
    return value, lambda: g.sign(u) * ((g.wave(np.cos, angle) - quotient) / angle * (size / angle))


@operator("erf", r"\operatorname{{erf}}\left({}\right)", "scipy.special.erf({})")
def error_function(u: Node) -> Any:
    """Error function, not scaled as that of the catalogue is."""
    value = g.wave(_error_function, u)
    return value, lambda: (2 / math.sqrt(math.pi)) * _exponential(-g.square(u))


@operator("gaussian", r"e^{{-\left({}\right)^2}}", "np.exp(-{}**2)")
def gaussian(u: Node) -> Any:
    """Bell curve."""
    value = _exponential(-g.square(u))
    return value, lambda: -2 * u * value


@operator("sigmoid", r"\sigma\left({}\right)", "1/(1 + np.exp(-{}))")
def sigmoid(u: Node) -> Any:
    """Logistic function."""
    value = 0.5 * g.rising(np.tanh, 0.5 * u) + 0.5
    return value, lambda: value * (1 - value)


@operator("softplus", r"\ln\left(1 + e^{{{}}}\right)", "np.logaddexp(0, {})")
def softplus(u: Node) -> Any:
    """Smooth ReLU."""
    decay = _exponential(-g.absolute(u))
    value = g.rising(np.log, 1 + decay) + g.maximum(u, 0.0)
    # The same as a sigmoid, without another exponential.
    return value, lambda: g.maximum(g.greater(u, 0.0), decay) / (1 + decay)


@operator("relu", r"\max\left(0, {}\right)", "np.maximum({}, 0)")
def rectifier(u: Node) -> Any:
    """Rectified linear unit."""
    return g.maximum(u, 0.0), lambda: g.greater(u, 0.0)


@operator("max", r"\max\left({}\right)", "np.maximum({})", variadic=True)
def maximum(u: Node, v: Node) -> Any:
    """Larger of two."""
    return g.maximum(u, v), lambda: g.greater(u, v), lambda: 1 - g.greater(u, v)


@operator("min", r"\min\left({}\right)", "np.minimum({})", variadic=True)
def minimum(u: Node, v: Node) -> Any:
    """Smaller of two."""
    return g.minimum(u, v), lambda: g.less(u, v), lambda: 1 - g.less(u, v)


def _exponential(u: Node) -> Node:
    """Return e^u for u up to the largest exponent, and 0 where that is negligible."""
    low, high = (math.exp(max(end, 2 * _END_OF_DECAY)) for end in (u.low, u.high))
    return u.graph.node(np.exp, u, bounds=(low, high)) * g.greater(u, _END_OF_DECAY)


def _exponentials(u: Node) -> tuple[Node, Node, Node]:
    """Return e^u and e^-u, with u kept in their range, and whether it is in that range."""
    kept = g.minimum(g.maximum(u, -LARGEST_EXPONENT), LARGEST_EXPONENT)
    up = g.rising(np.exp, kept)
    return up, 1 / up, g.less(g.absolute(u), LARGEST_EXPONENT)


def _error_function(x: Any, out: Any = None) -> Any:
    del out  # a new array
    return numerics.erf(np.asarray(x))
