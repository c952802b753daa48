"""Gated activations: the input times a gate, which rises from 0 in a curve or in lines."""

import math

import numpy as np

from actsearch.activations.base import Array, Computed, Number
from actsearch.activations.catalogue import register
from actsearch.activations.numerics import (
    decay,
    erf,
    gaussian,
    indicator,
    normal_cdf,
    normal_pdf,
    once,
    sigmoid,
    softplus,
)
from actsearch.activations.parameters import Parameter


@register(
    "swish",
    "x/(1 + exp(-{beta}·x))",
    "Ramachandran, Zoph & Le, arXiv:1710.05941, 2017",
    Parameter("beta", 1.0, 0.1, 10.0, log=True),
    aliases=("silu",),
    form="x*sigmoid({beta}*x)",
)
def swish(x: Array, beta: Number) -> Computed:
    """Input times its sigmoid: between linear (small beta) and ReLU (large beta)."""
    gate = sigmoid(beta * x)
    value = x * gate
    return value, lambda: gate + beta * (value * (1 - gate)), lambda: value * (x * (1 - gate))


@register(
    "e_swish",
    "{beta}·x/(1 + exp(-x))",
    "Alcaide, arXiv:1801.07145, 2018",
    Parameter("beta", 1.75, 0.5, 2.5),
    form="{beta}*x*sigmoid(x)",
)
def e_swish(x: Array, beta: Number) -> Computed:
    """Swish scaled: beta raises the slope of the positive side."""
    value, slope, *_ = swish(x, 1.0)
    return beta * value, lambda: beta * slope(), lambda: value


@register(
    "hard_swish",
    "x·clip(x + 3, 0, 6)/6",
    "Howard et al., MobileNetV3, ICCV 2019",
    kinks=(-3.0, 3.0),
    aliases=("hard_silu",),
    form="x*min(relu(x/6 + 0.5), 1)",
)
def hard_swish(x: Array) -> Computed:
    """Swish with a gate of three straight lines, without an exponential."""
    gate = np.clip(x * (1 / 6) + 0.5, 0, 1)
    return x * gate, lambda: gate + x * (indicator(np.abs(x) < 3, x) * (1 / 6))


@register(
    "gelu",
    "x·Φ({beta}·x)",
    "Hendrycks & Gimpel, arXiv:1606.08415, 2016",
    Parameter("beta", 1.0, 0.2, 5.0, log=True),
    form="x*(0.5 + 0.5*erf(sqrt(0.5)*{beta}*x))",
)
def gelu(x: Array, beta: Number) -> Computed:
    """Input times the probability that a normal variable is smaller; common in transformers."""
    scaled = beta * x
    gate = normal_cdf(scaled)
    density = once(lambda: normal_pdf(scaled))
    return x * gate, lambda: gate + scaled * density(), lambda: x * (x * density())


@register(
    "mish",
    "x·tanh(ln(1 + exp({beta}·x)))",
    "Misra, BMVC 2020",
    Parameter("beta", 1.0, 0.2, 5.0, log=True),
    form="x*tanh(softplus({beta}*x))",
)
def mish(x: Array, beta: Number) -> Computed:
    """Smoother relative of Swish."""
    scaled = beta * x
    gate = np.tanh(softplus(scaled))
    rise = once(lambda: sigmoid(scaled) * (1 - gate * gate))
    return x * gate, lambda: gate + scaled * rise(), lambda: x * (x * rise())


@register(
    "lisht",
    "x·tanh({gain}·x)",
    "Roy et al., arXiv:1901.05894, 2019",
    Parameter("gain", 1.0, 0.2, 5.0, log=True),
    laws=("even",),
    form="x*tanh({gain}*x)",
)
def lisht(x: Array, gain: Number) -> Computed:
    """Smooth absolute value: never negative, and neither side becomes 0."""
    scaled = gain * x
    gate = np.tanh(scaled)
    return (
        x * gate,
        lambda: gate + scaled * (1 - gate * gate),
        lambda: x * (x * (1 - gate * gate)),
    )


@register(
    "tanh_exp",
    "x·tanh(exp(x))",
    "Liu & Di, arXiv:2003.09855, 2020",
    aliases=("telu",),
    form="x*tanh(exp(min(x, 5)))",
)
def tanh_exp(x: Array) -> Computed:
    """Almost linear above 1, and close to 0 on the left."""
    # Above 5 the tanh is 1 in every dtype, so the exponential need not grow further.
    exponential = math.exp(5) * decay(5 - np.minimum(x, 5))
    gate = np.tanh(exponential)
    return x * gate, lambda: gate + x * (exponential * (1 - gate * gate))


@register(
    "serf",
    "x·erf(ln(1 + exp(x)))",
    "Nag & Bhattacharyya, arXiv:2108.09598, 2021",
    form="x*erf(softplus(x))",
)
def serf(x: Array) -> Computed:
    """Mish with the error function instead of tanh."""
    plus = softplus(x)
    gate = erf(plus)
    return (
        x * gate,
        lambda: gate + x * (gaussian(plus, 1.0) * sigmoid(x) * (2 / math.sqrt(math.pi))),
    )


@register(
    "smish",
    "{alpha}·x·tanh(ln(1 + σ({beta}·x)))",
    "Wang, Ren & Wang, Electronics, 2022",
    Parameter("alpha", 1.0, 0.2, 5.0, log=True),
    Parameter("beta", 1.0, 0.2, 5.0, log=True),
    form="{alpha}*x*tanh(log1p(sigmoid({beta}*x)))",
)
def smish(x: Array, alpha: Number, beta: Number) -> Computed:
    """Input times a gate that stays below 0.6."""
    inner = sigmoid(beta * x)
    gate = np.tanh(np.log1p(inner))
    rise = once(lambda: (1 - gate * gate) * inner * (1 - inner) / (1 + inner))
    return (
        (alpha * x) * gate,
        lambda: alpha * (gate + (beta * x) * rise()),
        lambda: x * gate,
        lambda: (alpha * x) * (x * rise()),
    )


@register(
    "logish",
    "x·ln(1 + σ(x))",
    "Zhu et al., Logish, Neurocomputing, 2021",
    form="x*log1p(sigmoid(x))",
)
def logish(x: Array) -> Computed:
    """Input times a logarithmic gate that stays below ln 2."""
    inner = sigmoid(x)
    gate = np.log1p(inner)
    return x * gate, lambda: gate + x * (inner * (1 - inner) / (1 + inner))


@register(
    "phish",
    "x·tanh(x·Φ(x))",
    "Naveen, Phish: a novel hyper-optimizable activation function, 2022",
    form="x*tanh(x*(0.5 + 0.5*erf(sqrt(0.5)*x)))",
)
def phish(x: Array) -> Computed:
    """Input times the tanh of its GELU: quadratic near 0."""
    value, slope, *_ = gelu(x, 1.0)
    gate = np.tanh(value)
    return x * gate, lambda: gate + x * ((1 - gate * gate) * slope())


@register(
    "elish",
    "x·σ(x) if x > 0 else (exp(x) - 1)·σ(x)",
    "Basirat & Roth, arXiv:1808.00783, 2018",
    form="(relu(x) + exp(min(x, 0)) - 1)*sigmoid(x)",
)
def elish(x: Array) -> Computed:
    """Swish on the right and a gated ELU on the left."""
    gate = sigmoid(x)
    left = np.expm1(np.minimum(x, 0))
    positive = indicator(x > 0, x)
    base = np.maximum(x, 0) + left
    return (
        base * gate,
        lambda: (positive + (left + 1) * (1 - positive)) * gate + base * gate * (1 - gate),
    )


@register(
    "hard_elish",
    "x·g if x > 0 else (exp(x) - 1)·g, with g = clip((x + 1)/2, 0, 1)",
    "Basirat & Roth, arXiv:1808.00783, 2018",
    kinks=(-1.0, 1.0),
    form="(relu(x) + exp(min(x, 0)) - 1)*min(relu(0.5*x + 0.5), 1)",
)
def hard_elish(x: Array) -> Computed:
    """ELiSH with a gate of three straight lines."""
    gate = np.clip(0.5 * x + 0.5, 0, 1)
    left = np.expm1(np.minimum(x, 0))
    positive = indicator(x > 0, x)
    base = np.maximum(x, 0) + left
    return (
        base * gate,
        lambda: (
            (positive + (left + 1) * (1 - positive)) * gate
            + base * (0.5 * indicator(np.abs(x) < 1, x))
        ),
    )


@register(
    "aria2",
    "x·(1 + exp(-{beta}·x))^-{alpha}",
    "Patwardhan, Ingalhalikar & Walambe, arXiv:1805.08878, 2018",
    Parameter("alpha", 1.5, 0.5, 3.0),
    Parameter("beta", 1.0, 0.2, 5.0, log=True),
    form="x*exp(-{alpha}*softplus(-{beta}*x))",
)
def aria2(x: Array, alpha: Number, beta: Number) -> Computed:
    """Swish whose gate is raised to a power."""
    scaled = beta * x
    plus = softplus(-scaled)
    gate = decay(alpha * plus)
    value = x * gate
    fall = once(lambda: sigmoid(-scaled))
    return (
        value,
        lambda: gate * (1 + (alpha * scaled) * fall()),
        lambda: -value * plus,
        lambda: value * ((alpha * x) * fall()),
    )
