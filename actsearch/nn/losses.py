"""The output layer and its loss: softmax and log-loss, with the gradient."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Array

Targets: TypeAlias = NDArray[np.integer[Any]]


def softmax(logits: Array) -> None:
    """Turn logits (n × classes) into probabilities in place; each row sums to 1."""
    columns = _below_largest(logits)
    sums = np.exp(columns, out=columns).sum(axis=0)
    np.divide(columns, sums, out=logits.T)


def log_loss(logits: Array, targets: Targets, sample_weight: Array | None = None) -> float:
    """Return the mean negative log-likelihood; turn ``logits`` into probabilities in place.

    Parameters
    ----------
    logits : ndarray of shape (n, classes)
        Overwritten by the probabilities.
    targets : ndarray of int, shape (n,)
        Index of each sample's class.
    sample_weight : ndarray of shape (n,), optional
        Weights of the mean, not all 0; by default all samples weigh the same.

    Returns
    -------
    float
        Loss in nats per sample.
    """
    # Computed from the logits, because a probability underflows long before training diverges.
    columns = _below_largest(logits)
    chosen = columns[targets, np.arange(len(targets))]
    sums = np.exp(columns, out=columns).sum(axis=0)
    np.divide(columns, sums, out=logits.T)
    losses = np.log(sums) - chosen
    if sample_weight is None:
        return float(losses.sum()) / len(targets)
    return float(np.dot(losses, sample_weight) / sample_weight.sum())


def log_loss_gradient(
    probabilities: Array, targets: Targets, sample_weight: Array | None = None
) -> None:
    """Turn probabilities (n × classes) into the mean loss's gradient by the logits, in place."""
    probabilities[np.arange(len(targets)), targets] -= 1
    if sample_weight is None:
        probabilities /= len(targets)
    else:
        probabilities *= (sample_weight / sample_weight.sum())[:, np.newaxis]


def _below_largest(logits: Array) -> Array:
    """Return a copy, classes × n, minus each sample's largest logit; softmax stays the same."""
    # One column per sample, because NumPy is several times slower along a short last axis.
    columns: Array = logits.T.copy()
    columns -= columns.max(axis=0)
    return columns
