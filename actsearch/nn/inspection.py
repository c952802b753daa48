"""Measure in each hidden layer why a network learns, or does not: one pass there and back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from actsearch.activations.base import Array
from actsearch.nn.causes import NAMES
from actsearch.nn.losses import Targets
from actsearch.nn.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Enough to tell a unit that is active for one sample in fifty from a dead one.
SAMPLES = 200

_NEAR_ZERO = 1e-3
_FLAT = 0.05


def chosen(n: int) -> "NDArray[np.intp]":
    """Return the places of the samples that are measured, of so many: evenly spaced, not drawn.

    Examples
    --------
    >>> chosen(3).tolist(), len(chosen(50_000)), chosen(50_000)[:3].tolist()
    ([0, 1, 2], 200, [0, 250, 500])
    """
    count = min(n, SAMPLES)
    return np.arange(count) * n // count


def inspect(network: Network, X: Array, targets: Targets) -> dict[str, Sequence[float]]:
    """Measure a network on a batch, without weights of samples and without the penalty.

    Parameters
    ----------
    network : Network
        Network to measure. Its ``gradient`` changes, and nothing else.
    X : ndarray of shape (n, features)
        Samples, in the network's dtype.
    targets : ndarray
        What the loss takes, such as the index of each sample's class.

    Returns
    -------
    dict
        For each name of :class:`~actsearch.nn.causes.Causes` a number for each hidden layer.

    Examples
    --------
    >>> from actsearch import activations
    >>> network = Network([4, 8, 3], [activations.get("relu")])
    >>> network.initialize("glorot", np.random.default_rng(0))
    >>> network.intercepts[0][:] = [-100, -100, 100, 100, 100, 100, 100, 100]
    >>> inspect(network, np.ones((5, 4), np.float32), np.zeros(5, int))["dead"]
    [0.25]
    """
    layers = len(network.activations)
    found: dict[str, list[float]] = {name: [0.0] * layers for name in NAMES}
    # Products with it are means over the samples, and faster than mean().
    share = np.full(len(X), 1 / len(X), network.dtype)
    greatest = network.greatest_slopes()

    def note(layer: int, pre_activation: Array, value: Array, slope: Array) -> None:
        steepness = share @ np.abs(slope)
        flat = np.count_nonzero(steepness <= _FLAT * greatest[layer])
        numbers = {
            "dead": np.count_nonzero(steepness == 0) / steepness.size,
            "saturated": flat / steepness.size,
            "sparsity": np.count_nonzero(np.abs(value) <= _NEAR_ZERO) / value.size,
            "pre_activation_mean": pre_activation.mean(),
            "pre_activation_deviation": pre_activation.std(),
        }
        for name, number in numbers.items():
            found[name][layer] = float(number)

    with np.errstate(all="ignore"):
        network.backpropagate(X, targets, watch=note)
        # Squares of small gradients would be 0 in float32.
        found["gradient_norm"] = [
            float(np.linalg.norm(gradient.astype(np.float64)))
            for gradient in network.weight_gradients[:-1]
        ]
    return dict(found)
