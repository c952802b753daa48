"""Known predictions in the form that scikit-learn's scorers take: a fitted classifier."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin


class Predictions(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier that gives the same predictions whatever the samples are.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n, classes)
        Probability of each class, for each sample.

    Examples
    --------
    >>> Predictions(np.array([[0.9, 0.1]])).predict(None)
    array([0])
    """

    def __init__(self, probabilities: NDArray[Any]) -> None:
        self.probabilities = probabilities
        self.classes_ = np.arange(probabilities.shape[1])

    def predict(self, X: object) -> NDArray[np.intp]:
        """Return the most probable class of each sample, shape (n,)."""
        del X
        return np.asarray(self.probabilities.argmax(axis=1))

    def predict_proba(self, X: object) -> NDArray[np.float64]:
        """Return the probability of each class, shape (n, classes)."""
        del X
        # Scorers want rows that add up to 1 more exactly than float32 can.
        exact = self.probabilities.astype(np.float64)
        return np.asarray(exact / exact.sum(axis=1, keepdims=True))
