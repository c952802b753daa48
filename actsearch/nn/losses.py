"""The output layer and its loss: softmax with log-loss, or identity with squared error."""

import math
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Array

Targets: TypeAlias = NDArray[np.integer[Any]] | Array
"""What a network is to predict: the index of each sample's class, shape (n,), or numbers, shape
(n, outputs), in the network's dtype."""


class Loss(Protocol):
    """What training minimizes, with the output activation that belongs to it."""

    @property
    def activation(self) -> str:
        """Name of the output activation, as in scikit-learn."""

    def activate(self, outputs: Array) -> None:
        """Turn the last layer's pre-activations (n × outputs) into predictions in place."""

    def measure(
        self, outputs: Array, targets: Targets, sample_weight: Array | None = None
    ) -> float:
        """Return the mean loss; turn pre-activations (n × outputs) into predictions in place."""

    def differentiate(
        self, predictions: Array, targets: Targets, sample_weight: Array | None = None
    ) -> None:
        """Turn predictions into the mean loss's gradient by the pre-activations, in place."""

    def guessing(self, targets: Targets, n_outputs: int) -> float:
        """Return the loss of a network that ignores its samples."""


class LogLoss:
    """Softmax, and the negative log-likelihood of the classes, in nats per sample."""

    activation = "softmax"

    def activate(self, outputs: Array) -> None:
        """Turn logits (n × classes) into probabilities in place; each row sums to 1."""
        columns = _below_largest(outputs)
        sums = np.exp(columns, out=columns).sum(axis=0)
        np.divide(columns, sums, out=outputs.T)

    def measure(
        self, outputs: Array, targets: Targets, sample_weight: Array | None = None
    ) -> float:
        """Return the mean negative log-likelihood; turn logits into probabilities in place.

        Parameters
        ----------
        outputs : ndarray of shape (n, classes)
            Logits; overwritten by the probabilities.
        targets : ndarray of int, shape (n,)
            Index of each sample's class.
        sample_weight : ndarray of shape (n,), optional
            Weights of the mean, not all 0; by default all samples weigh the same.
        """
        # Computed from the logits: a probability underflows long before training diverges.
        columns = _below_largest(outputs)
        chosen = columns[targets, np.arange(len(targets))]
        sums = np.exp(columns, out=columns).sum(axis=0)
        np.divide(columns, sums, out=outputs.T)
        losses = np.log(sums) - chosen
        if sample_weight is None:
            return float(losses.sum()) / len(targets)
        return float(np.dot(losses, sample_weight) / sample_weight.sum())

    def differentiate(
        self, predictions: Array, targets: Targets, sample_weight: Array | None = None
    ) -> None:
        """Turn probabilities (n × classes) into the loss's gradient by the logits, in place."""
        predictions[np.arange(len(targets)), targets] -= 1
        _average(predictions, sample_weight)

    def guessing(self, targets: Targets, n_outputs: int) -> float:
        """Return the loss of equal probabilities for all classes."""
        del targets
        return math.log(n_outputs)


class SquaredError:
    """Identity, and half the squared error, summed over the outputs.

    Its gradient is that of scikit-learn, which divides the loss that it shows by the number of
    outputs, but not the gradient.
    """

    activation = "identity"

    def activate(self, outputs: Array) -> None:
        """Leave the pre-activations (n × outputs) as they are."""

    def measure(
        self, outputs: Array, targets: Targets, sample_weight: Array | None = None
    ) -> float:
        """Return half the mean squared error; ``outputs`` stay as they are.

        Parameters
        ----------
        outputs, targets : ndarray of shape (n, outputs)
            Predictions, and the right numbers.
        sample_weight : ndarray of shape (n,), optional
            Weights of the mean, not all 0; by default all samples weigh the same.
        """
        errors = outputs - targets
        losses = np.einsum("ij,ij->i", errors, errors)
        if sample_weight is None:
            return 0.5 * float(losses.sum()) / len(targets)
        return 0.5 * float(np.dot(losses, sample_weight) / sample_weight.sum())

    def differentiate(
        self, predictions: Array, targets: Targets, sample_weight: Array | None = None
    ) -> None:
        """Turn predictions (n × outputs) into the mean loss's gradient by them, in place."""
        predictions -= targets
        _average(predictions, sample_weight)

    def guessing(self, targets: Targets, n_outputs: int) -> float:
        """Return the loss of 0 everywhere, the mean of targets that are standardised."""
        return self.measure(np.zeros((len(targets), n_outputs), targets.dtype), targets)


LOG_LOSS, SQUARED_ERROR = LogLoss(), SquaredError()


def _average(gradients: Array, sample_weight: Array | None) -> None:
    """Turn each sample's gradient into its part of the mean, in place."""
    if sample_weight is None:
        gradients /= len(gradients)
    else:
        gradients *= (sample_weight / sample_weight.sum())[:, np.newaxis]


def _below_largest(logits: Array) -> Array:
    """Return a copy, classes × n, minus each sample's largest logit; softmax stays the same."""
    # One column per sample, because NumPy is several times slower along a short last axis.
    columns: Array = logits.T.copy()
    columns -= columns.max(axis=0)
    return columns
