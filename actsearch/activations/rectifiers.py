"""Rectifiers: linear on the right, something smaller on the left; and piecewise relatives."""

import numpy as np

from actsearch.activations.base import Array, Computed, Number
from actsearch.activations.catalogue import register
from actsearch.activations.numerics import indicator
from actsearch.activations.parameters import Parameter


@register(
    "relu",
    "max(0, x)",
    "Nair & Hinton, ICML 2010",
    kinks=(0.0,),
    laws=("monotone",),
    aliases=("rectifier",),
    form="relu(x)",
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
    form="min(relu(x), {limit})",
)
def relu_n(x: Array, limit: Number) -> Computed:
    """ReLU with an upper limit, which keeps units in the range of low-precision numbers."""
    return (
        np.clip(x, 0, limit),
        lambda: indicator((x > 0) & (x < limit), x),
        lambda: indicator(x >= limit, x),
    )


@register(
    "leaky_relu",
    "max(0, x) + {slope}·min(0, x)",
    "Maas, Hannun & Ng, ICML 2013; He et al., ICCV 2015, for negative slopes",
    Parameter("slope", 0.01, -1.0, 0.9),
    kinks=(0.0,),
    aliases=("lrelu",),
    form="relu(x) + {slope}*min(x, 0)",
)
def leaky_relu(x: Array, slope: Number) -> Computed:
    """ReLU with a slope on the left too, so that no unit dies."""
    weight = indicator(x > 0, x)
    weight *= 1 - slope
    weight += slope
    return x * weight, lambda: weight, lambda: np.minimum(x, 0)


@register(
    "prelu",
    "max(0, x) + {slope}·min(0, x)",
    "He et al., ICCV 2015",
    Parameter("slope", 0.25, -1.0, 0.9),
    kinks=(0.0,),
    learned=("slope",),
    form="relu(x) + {slope}*min(x, 0)",
)
def prelu(x: Array, slope: Number) -> Computed:
    """Parametric ReLU: a leaky ReLU whose slope is learned, one for each layer or unit."""
    return leaky_relu(x, slope)


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
    form="x + ({left_slope} - 1)*min(x - {left}, 0) + ({right_slope} - 1)*relu(x - {right})",
)
def srelu(
    x: Array, left: Number, left_slope: Number, right: Number, right_slope: Number
) -> Computed:
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
        lambda: (1 - left_slope) * indicator(x <= left, x),
        lambda: below,
        lambda: (1 - right_slope) * indicator(x > right, x),
        lambda: above,
    )


@register(
    "apl",
    "max(0, x) + {a}·max(0, {b} - x)",
    "Agostinelli et al., ICLR 2015 workshop, with one hinge",
    Parameter("a", 0.2, -1.0, 1.0),
    Parameter("b", 0.0, -3.0, 3.0),
    kinks=lambda a, b: (0.0, b),  # noqa: ARG005
    form="relu(x) + {a}*relu({b} - x)",
)
def apl(x: Array, a: Number, b: Number) -> Computed:
    """Adaptive piecewise linear unit: a ReLU with a second hinge."""
    hinge = np.maximum(b - x, 0)
    return (
        np.maximum(x, 0) + a * hinge,
        lambda: indicator(x > 0, x) - a * indicator(x <= b, x),
        lambda: hinge,
        lambda: a * indicator(x <= b, x),
    )


@register(
    "squared_relu",
    "max(0, x)^{power}",
    "So et al., Primer, NeurIPS 2021",
    Parameter("power", 2.0, 1.0, 3.0),
    kinks=(0.0,),
    laws=("monotone",),
    aliases=("relu2", "relu_squared"),
)
def squared_relu(x: Array, power: Number) -> Computed:
    """ReLU raised to a power: sparse, and it grows faster than its input."""
    positive = np.maximum(x, 0)
    if isinstance(power, float) and power == 2:
        value = positive * positive
        return value, lambda: 2 * positive, lambda: _times_log(value, x)
    # With power = 1 the slope would be 0^0 = 1 on the left; the mask makes it 0.
    mask = indicator(x > 0, x)
    value = positive**power
    return (
        value,
        lambda: (power * mask) * positive ** (power - 1),
        lambda: _times_log(value, x),
    )


@register(
    "star_relu",
    "{scale}·max(0, x)² + {shift}",
    "Yu et al., MetaFormer baselines for vision, IEEE TPAMI 2024",
    Parameter("scale", 0.8944, 0.5, 2.0, log=True),
    Parameter("shift", -0.4472, -1.0, 0.0),
    laws=("monotone",),
    form="{scale}*relu(x)**2 + {shift}",
)
def star_relu(x: Array, scale: Number, shift: Number) -> Computed:
    """Squared ReLU with mean 0 and variance 1 for normal inputs."""
    positive = np.maximum(x, 0)
    square = positive * positive
    return (
        scale * square + shift,
        lambda: (2 * scale) * positive,
        lambda: square,
        lambda: np.ones_like(x),
    )


@register(
    "nlrelu",
    "ln(1 + {beta}·max(0, x))",
    "Liu et al., Natural-logarithm-rectified activation function, 2019",
    Parameter("beta", 1.0, 0.1, 10.0, log=True),
    kinks=(0.0,),
    laws=("monotone",),
    form="log1p({beta}*relu(x))",
)
def nlrelu(x: Array, beta: Number) -> Computed:
    """Logarithm of a ReLU: it compresses large values."""
    positive = np.maximum(x, 0)
    scaled = beta * positive
    return (
        np.log1p(scaled),
        lambda: beta * indicator(x > 0, x) / (1 + scaled),
        lambda: positive / (1 + scaled),
    )


@register(
    "abs",
    "|x|",
    "Jarrett et al., ICCV 2009",
    kinks=(0.0,),
    laws=("even",),
    aliases=("absolute",),
    form="abs(x)",
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
    form="x - min(max(x, -{threshold}), {threshold})",
)
def softshrink(x: Array, threshold: Number) -> Computed:
    """Soft threshold: small values become 0, the others shrink."""
    value = x - np.clip(x, -threshold, threshold)
    return value, lambda: indicator(np.abs(x) > threshold, x), lambda: -np.sign(value)


@register(
    "symlog",
    "sign(x)·ln(1 + {beta}·|x|)",
    "Hafner et al., DreamerV3, arXiv:2301.04104, 2023, for beta 1",
    Parameter("beta", 1.0, 0.1, 10.0, log=True),
    laws=("odd", "monotone"),
    form="log1p(relu({beta}*x)) - log1p(min({beta}*x, 0))",
)
def symlog(x: Array, beta: Number) -> Computed:
    """Symmetric logarithm: linear near 0; far from 0 it grows slowly, without a bound."""
    size = beta * np.abs(x)
    value = np.copysign(np.log1p(size), x)
    return value, lambda: beta / (1 + size), lambda: x / (1 + size)


@register(
    "bent_identity",
    "{curvature}·(sqrt(x² + 1) - 1) + x",
    "a textbook bend of the identity",
    Parameter("curvature", 0.5, 0.0, 0.99),
    laws=("monotone",),
    form="{curvature}*(sqrt(x**2 + 1) - 1) + x",
)
def bent_identity(x: Array, curvature: Number) -> Computed:
    """Smooth bend: the slope is 1 - curvature far on the left, 1 + curvature far on the right."""
    root = np.sqrt(x * x + 1)
    bend = root - 1
    return curvature * bend + x, lambda: curvature * (x / root) + 1, lambda: bend


@register(
    "identity",
    "x",
    "the linear network, as a control",
    laws=("odd", "monotone"),
    aliases=("linear",),
    form="x",
)
def identity(x: Array) -> Computed:
    """No activation at all: a control that shows what a nonlinearity gains."""
    return x.copy(), lambda: np.ones_like(x)


def _times_log(power: Array, x: Array) -> Array:
    """Return ``power`` times ln(x): 0 where x <= 0, since ``power`` is 0 there."""
    return power * np.log(np.maximum(x, 1e-30))
