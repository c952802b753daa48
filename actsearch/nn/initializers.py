"""Draw the first weights of a layer, on one of three scales."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from actsearch.activations.base import Array

# An initializer takes the generator, the shape (fan_in, fan_out), and the gain of the activation
# below the layer (1 for the first layer, which receives the data).
Initializer = Callable[[np.random.Generator, tuple[int, int], float], Array]


def glorot(rng: np.random.Generator, shape: tuple[int, int], gain: float) -> Array:  # noqa: ARG001
    """Draw uniformly with variance 2/(fan_in + fan_out), for any activation.

    References
    ----------
    Glorot & Bengio, "Understanding the difficulty of training deep feedforward neural networks",
    AISTATS 2010, equation 16.
    """
    bound = math.sqrt(6.0 / sum(shape))
    return rng.uniform(-bound, bound, shape)


def he(rng: np.random.Generator, shape: tuple[int, int], gain: float) -> Array:  # noqa: ARG001
    """Draw normally with variance 2/fan_in, which suits ReLU.

    References
    ----------
    He et al., "Delving deep into rectifiers", ICCV 2015, equation 10.
    """
    return rng.normal(0.0, math.sqrt(2.0 / shape[0]), shape)


def variance(rng: np.random.Generator, shape: tuple[int, int], gain: float) -> Array:
    """Draw normally with variance gain²/fan_in, which keeps the variance through the layers.

    References
    ----------
    He et al., ICCV 2015, section 2.2, with E f(z)² of the given activation instead of ReLU's 1/2.
    """
    return rng.normal(0.0, gain / math.sqrt(shape[0]), shape)


INITIALIZERS: Mapping[str, Initializer] = {"glorot": glorot, "he": he, "variance": variance}
