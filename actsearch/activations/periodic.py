"""Periodic and radial activations."""

import numpy as np

from actsearch.activations.base import Array, Computed, Number
from actsearch.activations.catalogue import register
from actsearch.activations.numerics import gaussian as bell
from actsearch.activations.numerics import once, sigmoid
from actsearch.activations.parameters import Parameter


@register(
    "sine",
    "sin({frequency}·x)",
    "Sitzmann et al., SIREN, NeurIPS 2020",
    Parameter("frequency", 1.0, 0.3, 10.0, log=True),
    laws=("odd", "bounded"),
    aliases=("sin", "siren"),
    form="sin({frequency}*x)",
)
def sine(x: Array, frequency: Number) -> Computed:
    """Sine: close to tanh for small inputs, periodic beyond."""
    scaled = frequency * x
    cosine = once(lambda: np.cos(scaled))
    return np.sin(scaled), lambda: frequency * cosine(), lambda: x * cosine()


@register(
    "snake",
    "x + sin²({frequency}·x)/{frequency}",
    "Ziyin, Hartwig & Ueda, NeurIPS 2020",
    Parameter("frequency", 1.0, 0.1, 10.0, log=True),
    laws=("monotone",),
    form="x + sin({frequency}*x)**2/{frequency}",
)
def snake(x: Array, frequency: Number) -> Computed:
    """Identity plus a wave: it learns and extrapolates periodic functions."""
    wave = np.sin(frequency * x)
    ripple = wave * wave * (1 / frequency)
    double = once(lambda: np.sin((2 * frequency) * x))
    return x + ripple, lambda: 1 + double(), lambda: (x * double() - ripple) * (1 / frequency)


@register(
    "sinlu",
    "(x + {amplitude}·sin({frequency}·x))·σ(x)",
    "Paul et al., SinLU, Mathematics, 2022",
    Parameter("amplitude", 1.0, -2.0, 2.0),
    Parameter("frequency", 1.0, 0.1, 5.0, log=True),
    form="(x + {amplitude}*sin({frequency}*x))*sigmoid(x)",
)
def sinlu(x: Array, amplitude: Number, frequency: Number) -> Computed:
    """Swish with a wave."""
    gate = sigmoid(x)
    wave = np.sin(frequency * x)
    base = x + amplitude * wave
    cosine = once(lambda: np.cos(frequency * x))
    return (
        base * gate,
        lambda: (1 + (amplitude * frequency) * cosine() + base * (1 - gate)) * gate,
        lambda: wave * gate,
        lambda: ((amplitude * x) * cosine()) * gate,
    )


@register(
    "gcu",
    "x·cos(x)",
    "Noel et al., Growing cosine unit, arXiv:2108.12943, 2021",
    laws=("odd",),
    aliases=("growing_cosine",),
    form="x*cos(x)",
)
def gcu(x: Array) -> Computed:
    """Growing cosine: one unit can learn XOR, but values explode with depth."""
    cosine = np.cos(x)
    return x * cosine, lambda: cosine - x * np.sin(x)


@register(
    "gaussian",
    "exp(-{beta}·x²)",
    "Broomhead & Lowe, Complex Systems, 1988 (radial basis functions)",
    Parameter("beta", 1.0, 0.05, 10.0, log=True),
    laws=("even", "bounded"),
    aliases=("radial_basis",),
    form="exp(-{beta}*x**2)",
)
def gaussian(x: Array, beta: Number) -> Computed:
    """Bell curve: a unit responds to one region of its input only."""
    value = bell(x, beta)
    # The value far from 0 is a tiny constant, not 0. Clip x, so that the slope stays tiny too.
    return (
        value,
        lambda: (-2 * beta) * (np.clip(x, -1e3, 1e3) * value),
        lambda: (-x * value) * x,
    )
