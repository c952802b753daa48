"""How libraries of arrays write the operators of expressions.

A template has ``{}`` for the argument, in brackets of their own; or ``{0}`` where it stands several
times. The guarded ones keep the conventions of :mod:`.operators`, and gradients finite; they are
used where the argument may lie where it matters.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from actsearch.activations.expressions.operators import OPERATORS
from actsearch.activations.expressions.text import INVERSE

TIMES_NUMBER = " number"
"""Ends the name of an operator's template for a tree and a number."""

_NUMPY = {name: operator.numpy for name, operator in OPERATORS.items()}


@dataclass(frozen=True, slots=True)
class Library:
    """A library of arrays.

    Parameters
    ----------
    title : str
        Its name as people write it.
    templates : mapping of str to str
        How each operator is written, and those activations that are no formula of operators.
    guarded : mapping of str to str
        How operators are written where they need their conventions; that of the division is the
        divisor.
    """

    title: str
    templates: Mapping[str, str]
    guarded: Mapping[str, str] = field(default_factory=dict)


def _guarded(absolute: str, larger: str, smaller: str, where: str, prefix: str) -> dict[str, str]:
    """Return the guarded templates of a library, of its functions."""
    size = absolute.format("{0}")
    between = larger.format(smaller.format("{0}", "41"), "-41")
    return {
        INVERSE: f"{where}({{0}} < 0, -1.0, 1.0)*{larger.format(size, '0.001')}",
        "sqrt": f"{size}/{prefix}sqrt({larger.format(size, '1e-6')})",
        "exp": f"{prefix}exp({smaller.format('{0}', '41')})",
        "sinh": f"{prefix}sinh({between})",
        "cosh": f"{prefix}cosh({between})",
    }


NUMPY = Library(
    "NumPy",
    _NUMPY
    | {
        "step": "np.heaviside({}, 0.0)",
        "squared_relu": "np.maximum({}, 0)**{}",
    },
    _guarded("np.abs({})", "np.maximum({}, {})", "np.minimum({}, {})", "np.where", "np."),
)
JAX = Library(
    "JAX",
    {
        name: re.sub(r"\bnp\.", "jnp.", template.replace("scipy.special", "jax.scipy.special"))
        for name, template in NUMPY.templates.items()
    }
    | {"sigmoid": "jax.nn.sigmoid({})", "softplus": "jax.nn.softplus({})"},
    _guarded("jnp.abs({})", "jnp.maximum({}, {})", "jnp.minimum({}, {})", "jnp.where", "jnp."),
)
TORCH = Library(
    "PyTorch",
    {
        **{
            name: f"torch.{name}({{}})"
            for name in ("abs", "exp", "sin", "cos", "sinh", "cosh", "tanh", "asinh", "atan", "erf")
        },
        INVERSE: "1/{}",
        "sqrt": "torch.sqrt(torch.abs({}))",
        "log1p": "torch.log1p(torch.abs({}))",
        "sinc": "torch.sinc({}/math.pi)",
        "gaussian": "torch.exp(-{}**2)",
        "sigmoid": "torch.sigmoid({})",
        "softplus": "torch.nn.functional.softplus({})",
        "relu": "torch.relu({})",
        "max": "torch.maximum({})",
        "min": "torch.minimum({})",
        f"max{TIMES_NUMBER}": "torch.clamp({}, min={})",
        f"min{TIMES_NUMBER}": "torch.clamp({}, max={})",
        "step": "torch.heaviside({0}.detach(), {0}.new_zeros(()))",
        "squared_relu": "torch.relu({})**{}",
    },
    _guarded(
        "torch.abs({})",
        "torch.clamp({}, min={})",
        "torch.clamp({}, max={})",
        "torch.where",
        "torch.",
    ),
)
KERAS = Library(
    "Keras",
    {
        **{
            name: f"ops.{function}({{}})"
            for name, function in (
                *((name, name) for name in ("abs", "exp", "sin", "cos", "sinh", "cosh", "tanh")),
                *((name, name) for name in ("erf", "sigmoid", "softplus", "relu")),
                *(("asinh", "arcsinh"), ("atan", "arctan"), ("max", "maximum"), ("min", "minimum")),
            )
        },
        INVERSE: "1/{}",
        "sqrt": "ops.sqrt(ops.abs({}))",
        "log1p": "ops.log1p(ops.abs({}))",
        # The angle is kept away from 0, where a parabola is exact.
        "sinc": "ops.sin(ops.maximum(ops.abs({0}), 0.01))/ops.maximum(ops.abs({0}), 0.01)"
        " + ops.square(ops.maximum(ops.abs({0}), 0.01))/6 - ops.square({0})/6",
        "gaussian": "ops.exp(-{}**2)",
        "step": "ops.where({0} > 0, ops.ones_like({0}), ops.zeros_like({0}))",
        "squared_relu": "ops.relu({})**{}",
    },
    _guarded("ops.abs({})", "ops.maximum({}, {})", "ops.minimum({}, {})", "ops.where", "ops."),
)
