"""The learned parameters of a layer's activation, as a part of the network's flat vectors."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from actsearch.activations import Activation
from actsearch.activations.base import Array, Computed, Number

if TYPE_CHECKING:
    from actsearch.activations.parameters import LearnedParameter

# Of standard normal pre-activations nearly all lie within it. Beyond, some slopes grow without end.
_USUAL = np.linspace(-3.0, 3.0, 121, dtype=np.float32)[:, np.newaxis]


def sizes(activation: Activation, units: int) -> list[int]:
    """Return how many numbers each learned parameter has in a layer with so many units."""
    return [units if each.granularity == "unit" else 1 for each in activation.learned]


class LearnedActivation:
    """An activation whose learned parameters are views into the vectors of a network.

    A parameter on a logarithmic scale is kept as its logarithm.

    Parameters
    ----------
    activation : Activation
        Activation of the layer; it may have no learned parameters.
    units : int
        Number of units of the layer.
    numbers, gradient : ndarray of shape (sum of sizes,)
        Where the parameters and their gradient are kept: views into the network's vectors.
    """

    def __init__(self, activation: Activation, units: int, numbers: Array, gradient: Array) -> None:
        self.activation = activation
        ends = np.cumsum(sizes(activation, units), dtype=int)[:-1]
        self._parts: list[tuple[LearnedParameter, Array, Array]] = (
            list(
                zip(
                    activation.learned,
                    np.split(numbers, ends),
                    np.split(gradient, ends),
                    strict=True,
                )
            )
            if activation.learned
            else []
        )

    def start(self) -> None:
        """Set all learned parameters to their values before training."""
        for parameter, numbers, _ in self._parts:
            numbers[:] = parameter.inner(parameter.start)

    def values(self) -> dict[str, Array]:
        """Return the values of the learned parameters, each of shape (1,) or (units,)."""
        return {
            parameter.name: np.exp(numbers) if parameter.log else numbers.copy()
            for parameter, numbers, _ in self._parts
        }

    def set_values(self, values: Mapping[str, Array]) -> None:
        """Set all learned parameters to what :meth:`values` returned."""
        for parameter, numbers, _ in self._parts:
            given = values[parameter.name]
            numbers[:] = np.log(given) if parameter.log else given

    def forward(self, x: Array) -> Computed:
        """Compute f(x), and functions for its derivatives by x and by each learned parameter."""
        if not self._parts:
            return self.activation.forward(x)
        values: Mapping[str, Number] = {
            # A float computes faster than an array of one, and keeps the dtype too.
            name: float(value[0]) if len(value) == 1 else value
            for name, value in self.values().items()
        }
        return self.activation.forward_with(x, values)

    def backpropagate(self, delta: Array, partials: Sequence[Array]) -> None:
        """Write the gradient of the loss by the learned parameters.

        Parameters
        ----------
        delta : ndarray of shape (n, units)
            Gradient of the loss by the values of the layer's units.
        partials : sequence of ndarray of shape (n, units)
            Derivative of the values by each learned parameter.
        """
        for (parameter, numbers, gradient), partial in zip(self._parts, partials, strict=True):
            if len(gradient) == 1:
                gradient[0] = np.vdot(delta, partial)
            else:
                np.einsum("nu,nu->u", delta, partial, out=gradient)
            if parameter.log:
                gradient *= np.exp(numbers)

    def greatest_slope(self) -> Array:
        """Return the greatest |f'(x)| for x from -3 to 3, shape (1,).

        With parameters of its own for each unit, one for each: shape (units,).
        """
        if not self._parts:
            return _greatest_slope(self.activation)
        units = max(len(numbers) for _, numbers, _ in self._parts)
        _, slope, *_ = self.forward(np.tile(_USUAL, units))
        greatest: Array = np.abs(slope()).max(axis=0)
        return greatest

    def bounds(self) -> tuple[list[float], list[float]]:
        """Return the lowest and the highest allowed of each number."""
        lows = [p.inner(p.low) for p, numbers, _ in self._parts for _ in numbers]
        highs = [p.inner(p.high) for p, numbers, _ in self._parts for _ in numbers]
        return lows, highs


@lru_cache(maxsize=128)
def _greatest_slope(activation: Activation) -> Array:
    greatest: Array = np.abs(activation.derivative(_USUAL)).max(axis=0)
    return greatest
