"""Bringing features to the scale that a network trains on."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# Samples that are scaled at once: between its steps a block stays in the processor's cache.
_BLOCK = 500

Features: TypeAlias = NDArray[np.uint8] | NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Scaler:
    """``(X - offset) / divisor``, fixed on a training part and applied to any other.

    Parameters
    ----------
    offset, divisor : ndarray of float32, shape (features,)
        Zero and 255 for pixels; mean and standard deviation otherwise.
    """

    offset: NDArray[np.float32]
    divisor: NDArray[np.float32]

    @classmethod
    def fit(cls, X: Features) -> "Scaler":
        """Choose by the kind of ``X``: uint8 pixels go to [0, 1], all else to mean 0 and SD 1.

        Parameters
        ----------
        X : ndarray of uint8 or float32, shape (n, features)
            The training part.

        Examples
        --------
        >>> scaler = Scaler.fit(np.array([[1, 5], [3, 5]], dtype=np.float32))
        >>> scaler(np.array([[4, 6]], dtype=np.float32))
        array([[2., 0.]], dtype=float32)
        """
        if X.dtype == np.uint8:
            features = X.shape[1]
            return cls(np.zeros(features, np.float32), np.full(features, 255, np.float32))
        deviation = X.std(axis=0, dtype=np.float64)
        # What never varies in training cannot be learned from: dividing by infinity makes it 0
        # everywhere. Equal values, not a zero deviation, tell: the mean of equals may round.
        deviation[np.equal(X, X[0]).all(axis=0)] = np.inf
        # A deviation below float32's normal range would divide by zero.
        divisor = np.maximum(deviation, np.finfo(np.float32).tiny)
        mean = X.mean(axis=0, dtype=np.float64)
        return cls(mean.astype(np.float32), divisor.astype(np.float32))

    def __call__(self, X: Features) -> NDArray[np.float32]:
        """Scale; a new C-contiguous float32 array of the shape of ``X``."""
        scaled = np.empty(X.shape, np.float32)
        for start in range(0, len(X), _BLOCK):
            block = scaled[start : start + _BLOCK]
            np.subtract(X[start : start + _BLOCK], self.offset, out=block, dtype=np.float32)
            block /= self.divisor
        return scaled
