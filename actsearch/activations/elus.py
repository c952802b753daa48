"""Exponential linear units and relatives: linear on the right, a curve with a limit on the left."""

import numpy as np

from actsearch.activations.base import Array, Computed, Number
from actsearch.activations.catalogue import register
from actsearch.activations.numerics import indicator
from actsearch.activations.parameters import Parameter

# Klambauer et al., equations 14: the fixed point of mean 0 and variance 1.
_SELU_SCALE = 1.0507009873554805
_SELU_ALPHA = 1.6732632423543772


@register(
    "elu",
    "x if x > 0 else {alpha}·(exp(x) - 1)",
    "Clevert, Unterthiner & Hochreiter, ICLR 2016",
    Parameter("alpha", 1.0, 0.1, 3.0, log=True),
    kinks=lambda alpha: () if alpha == 1 else (0.0,),
    laws=("monotone",),
    form="relu(x) + {alpha}*(exp(min(x, 0)) - 1)",
)
def elu(x: Array, alpha: Number) -> Computed:
    """Exponential linear unit: negative values pull the mean of units towards 0."""
    left = np.expm1(np.minimum(x, 0))
    positive = indicator(x > 0, x)
    value = np.maximum(x, 0) + alpha * left
    return value, lambda: positive + alpha * ((left + 1) * (1 - positive)), lambda: left


@register(
    "celu",
    "max(0, x) + {alpha}·(exp(min(0, x)/{alpha}) - 1)",
    "Barron, arXiv:1704.07483, 2017",
    Parameter("alpha", 1.0, 0.1, 3.0, log=True),
    laws=("monotone",),
    form="relu(x) + {alpha}*(exp(min(x, 0)/{alpha}) - 1)",
)
def celu(x: Array, alpha: Number) -> Computed:
    """ELU whose slope is continuous for every alpha."""
    scaled = np.minimum(x, 0) * (1 / alpha)
    left = np.expm1(scaled)
    value = np.maximum(x, 0) + alpha * left
    return value, lambda: left + 1, lambda: left - scaled * (left + 1)


@register(
    "selu",
    "1.0507·(x if x > 0 else 1.6733·(exp(x) - 1))",
    "Klambauer et al., NeurIPS 2017",
    kinks=(0.0,),
    laws=("monotone",),
    form="1.0507009873554805*(relu(x) + 1.6732632423543772*(exp(min(x, 0)) - 1))",
)
def selu(x: Array) -> Computed:
    """Self-normalising ELU: mean 0 and variance 1 are a fixed point through the layers."""
    value, slope, *_ = elu(x, _SELU_ALPHA)
    return _SELU_SCALE * value, lambda: _SELU_SCALE * slope()


@register(
    "pelu",
    "{a}/{b}·x if x > 0 else {a}·(exp(x/{b}) - 1)",
    "Trottier, Giguère & Chaib-draa, ICMLA 2017",
    Parameter("a", 1.0, 0.1, 5.0, log=True),
    Parameter("b", 1.0, 0.1, 5.0, log=True),
    laws=("monotone",),
    form="{a}/{b}*relu(x) + {a}*(exp(min(x, 0)/{b}) - 1)",
)
def pelu(x: Array, a: Number, b: Number) -> Computed:
    """Parametric ELU: adjustable slope and saturation; the slope is continuous at 0."""
    left = np.expm1(np.minimum(x, 0) * (1 / b))
    value = (a / b) * np.maximum(x, 0) + a * left
    return (
        value,
        lambda: (a / b) * (left + 1),
        lambda: value * (1 / a),
        lambda: (-a / (b * b)) * x * (left + 1),
    )


@register(
    "isrlu",
    "x if x > 0 else x/sqrt(1 + {alpha}·x²)",
    "Carlile et al., arXiv:1710.09967, 2017",
    Parameter("alpha", 1.0, 0.05, 10.0, log=True),
    laws=("monotone",),
    form="x/sqrt(1 + {alpha}*min(x, 0)**2)",
)
def isrlu(x: Array, alpha: Number) -> Computed:
    """Inverse square root linear unit: an ELU without an exponential."""
    left = np.minimum(x, 0)
    root = 1 / np.sqrt(1 + alpha * (left * left))
    value = x * root
    return value, lambda: root * root * root, lambda: (-0.5 * left * root) * np.square(left * root)
