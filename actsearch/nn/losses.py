"""What the output layer computes and how wrong it is: log-loss after softmax, or squared error."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Array

Targets: TypeAlias = NDArray[Any]


def softmax_log_loss(logits: Array, targets: Targets) -> float:
    """Mean negative log-likelihood; turns ``logits`` (n × classes) into probabilities in place.

    Parameters
    ----------
    logits : ndarray of shape (n, classes)
        Overwritten by the probabilities.
    targets : ndarray of int, shape (n,)
        Index of each sample's class.

    Returns
    -------
    float
        In nats per sample.
    """
    # By way of the logits, because a probability underflows long before training has run away.
    columns = _below_largest(logits)
    chosen = columns[targets, np.arange(len(targets))]
    sums = np.exp(columns, out=columns).sum(axis=0)
    np.divide(columns, sums, out=logits.T)
    return float((np.log(sums) - chosen).sum()) / len(targets)


def softmax(logits: Array) -> None:
    """Turn logits (n × classes) into probabilities in place; each row then sums to one."""
    columns = _below_largest(logits)
    sums = np.exp(columns, out=columns).sum(axis=0)
    np.divide(columns, sums, out=logits.T)


def _below_largest(logits: Array) -> Array:
    """Return the logits, classes × n, less the largest of each sample: softmax stays the same."""
    # One sample a column, because NumPy is several times slower along a short last axis.
    columns: Array = logits.T.copy()
    columns -= columns.max(axis=0)
    return columns


def softmax_log_loss_gradient(probabilities: Array, targets: Targets) -> None:
    """Turn probabilities (n × classes) into the gradient by the logits of the mean, in place."""
    probabilities[np.arange(len(targets)), targets] -= 1
    probabilities /= len(targets)


def squared_error(outputs: Array, targets: Targets) -> float:
    """Half the squared distance to ``targets`` (n × outputs), mean over the n samples."""
    return 0.5 * float(np.square(outputs - targets).sum()) / len(targets)


def squared_error_gradient(outputs: Array, targets: Targets) -> None:
    """Turn outputs (n × outputs) into the gradient of the mean half squared error, in place."""
    outputs -= targets
    outputs /= len(targets)


def identity(outputs: Array) -> None:
    """Leave the outputs (n × outputs) as they are."""


@dataclass(frozen=True, slots=True)
class Loss:
    """An output function with the loss that belongs to it; all three work in place.

    Parameters
    ----------
    output : callable
        Turns the last layer's pre-activations into predictions.
    evaluate : callable
        Does the same and returns the mean loss of the predictions.
    gradient : callable
        Turns predictions into the gradient of that mean by the pre-activations.
    """

    output: Callable[[Array], None]
    evaluate: Callable[[Array, Targets], float]
    gradient: Callable[[Array, Targets], None]


LOG_LOSS = Loss(softmax, softmax_log_loss, softmax_log_loss_gradient)
SQUARED_ERROR = Loss(identity, squared_error, squared_error_gradient)
