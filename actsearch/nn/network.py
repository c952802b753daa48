"""A multilayer perceptron whose parameters are one flat vector."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from actsearch.activations import Activation
from actsearch.activations.base import Array
from actsearch.activations.operations import operations
from actsearch.nn.initializers import INITIALIZERS
from actsearch.nn.learned import LearnedActivation, sizes
from actsearch.nn.losses import LOG_LOSS, Loss, Targets

Watch: TypeAlias = Callable[[int, Array, Array, Array], None]
"""Takes the number of a hidden layer, from 0, and what it computed for a batch.

These are its pre-activations, values and slopes, each (n × units); they are only lent.
"""


class Network:
    """Dense layers, with an activation for each hidden layer, and that of the loss at the end.

    Parameters
    ----------
    layer_sizes : sequence of int
        Number of features, of units in each hidden layer, and of outputs (classes).
    activations : sequence of Activation
        One per hidden layer.
    dtype : dtype
        Type of the parameters and of all computation.
    loss : Loss
        What is minimized, and so what the outputs are: probabilities of classes, or numbers.

    Attributes
    ----------
    parameters : ndarray of shape (n_parameters,)
        All weights and intercepts, and then the learned parameters of the activations.
    gradient : ndarray of shape (n_parameters,)
        Gradient of the loss, after :meth:`backpropagate`.
    weights, intercepts : list of ndarray
        Views into ``parameters``: (fan_in, fan_out) and (fan_out,) for each layer.
    weight_gradients : list of ndarray
        Views into ``gradient``, as ``weights`` are into ``parameters``.
    n_learned : int
        How many learned parameters of activations there are, at the end of ``parameters``.

    Examples
    --------
    >>> import numpy as np
    >>> from actsearch import activations
    >>> network = Network([4, 8, 3], [activations.get("swish", beta=2.0)])
    >>> network.initialize("variance", np.random.default_rng(0))
    >>> network.predict(np.zeros((2, 4), np.float32)).shape
    (2, 3)
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        activations: Sequence[Activation],
        dtype: np.dtype[np.floating] | type[np.floating] = np.float32,
        loss: Loss = LOG_LOSS,
    ) -> None:
        self.layer_sizes = tuple(layer_sizes)
        self.activations = tuple(activations)
        self.dtype = np.dtype(dtype)
        self.loss = loss
        self._allocate()

    def _allocate(self) -> None:
        shapes = list(pairwise(self.layer_sizes))
        size = sum((fan_in + 1) * fan_out for fan_in, fan_out in shapes)
        layers = list(zip(self.activations, self.layer_sizes[1:], strict=False))
        learned = [sum(sizes(activation, units)) for activation, units in layers]
        self.n_learned = sum(learned)
        self.parameters = np.zeros(size + self.n_learned, self.dtype)
        self.gradient = np.zeros(size + self.n_learned, self.dtype)
        self.weights, self.intercepts = _views(self.parameters, shapes)
        self.weight_gradients, self._intercept_gradients = _views(self.gradient, shapes)
        ends = size + np.cumsum([0, *learned])
        self._activations = [
            LearnedActivation(*layer, self.parameters[begin:end], self.gradient[begin:end])
            for layer, (begin, end) in zip(layers, pairwise(ends), strict=True)
        ]
        bounds = [each.bounds() for each in self._activations]
        self._bounds = tuple(
            np.array([bound for layer in side for bound in layer], self.dtype)
            for side in zip(*bounds, strict=True)
        )
        self._buffers: list[Array] = []

    @property
    def operations(self) -> int:
        """What the prediction of one sample takes, in multiply-adds, see :func:`operations`."""
        dense = self.parameters.size - self.n_learned
        layers = zip(self.activations, self.layer_sizes[1:], strict=False)
        return dense + sum(units * operations(activation) for activation, units in layers)

    def __getstate__(self) -> dict[str, Any]:
        # Pickle would turn the views into copies, so keep only the vector that they look into.
        kept = ("layer_sizes", "activations", "dtype", "loss", "parameters")
        return {name: getattr(self, name) for name in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        parameters = state.pop("parameters")
        self.__dict__.update(state)
        self._allocate()
        self.parameters[:] = parameters

    def initialize(self, weight_init: str, rng: np.random.Generator) -> None:
        """Draw the first weights; intercepts start at 0.

        Parameters
        ----------
        weight_init : {"glorot", "he", "variance"}
            Scale of the weights.
        rng : Generator
            Draws the weights.
        """
        self.parameters[:] = 0
        for activation in self._activations:
            activation.start()
        gains = [1.0, *(activation.initialization_gain for activation in self.activations)]
        for weights, gain in zip(self.weights, gains, strict=True):
            weights[:] = INITIALIZERS[weight_init](rng, weights.shape, gain)

    def outputs(self, X: Array) -> Array:
        """Compute the last layer's pre-activations (n × outputs) of X (n × features)."""
        values = X
        for weights, intercepts, activation in zip(
            self.weights, self.intercepts, self._activations, strict=False
        ):
            values = values @ weights
            values += intercepts
            values = activation.forward(values)[0]
        outputs: Array = values @ self.weights[-1]
        outputs += self.intercepts[-1]
        return outputs

    def predict(self, X: Array, batch_size: int = 1000) -> Array:
        """Compute the predictions (n × outputs) of X (n × features)."""
        # In batches, so that the values of a layer are still in the cache for the next layer.
        predictions = np.empty((len(X), self.layer_sizes[-1]), self.dtype)
        for start in range(0, len(X), batch_size):
            outputs = self.outputs(X[start : start + batch_size])
            self.loss.activate(outputs)
            predictions[start : start + batch_size] = outputs
        return predictions

    def evaluate(self, X: Array, targets: Targets, batch_size: int = 1000) -> tuple[Array, float]:
        """Compute the predictions (n × outputs) of X (n × features), and the mean loss."""
        predictions = np.empty((len(X), self.layer_sizes[-1]), self.dtype)
        total = 0.0
        for start in range(0, len(X), batch_size):
            outputs = self.outputs(X[start : start + batch_size])
            loss = self.loss.measure(outputs, targets[start : start + batch_size])
            total += len(outputs) * loss
            predictions[start : start + batch_size] = outputs
        return predictions, total / len(X)

    def backpropagate(
        self,
        X: Array,
        targets: Targets,
        sample_weight: Array | None = None,
        watch: Watch | None = None,
    ) -> float:
        """Compute the mean loss of a batch, and write its gradient to ``gradient``.

        Parameters
        ----------
        X : ndarray of shape (n, features)
            Samples, in the network's dtype.
        targets : ndarray
            What the loss takes, such as the index of each sample's class.
        sample_weight : ndarray of shape (n,), optional
            Weights of the mean, not all 0.
        watch : callable, optional
            Called for each hidden layer, from the last to the first; see :data:`Watch`.

        Returns
        -------
        float
            Loss without a penalty.
        """
        inputs, derivatives = [X], []
        buffers = self._buffers_for(len(X))
        for layer, (weights, intercepts, pre_activation) in enumerate(
            zip(self.weights, self.intercepts, buffers, strict=True)
        ):
            np.matmul(inputs[-1], weights, out=pre_activation)
            np.add(pre_activation, intercepts, out=pre_activation)
            if layer < len(self.activations):
                value, *functions = self._activations[layer].forward(pre_activation)
                inputs.append(value)
                derivatives.append(functions)

        delta, ones = buffers[-1], np.ones(len(X), self.dtype)
        loss = self.loss.measure(delta, targets, sample_weight)
        self.loss.differentiate(delta, targets, sample_weight)
        for layer in reversed(range(len(self.weights))):
            np.matmul(inputs[layer].T, delta, out=self.weight_gradients[layer])
            # Three times as fast as a sum along the first axis.
            np.matmul(ones, delta, out=self._intercept_gradients[layer])
            if layer > 0:
                slope, *partials = (derivative() for derivative in derivatives[layer - 1])
                if watch is not None:
                    watch(layer - 1, buffers[layer - 1], inputs[layer], slope)
                # The pre-activation is not needed any more: its buffer stores the next delta.
                np.matmul(delta, self.weights[layer].T, out=buffers[layer - 1])
                delta = buffers[layer - 1]
                self._activations[layer - 1].backpropagate(delta, partials)
                delta *= slope
        return loss

    def penalize(self, strength: float) -> float:
        """Add the L2 penalty's gradient to ``gradient``; return 0.5 * strength * sum(weights²)."""
        penalty = 0.0
        for weights, weight_gradient in zip(self.weights, self.weight_gradients, strict=True):
            weight_gradient += strength * weights
            penalty += 0.5 * strength * float(np.vdot(weights, weights))
        return penalty

    def keep_bounds(self) -> None:
        """Move learned parameters that have left their bounds back to them."""
        if self.n_learned:
            learned = self.parameters[-self.n_learned :]
            np.clip(learned, *self._bounds, out=learned)

    def learned_values(self) -> list[dict[str, Array]]:
        """Return the learned parameters of each hidden layer by name, of shape (1,) or (units,)."""
        return [activation.values() for activation in self._activations]

    def greatest_slopes(self) -> list[Array]:
        """Return the greatest |slope| of each hidden layer's activation, (1,) or (units,).

        See :meth:`LearnedActivation.greatest_slope`.
        """
        return [activation.greatest_slope() for activation in self._activations]

    def restore(
        self,
        weights: Sequence[Array],
        intercepts: Sequence[Array],
        learned: Sequence[Mapping[str, Array]],
    ) -> None:
        """Set all parameters, such as those of a network that was stored.

        Parameters
        ----------
        weights, intercepts : sequence of ndarray
            Of each layer, in the shapes of the attributes.
        learned : sequence of mapping
            For each hidden layer what :meth:`learned_values` returned.
        """
        for mine, given in zip(
            (*self.weights, *self.intercepts), (*weights, *intercepts), strict=True
        ):
            mine[:] = given
        for activation, values in zip(self._activations, learned, strict=True):
            activation.set_values(values)

    def _buffers_for(self, n: int) -> list[Array]:
        """Return a pre-activation buffer (n × units) for each layer; batches reuse the buffers."""
        if not self._buffers or len(self._buffers[0]) < n:
            self._buffers = [np.empty((n, units), self.dtype) for units in self.layer_sizes[1:]]
        return [buffer[:n] for buffer in self._buffers]


def _views(flat: Array, shapes: Sequence[tuple[int, int]]) -> tuple[list[Array], list[Array]]:
    """Cut a flat vector into a matrix and a vector for each layer, without copying."""
    matrices, vectors, start = [], [], 0
    for fan_in, fan_out in shapes:
        middle, end = start + fan_in * fan_out, start + (fan_in + 1) * fan_out
        matrices.append(flat[start:middle].reshape(fan_in, fan_out))
        vectors.append(flat[middle:end])
        start = end
    return matrices, vectors
