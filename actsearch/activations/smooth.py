"""Smooth activations: rounded corners, and sums or products of simpler functions."""

import math

import numpy as np

from actsearch.activations.base import Array, Computed, Number
from actsearch.activations.catalogue import register
from actsearch.activations.gated import gelu, swish
from actsearch.activations.numerics import erf, gaussian, once, sigmoid
from actsearch.activations.numerics import softplus as log1p_exp
from actsearch.activations.parameters import Parameter


@register(
    "softplus",
    "ln(1 + exp({beta}·x))/{beta}",
    "Dugas et al., NeurIPS 2000",
    Parameter("beta", 1.0, 0.2, 10.0, log=True),
    laws=("monotone",),
    form="softplus({beta}*x)/{beta}",
)
def softplus(x: Array, beta: Number) -> Computed:
    """Smooth ReLU: neither its value nor its slope is ever 0."""
    scaled = beta * x
    value = log1p_exp(scaled) * (1 / beta)
    slope = once(lambda: sigmoid(scaled))
    return value, slope, lambda: (x * slope() - value) * (1 / beta)


@register(
    "squareplus",
    "(x + sqrt(x² + {b}))/2",
    "Barron, arXiv:2112.11687, 2021",
    Parameter("b", 4.0, 0.01, 10.0, log=True),
    laws=("monotone",),
    form="relu(x) + 0.5*{b}/(sqrt(x**2 + {b}) + abs(x))",
)
def squareplus(x: Array, b: Number) -> Computed:
    """Softplus without an exponential."""
    root = np.sqrt(x * x + b)
    # For x < 0, x + root would lose digits; b/(root - x) is the same number without that loss.
    size = root + np.abs(x)
    value = 0.5 * (np.maximum(x, 0) * 2 + b / size)
    return value, lambda: 0.5 + 0.5 * (x / root), lambda: 0.25 / root


@register(
    "acon_c",
    "({p1} - {p2})·x·σ({beta}·({p1} - {p2})·x) + {p2}·x",
    "Ma et al., CVPR 2021",
    Parameter("p1", 1.0, 0.5, 2.0),
    Parameter("p2", 0.0, -0.5, 0.5),
    Parameter("beta", 1.0, 0.1, 10.0, log=True),
    aliases=("acon",),
    form="({p1} - {p2})*x*sigmoid({beta}*({p1} - {p2})*x) + {p2}*x",
)
def acon_c(x: Array, p1: Number, p2: Number, beta: Number) -> Computed:
    """Smooth maximum of two lines through 0; with its defaults it is Swish."""
    value, slope, *partials = swish((p1 - p2) * x, beta)
    inner = once(slope)
    return (
        value + p2 * x,
        lambda: (p1 - p2) * inner() + p2,
        lambda: x * inner(),
        lambda: x * (1 - inner()),
        partials[0],
    )


@register(
    "smu",
    "((1 + {alpha})·x + (1 - {alpha})·x·erf({mu}·(1 - {alpha})·x))/2",
    "Biswas et al., CVPR 2022",
    Parameter("alpha", 0.25, 0.0, 0.9),
    Parameter("mu", 1.0, 0.1, 100.0, log=True),
    form="x*(0.5*(1 + {alpha}) + 0.5*(1 - {alpha})*erf({mu}*(1 - {alpha})*x))",
)
def smu(x: Array, alpha: Number, mu: Number) -> Computed:
    """Smooth maximum unit: a leaky ReLU with a rounded corner."""
    gap, rate = 1 - alpha, mu * (1 - alpha)
    gate = erf(rate * x)
    bell = once(lambda: x * gaussian(x, rate * rate))
    return (
        x * (0.5 * (1 + alpha) + (0.5 * gap) * gate),
        lambda: 0.5 * (1 + alpha) + (0.5 * gap) * (gate + (2 * rate / math.sqrt(math.pi)) * bell()),
        lambda: x * (0.5 - 0.5 * gate - (rate / math.sqrt(math.pi)) * bell()),
        lambda: ((gap * gap / math.sqrt(math.pi)) * x) * bell(),
    )


@register(
    "tanhshrink",
    "x - tanh(x)",
    "the residual of tanh, as in PyTorch",
    laws=("odd", "monotone"),
    form="x - tanh(x)",
)
def tanhshrink(x: Array) -> Computed:
    """Residual of tanh: flat at 0, linear far from 0."""
    value = np.tanh(x)
    return x - value, lambda: value * value


@register(
    "gelu_sine",
    "x·Φ(x) + {amplitude}·sin(x)",
    "a GELU with a periodic part",
    Parameter("amplitude", 0.1, 0.0, 1.0),
    form="x*(0.5 + 0.5*erf(sqrt(0.5)*x)) + {amplitude}*sin(x)",
)
def gelu_sine(x: Array, amplitude: Number) -> Computed:
    """GELU plus a sine, so that the slope does not vanish on the left."""
    value, slope, *_ = gelu(x, 1.0)
    wave = np.sin(x)
    return value + amplitude * wave, lambda: slope() + amplitude * np.cos(x), lambda: wave


@register(
    "gmtu",
    "{alpha}·tanh({beta}·x)·exp(-{gamma}·x²) + {gamma}·x",
    "a tanh under a Gaussian window, with a linear tail",
    Parameter("alpha", 1.0, 0.5, 2.0),
    Parameter("beta", 1.5, 0.5, 3.0),
    Parameter("gamma", 0.2, 0.05, 1.0, log=True),
    laws=("odd",),
    form="{alpha}*tanh({beta}*x)*exp(-{gamma}*x**2) + {gamma}*x",
)
def gmtu(x: Array, alpha: Number, beta: Number, gamma: Number) -> Computed:
    """Steep near 0, and linear with a small slope far from 0."""
    inner, window = np.tanh(beta * x), gaussian(x, gamma)
    bump = inner * window
    return (
        alpha * bump + gamma * x,
        lambda: alpha * window * (beta * (1 - inner * inner) - (2 * gamma) * (x * inner)) + gamma,
        lambda: bump,
        lambda: (alpha * x) * (window * (1 - inner * inner)),
        lambda: x * (1 - (alpha * x) * bump),
    )


@register(
    "sigmoid_erf",
    "σ(x)·erf(x)",
    "Bingham, Macke & Miikkulainen, GECCO 2020 (found by evolution)",
    laws=("bounded",),
    form="sigmoid(x)*erf(x)",
)
def sigmoid_erf(x: Array) -> Computed:
    """Product of two sigmoids: bounded, with a dip on the left."""
    gate, inner = sigmoid(x), erf(x)
    return (
        gate * inner,
        lambda: gate * ((1 - gate) * inner + (2 / math.sqrt(math.pi)) * gaussian(x, 1.0)),
    )
