"""Sigmoidal activations: bounded, with a slope that vanishes at both ends."""

import math

import numpy as np

from actsearch.activations.base import Array, Computed, Number
from actsearch.activations.catalogue import register
from actsearch.activations.numerics import erf, gaussian, indicator, once
from actsearch.activations.numerics import sigmoid as logistic
from actsearch.activations.parameters import Parameter


@register(
    "step",
    "1 if x > 0 else 0",
    "McCulloch & Pitts, Bulletin of Mathematical Biophysics, 1943",
    kinks=(0.0,),
    laws=("monotone", "bounded"),
    aliases=("heaviside", "binary_step"),
)
def step(x: Array) -> Computed:
    """Threshold unit; its derivative is 0 by convention, so layers below it do not learn."""
    return indicator(x > 0, x), lambda: np.zeros_like(x)


@register(
    "sigmoid",
    "1/(1 + exp(-{gain}·x))",
    "Rumelhart, Hinton & Williams, Nature, 1986",
    Parameter("gain", 1.0, 0.1, 10.0, log=True),
    laws=("monotone", "bounded"),
    aliases=("logistic", "expit"),
    form="sigmoid({gain}*x)",
)
def sigmoid(x: Array, gain: Number) -> Computed:
    """Logistic function; its slope peaks at gain/4, so gain 4 lets gradients pass many layers."""
    value = logistic(gain * x)
    return value, lambda: gain * value * (1 - value), lambda: x * (value * (1 - value))


@register(
    "tanh",
    "tanh({gain}·x)",
    "LeCun et al., Efficient BackProp, 1998",
    Parameter("gain", 1.0, 0.1, 5.0, log=True),
    laws=("odd", "monotone", "bounded"),
    form="tanh({gain}*x)",
)
def tanh(x: Array, gain: Number) -> Computed:
    """Hyperbolic tangent: a sigmoid centred at 0, which keeps the mean of units near 0."""
    value = np.tanh(gain * x)
    return value, lambda: gain * (1 - value * value), lambda: x * (1 - value * value)


@register(
    "lecun_tanh",
    "{scale}·tanh({gain}·x)",
    "LeCun et al., Efficient BackProp, 1998",
    Parameter("scale", 1.7159, 0.5, 3.0),
    Parameter("gain", 2 / 3, 0.2, 3.0),
    laws=("odd", "monotone", "bounded"),
    aliases=("scaled_tanh",),
    form="{scale}*tanh({gain}*x)",
)
def lecun_tanh(x: Array, scale: Number, gain: Number) -> Computed:
    """Hyperbolic tangent scaled so that f(±1) = ±1, where its curvature is greatest."""
    inner = np.tanh(gain * x)
    return (
        scale * inner,
        lambda: scale * gain * (1 - inner * inner),
        lambda: inner,
        lambda: (scale * x) * (1 - inner * inner),
    )


@register(
    "hard_sigmoid",
    "clip({slope}·x + 1/2, 0, 1)",
    "Courbariaux, Bengio & David, NeurIPS 2015",
    Parameter("slope", 1 / 6, 0.05, 1.0, log=True),
    kinks=lambda slope: (-0.5 / slope, 0.5 / slope),
    laws=("monotone", "bounded"),
    form="min(relu({slope}*x + 0.5), 1)",
)
def hard_sigmoid(x: Array, slope: Number) -> Computed:
    """Sigmoid of three straight lines, for hardware without an exponential."""
    edge = 0.5 / slope
    return (
        np.clip(slope * x + 0.5, 0, 1),
        lambda: slope * indicator(np.abs(x) < edge, x),
        lambda: x * indicator(np.abs(x) < edge, x),
    )


@register(
    "hard_tanh",
    "clip(x, -{limit}, {limit})",
    "Collobert, PhD thesis, Université Paris VI, 2004",
    Parameter("limit", 1.0, 0.5, 3.0),
    kinks=lambda limit: (-limit, limit),
    laws=("odd", "monotone", "bounded"),
    form="min(max(x, -{limit}), {limit})",
)
def hard_tanh(x: Array, limit: Number) -> Computed:
    """Identity cut off at both ends."""
    value = np.clip(x, -limit, limit)
    return value, lambda: indicator(np.abs(x) < limit, x), lambda: np.sign(x - value)


@register(
    "softsign",
    "{gain}·x/(1 + |{gain}·x|)",
    "Glorot & Bengio, AISTATS 2010",
    Parameter("gain", 1.0, 0.1, 10.0, log=True),
    laws=("odd", "monotone", "bounded"),
    aliases=("elliott",),
    form="{gain}*x/(1 + abs({gain}*x))",
)
def softsign(x: Array, gain: Number) -> Computed:
    """Sigmoid with polynomial tails: it saturates later than tanh."""
    scaled = gain * x
    shrink = 1 / (1 + np.abs(scaled))
    return scaled * shrink, lambda: gain * shrink * shrink, lambda: x * shrink * shrink


@register(
    "arctan",
    "(2/π)·arctan(π/2·{gain}·x)",
    "the textbook inverse tangent, scaled to (-1, 1) with slope gain at 0",
    Parameter("gain", 1.0, 0.1, 10.0, log=True),
    laws=("odd", "monotone", "bounded"),
    aliases=("atan",),
    form="2/pi*atan(pi/2*{gain}*x)",
)
def arctan(x: Array, gain: Number) -> Computed:
    """Inverse tangent: tails between those of tanh and softsign."""
    scaled = (0.5 * math.pi * gain) * x
    return (
        (2 / math.pi) * np.arctan(scaled),
        lambda: gain / (1 + scaled * scaled),
        lambda: x / (1 + scaled * scaled),
    )


@register(
    "isru",
    "x/sqrt(1 + {alpha}·x²)",
    "Carlile et al., arXiv:1710.09967, 2017",
    Parameter("alpha", 1.0, 0.05, 10.0, log=True),
    laws=("odd", "monotone", "bounded"),
    form="x/sqrt(1 + {alpha}*x**2)",
)
def isru(x: Array, alpha: Number) -> Computed:
    """Inverse square root unit: a sigmoid without an exponential."""
    root = 1 / np.sqrt(1 + alpha * (x * x))
    value = x * root
    return value, lambda: root * root * root, lambda: (-0.5 * value) * (value * value)


@register(
    "erf",
    "erf({gain}·x)",
    "the error function, a sigmoid with Gaussian tails",
    Parameter("gain", 0.5 * math.sqrt(math.pi), 0.1, 5.0, log=True),
    laws=("odd", "monotone", "bounded"),
    form="erf({gain}*x)",
)
def error_function(x: Array, gain: Number) -> Computed:
    """Error function: the sigmoid that saturates fastest; slope 1 at 0 by default."""
    bell = once(lambda: gaussian(x, gain * gain))
    return (
        erf(gain * x),
        lambda: (2 * gain / math.sqrt(math.pi)) * bell(),
        lambda: (2 / math.sqrt(math.pi)) * x * bell(),
    )


@register(
    "penalized_tanh",
    "tanh(x) if x > 0 else {slope}·tanh(x)",
    "Xu, Huang & Li, arXiv:1602.05980, 2016",
    Parameter("slope", 0.25, 0.0, 1.0),
    kinks=(0.0,),
    laws=("monotone", "bounded"),
    form="tanh(relu(x)) + {slope}*tanh(min(x, 0))",
)
def penalized_tanh(x: Array, slope: Number) -> Computed:
    """Leaky tanh: the negative side is flattened, as in a leaky ReLU."""
    value = np.tanh(x)
    weight = _weight(x, slope)
    return value * weight, lambda: (1 - value * value) * weight, lambda: np.minimum(value, 0)


@register(
    "sqnl",
    "x - sign(x)·x²/4 between -2 and 2, sign(x) beyond",
    "Wuraola & Patel, IJCNN 2018",
    laws=("odd", "monotone", "bounded"),
    form="min(max(x, -2), 2)*(1 - abs(min(max(x, -2), 2))/4)",
)
def sqnl(x: Array) -> Computed:
    """Square nonlinearity: a sigmoid of two parabolas, exact in fixed-point arithmetic."""
    clipped = np.clip(x, -2, 2)
    size = np.abs(clipped)
    return clipped * (1 - 0.25 * size), lambda: 1 - 0.5 * size


def _weight(x: Array, left: Number) -> Array:
    """Return 1 where x > 0 and ``left`` elsewhere."""
    weight = indicator(x > 0, x)
    weight *= 1 - left
    weight += left
    return weight
