"""What a network learns to predict, and what its outputs mean."""

from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray


class Targets(Protocol):
    """What the targets of a split are to a network, found in its training part alone."""

    @property
    def n_outputs(self) -> int:
        """Number of outputs of the network."""

    @property
    def deviation(self) -> float:
        """Standard deviation of the targets; 1 of classes."""

    def __call__(self, y: NDArray[Any]) -> NDArray[Any]:
        """Return what the network is to predict for targets of the dataset, shape (n,)."""

    def predictions(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return what metrics take, for the network's outputs, shape (n, n_outputs)."""


@dataclass(frozen=True)
class ClassTargets:
    """Classes: the network learns their indices, and its outputs are their probabilities.

    Parameters
    ----------
    n_outputs : int
        Number of classes.
    """

    n_outputs: int
    deviation = 1.0

    def __call__(self, y: NDArray[Any]) -> NDArray[Any]:
        """Return the indices as they are."""
        return y

    def predictions(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return the probabilities as they are."""
        return outputs


@dataclass(frozen=True)
class TargetScaler:
    """Numbers: the network learns ``(y - mean) / deviation``, and its outputs are scaled back.

    Parameters
    ----------
    mean, deviation : float
        Mean and standard deviation of the training part.

    Examples
    --------
    >>> scaler = TargetScaler.fit(np.array([10.0, 30.0]))
    >>> scaler(np.array([10.0, 40.0])).tolist(), scaler.predictions(np.array([[1.5]]))
    ([[-1.0], [2.0]], array([35.]))
    """

    mean: float
    deviation: float
    n_outputs = 1

    @classmethod
    def fit(cls, y: NDArray[np.float64]) -> Self:
        """Make a scaler of the targets of a training part, shape (n,)."""
        # Compare the values: the deviation of equal values may be rounded to more than 0.
        deviation = 1.0 if np.equal(y, y[0]).all() else float(y.std())
        return cls(float(y.mean()), max(deviation, float(np.finfo(np.float64).tiny)))

    def __call__(self, y: NDArray[Any]) -> NDArray[Any]:
        """Return targets scaled, float32 of shape (n, 1)."""
        return ((y - self.mean) / self.deviation).astype(np.float32)[:, np.newaxis]

    def predictions(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return outputs in the target's own unit, float64 of shape (n,)."""
        return outputs[:, 0].astype(np.float64) * self.deviation + self.mean
