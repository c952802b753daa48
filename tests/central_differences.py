"""Numerical gradients, to compare with."""

from collections.abc import Callable

import numpy as np

from actsearch.nn.network import Network


def central_differences(network: Network, loss: Callable[[], float], step: float = 1e-6):
    """Compute the gradient of a loss by each parameter, from two evaluations of the loss."""
    gradient = np.empty_like(network.parameters)
    for index in range(network.parameters.size):
        kept = network.parameters[index]
        network.parameters[index] = kept + step
        above = loss()
        network.parameters[index] = kept - step
        below = loss()
        network.parameters[index] = kept
        gradient[index] = (above - below) / (2 * step)
    return gradient
