"""Rectifiers: linear on the right, something smaller on the left."""

import numpy as np

from actsearch.activations.base import Array, Parameter, Slope, register


@register(
    "relu",
    "max(0, x)",
    "Nair & Hinton, ICML 2010",
    kinks=(0.0,),
    laws=("monotone",),
    aliases=("rectifier",),
)
def relu(x: Array) -> tuple[Array, Slope]:
    """Rectified linear unit; a unit whose x stays below 0 learns nothing more ("dead")."""
    return np.maximum(x, 0), lambda: (x > 0).astype(x.dtype)


@register(
    "leaky_relu",
    "max(0, x) + {slope}·min(0, x)",
    "Maas, Hannun & Ng, ICML 2013",
    Parameter("slope", 0.01, 1e-3, 0.9, log=True),
    kinks=(0.0,),
    aliases=("prelu", "lrelu"),
)
def leaky_relu(x: Array, slope: float) -> tuple[Array, Slope]:
    """Rectifier that keeps a slope on the left, so that no unit dies."""
    weight = np.where(x > 0, x.dtype.type(1), x.dtype.type(slope))
    return x * weight, lambda: weight
