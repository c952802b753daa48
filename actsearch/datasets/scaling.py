"""Scale features for the training of a network."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# Samples to scale at once: a block so small stays in the processor's cache between two steps.
_BLOCK = 500

Features: TypeAlias = NDArray[np.uint8] | NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Scaler:
    """``(X - offset) / divisor``, computed from a training part and applied to any samples.

    Parameters
    ----------
    offset : ndarray of float32 or float64, shape (features,)
        Zero for pixels; the mean otherwise. Samples are centred in its type: it is float64 where
        float32 would round away what tells samples apart, and then the sum of two float32 numbers.
    divisor : ndarray of float32, shape (features,)
        255 for pixels; the standard deviation otherwise.
    """

    offset: NDArray[np.float32] | NDArray[np.float64]
    divisor: NDArray[np.float32]

    @classmethod
    def fit(cls, X: Features) -> "Scaler":
        """Make a scaler: uint8 pixels are scaled to [0, 1], all other features to mean 0 and SD 1.

        Parameters
        ----------
        X : ndarray of uint8, float32 or float64, shape (n, features)
            Features of the training part.

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
        # Nothing can be learned from a feature that is constant in training: divided by infinity,
        # it becomes 0 everywhere. Compare the values, because the deviation of equal values may be
        # rounded to more than 0.
        deviation[np.equal(X, X[0]).all(axis=0)] = np.inf
        # A deviation below float32's normal range would divide by zero.
        divisor = np.maximum(deviation, np.finfo(np.float32).tiny)
        mean = X.mean(axis=0, dtype=np.float64)
        if X.dtype == np.float64:
            first, rest = halves(mean)
            return cls(first.astype(np.float64) + rest, divisor.astype(np.float32))
        return cls(mean.astype(np.float32), divisor.astype(np.float32))

    def __call__(self, X: Features) -> NDArray[np.float32]:
        """Return ``X`` scaled, as a new C-contiguous float32 array of the same shape."""
        scaled = np.empty(X.shape, np.float32)
        for start in range(0, len(X), _BLOCK):
            block = scaled[start : start + _BLOCK]
            if self.offset.dtype == np.float64:
                block[:] = (X[start : start + _BLOCK] - self.offset) / self.divisor
                continue
            np.subtract(X[start : start + _BLOCK], self.offset, out=block, dtype=np.float32)
            block /= self.divisor
        return scaled


def halves(values: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return two float32 arrays whose sum is nearly a float64 one: 48 of its 53 bits.

    Examples
    --------
    >>> halves(np.array([1.7e9 + 1]))
    (array([1.7e+09], dtype=float32), array([1.], dtype=float32))
    """
    first = values.astype(np.float32)
    return first, (values - first).astype(np.float32)
