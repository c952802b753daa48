"""What the output layer computes and how wrong it is: log-loss after softmax."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Array

Targets: TypeAlias = NDArray[np.integer[Any]]


def softmax(logits: Array) -> None:
    """Turn logits (n × classes) into probabilities in place; each row then sums to one."""
    columns = _below_largest(logits)
    sums = np.exp(columns, out=columns).sum(axis=0)
    np.divide(columns, sums, out=logits.T)


def log_loss(logits: Array, targets: Targets, sample_weight: Array | None = None) -> float:
    """Mean negative log-likelihood; turns ``logits`` (n × classes) into probabilities in place.

    Parameters
    ----------
    logits : ndarray of shape (n, classes)
        Overwritten by the probabilities.
    targets : ndarray of int, shape (n,)
        Index of each sample's class.
    sample_weight : ndarray of shape (n,), optional
        Weights of the mean, not all of them 0; None weighs all samples alike.

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
    losses = np.log(sums) - chosen
    if sample_weight is None:
        return float(losses.sum()) / len(targets)
    return float(np.dot(losses, sample_weight) / sample_weight.sum())


def log_loss_gradient(
    probabilities: Array, targets: Targets, sample_weight: Array | None = None
) -> None:
    """Turn probabilities (n × classes) into the gradient by the logits of the mean, in place."""
    probabilities[np.arange(len(targets)), targets] -= 1
    if sample_weight is None:
        probabilities /= len(targets)
    else:
        probabilities *= (sample_weight / sample_weight.sum())[:, np.newaxis]


def _below_largest(logits: Array) -> Array:
    """Return the logits, classes × n, less the largest of each sample: softmax stays the same."""
    # One sample a column, because NumPy is several times slower along a short last axis.
    columns: Array = logits.T.copy()
    columns -= columns.max(axis=0)
    return columns
