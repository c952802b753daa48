"""Rectifiers: linear on the right, something smaller on the left; and piecewise relatives."""

import numpy as np

from actsearch.activations.base import Array, Computed
from actsearch.activations.catalogue import register
from actsearch.activations.numerics import indicator
from actsearch.activations.parameters import Parameter

# Klambauer et al., equations 14: the fixed point of mean 0 and variance 1.
_SELU_SCALE = 1.0507009873554805
_SELU_ALPHA = 1.6732632423543772


@register(
    "relu",
    "max(0, x)",
    "Nair & Hinton, ICML 2010",
    kinks=(0.0,),
    laws=("monotone",),
    aliases=("rectifier",),
)
def relu(x: Array) -> Computed:
    """Rectified linear unit; a unit whose x is always below 0 stops learning ("dies")."""
    return np.maximum(x, 0), lambda: indicator(x > 0, x)


@register(
    "relu_n",
    "min(max(0, x), {limit})",
    "Krizhevsky, Convolutional deep belief networks on CIFAR-10, 2010",
    Parameter("limit", 6.0, 1.0, 20.0, log=True),
    kinks=lambda limit: (0.0, limit),
    laws=("monotone", "bounded"),
    aliases=("relu6", "capped_relu"),
)
def relu_n(x: Array, limit: float) -> Computed:
    """ReLU with an upper limit, which keeps units in the range of low-precision numbers."""
    return np.clip(x, 0, limit), lambda: indicator((x > 0) & (x < limit), x)


@register(
    "leaky_relu",
    "max(0, x) + {slope}·min(0, x)",
    "Maas, Hannun & Ng, ICML 2013; He et al., ICCV 2015, for negative slopes",
    Parameter("slope", 0.01, 1e-3, 0.9, log=True),
    kinks=(0.0,),
    laws=("monotone",),
    aliases=("lrelu",),
)
def leaky_relu(x: Array, slope: float) -> Computed:
    """ReLU with a small slope on the left, so that no unit dies."""
    weight = indicator(x > 0, x)
    weight *= 1 - slope
    weight += slope
    return x * weight, lambda: weight


@register(
    "elu",
    "x if x > 0 else {alpha}·(exp(x) - 1)",
    "Clevert, Unterthiner & Hochreiter, ICLR 2016",
    Parameter("alpha", 1.0, 0.1, 3.0, log=True),
    kinks=lambda alpha: () if alpha == 1 else (0.0,),
    laws=("monotone",),
)
def elu(x: Array, alpha: float) -> Computed:
    """Exponential linear unit: negative values pull the mean of units towards 0."""
    left = np.expm1(np.minimum(x, 0))
    positive = indicator(x > 0, x)
    value = np.maximum(x, 0) + alpha * left
    return value, lambda: positive + alpha * ((left + 1) * (1 - positive))


@register(
    "celu",
    "max(0, x) + {alpha}·(exp(min(0, x)/{alpha}) - 1)",
    "Barron, arXiv:1704.07483, 2017",
    Parameter("alpha", 1.0, 0.1, 3.0, log=True),
    laws=("monotone",),
)
def celu(x: Array, alpha: float) -> Computed:
    """ELU whose slope is continuous for every alpha."""
    left = np.expm1(np.minimum(x, 0) * (1 / alpha))
    return np.maximum(x, 0) + alpha * left, lambda: left + 1


@register(
    "selu",
    "1.0507·(x if x > 0 else 1.6733·(exp(x) - 1))",
    "Klambauer et al., NeurIPS 2017",
    kinks=(0.0,),
    laws=("monotone",),
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
)
def pelu(x: Array, a: float, b: float) -> Computed:
    """Parametric ELU: adjustable slope and saturation; the slope is continuous at 0."""
    left = np.expm1(np.minimum(x, 0) * (1 / b))
    return (a / b) * np.maximum(x, 0) + a * left, lambda: (a / b) * (left + 1)


@register(
    "isrlu",
    "x if x > 0 else x/sqrt(1 + {alpha}·x²)",
    "Carlile et al., arXiv:1710.09967, 2017",
    Parameter("alpha", 1.0, 0.05, 10.0, log=True),
    laws=("monotone",),
)
def isrlu(x: Array, alpha: float) -> Computed:
    """Inverse square root linear unit: an ELU without an exponential."""
    left = np.minimum(x, 0)
    root = 1 / np.sqrt(1 + alpha * (left * left))
    return x * root, lambda: root * root * root


@register(
    "srelu",
    "x + ({left_slope} - 1)·min(0, x - {left}) + ({right_slope} - 1)·max(0, x - {right})",
    "Jin et al., AAAI 2016",
    Parameter("left", 0.0, -3.0, 0.0),
    Parameter("left_slope", 0.2, 0.0, 2.0),
    Parameter("right", 1.5, 0.0, 3.0),
    Parameter("right_slope", 0.5, 0.0, 2.0),
    kinks=lambda left, left_slope, right, right_slope: (left, right),  # noqa: ARG005
    laws=("monotone",),
)
def srelu(x: Array, left: float, left_slope: float, right: float, right_slope: float) -> Computed:
    """S-shaped rectifier of three lines, convex on one side and concave on the other."""
    below, above = np.minimum(x - left, 0), np.maximum(x - right, 0)
    value = x + (left_slope - 1) * below + (right_slope - 1) * above
    return (
        value,
        lambda: (
            1
            + (left_slope - 1) * indicator(x <= left, x)
            + (right_slope - 1) * indicator(x > right, x)
        ),
    )


@register(
    "apl",
    "max(0, x) + {a}·max(0, {b} - x)",
    "Agostinelli et al., ICLR 2015 workshop, with one hinge",
    Parameter("a", 0.2, -1.0, 1.0),
    Parameter("b", 0.0, -3.0, 3.0),
    kinks=lambda a, b: (0.0, b),  # noqa: ARG005
)
def apl(x: Array, a: float, b: float) -> Computed:
    """Adaptive piecewise linear unit: a ReLU with a second hinge."""
    value = np.maximum(x, 0) + a * np.maximum(b - x, 0)
    return value, lambda: indicator(x > 0, x) - a * indicator(x <= b, x)


@register(
    "squared_relu",
    "max(0, x)^{power}",
    "So et al., Primer, NeurIPS 2021",
    Parameter("power", 2.0, 1.0, 3.0),
    kinks=(0.0,),
    laws=("monotone",),
    aliases=("relu2", "relu_squared"),
)
def squared_relu(x: Array, power: float) -> Computed:
    """ReLU raised to a power: sparse, and it grows faster than its input."""
    positive = np.maximum(x, 0)
    if power == 2:
        return positive * positive, lambda: 2 * positive
    # With power = 1 the slope would be 0^0 = 1 on the left; the mask makes it 0.
    mask = indicator(x > 0, x)
    value = positive**power
    return value, lambda: (power * mask) * positive ** (power - 1)


@register(
    "star_relu",
    "{scale}·max(0, x)² + {shift}",
    "Yu et al., MetaFormer baselines for vision, IEEE TPAMI 2024",
    Parameter("scale", 0.8944, 0.5, 2.0, log=True),
    Parameter("shift", -0.4472, -1.0, 0.0),
    laws=("monotone",),
)
def star_relu(x: Array, scale: float, shift: float) -> Computed:
    """Squared ReLU with mean 0 and variance 1 for normal inputs."""
    positive = np.maximum(x, 0)
    return scale * (positive * positive) + shift, lambda: (2 * scale) * positive


@register(
    "nlrelu",
    "ln(1 + {beta}·max(0, x))",
    "Liu et al., Natural-logarithm-rectified activation function, 2019",
    Parameter("beta", 1.0, 0.1, 10.0, log=True),
    kinks=(0.0,),
    laws=("monotone",),
)
def nlrelu(x: Array, beta: float) -> Computed:
    """Logarithm of a ReLU: it compresses large values."""
    scaled = beta * np.maximum(x, 0)
    return np.log1p(scaled), lambda: beta * indicator(x > 0, x) / (1 + scaled)


@register(
    "abs",
    "|x|",
    "Jarrett et al., ICCV 2009",
    kinks=(0.0,),
    laws=("even",),
    aliases=("absolute",),
)
def absolute(x: Array) -> Computed:
    """Absolute value: it keeps both sides; its derivative at 0 is 0."""
    return np.abs(x), lambda: np.sign(x)


@register(
    "softshrink",
    "sign(x)·max(0, |x| - {threshold})",
    "Donoho, IEEE Transactions on Information Theory, 1995",
    Parameter("threshold", 0.5, 0.01, 2.0),
    kinks=lambda threshold: (-threshold, threshold),
    laws=("odd", "monotone"),
)
def softshrink(x: Array, threshold: float) -> Computed:
    """Soft threshold: small values become 0, the others shrink."""
    value = x - np.clip(x, -threshold, threshold)
    return value, lambda: indicator(np.abs(x) > threshold, x)


@register(
    "symlog",
    "sign(x)·ln(1 + {beta}·|x|)",
    "Hafner et al., DreamerV3, arXiv:2301.04104, 2023, for beta 1",
    Parameter("beta", 1.0, 0.1, 10.0, log=True),
    laws=("odd", "monotone"),
)
def symlog(x: Array, beta: float) -> Computed:
    """Symmetric logarithm: linear near 0; far from 0 it grows slowly, without a bound."""
    size = beta * np.abs(x)
    return np.copysign(np.log1p(size), x), lambda: beta / (1 + size)


@register(
    "bent_identity",
    "{curvature}·(sqrt(x² + 1) - 1) + x",
    "a textbook bend of the identity",
    Parameter("curvature", 0.5, 0.0, 0.99),
    laws=("monotone",),
)
def bent_identity(x: Array, curvature: float) -> Computed:
    """Smooth bend: the slope is 1 - curvature far on the left, 1 + curvature far on the right."""
    root = np.sqrt(x * x + 1)
    return curvature * (root - 1) + x, lambda: curvature * (x / root) + 1


@register(
    "identity",
    "x",
    "the linear network, as a control",
    laws=("odd", "monotone"),
    aliases=("linear",),
)
def identity(x: Array) -> Computed:
    """No activation at all: a control that shows what a nonlinearity gains."""
    return x.copy(), lambda: np.ones_like(x)
