"""Samples for the network, made of the arrays that an estimator is given."""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_array, validate_data

from actsearch.activations.base import Array
from actsearch.errors import UsageError
from actsearch.nn.losses import Targets
from actsearch.nn.network import Network


@dataclass(frozen=True, eq=False)
class Samples:
    """Features, targets and weights of some samples.

    Parameters
    ----------
    X : ndarray of shape (n, features)
        Features.
    targets : ndarray
        Index of each sample's class, shape (n,), or numbers, shape (n, outputs).
    weights : ndarray of shape (n,) or None
        Weight of each sample; None if all weigh the same.
    """

    X: Array
    targets: Targets
    weights: Array | None

    def set_aside(
        self, fraction: float, seed: int, labels: NDArray[Any] | None
    ) -> tuple[Self, Self]:
        """Split at random; return the rest and the part set aside.

        Parameters
        ----------
        fraction : float
            Fraction of the samples to set aside.
        seed : int
            Seed of the split.
        labels : ndarray of shape (n,), optional
            Class of each sample, to split each class in proportion; None does not.

        Raises
        ------
        ValueError
            If there are too few samples, in all or of one class.
        """
        columns = [self.X, self.targets, *([] if self.weights is None else [self.weights])]
        parts = train_test_split(
            *columns, test_size=fraction, stratify=labels, random_state=seed % 2**32
        )
        rest, aside = parts[0::2], parts[1::2]
        if len(aside[0]) < 2:
            raise UsageError(
                "the validation set is too small: raise validation_fraction, or give more samples"
            )
        if self.weights is not None and not (rest[2].any() and aside[2].any()):
            raise UsageError(
                "sample_weight is 0 for all samples on one side of validation_fraction"
            )
        whole = [None] if self.weights is None else []
        return type(self)(*rest, *whole), type(self)(*aside, *whole)

    def score(self, network: Network) -> float:
        """Return the (weighted) fraction of samples whose class is found, or the R2 of numbers."""
        predictions = network.predict(self.X)
        if self.targets.ndim == 1:
            correct = predictions.argmax(axis=1) == self.targets
            return float(np.average(correct, weights=self.weights))
        if not np.isfinite(predictions).all():
            return math.nan
        return float(r2_score(self.targets, predictions, sample_weight=self.weights))


def validated(
    estimator: Any,
    X: ArrayLike,
    y: ArrayLike,
    sample_weight: ArrayLike | None,
    dtype: np.dtype[np.floating] | None,
    *,
    numbers: bool,
) -> tuple[Array, NDArray[Any], Array | None]:
    """Return features, targets and weights as arrays of one length.

    Parameters
    ----------
    estimator : BaseEstimator
        Keeps number and names of the features in the first call, and compares them in later ones.
    X, y, sample_weight
        As in ``fit``.
    dtype : dtype or None
        Type of the present network's parameters. None if there is no network yet: float32 stays
        float32, any other becomes float64.
    numbers : bool
        Whether ``y`` has numbers, of one output or of several, and not classes.

    Raises
    ------
    ValueError
        If the data cannot be used.
    """
    first = dtype is None
    dtypes = (np.float64, np.float32) if first else dtype
    of_y = {"multi_output": True, "y_numeric": True} if numbers else {}
    samples, given = validate_data(
        estimator, X, y, reset=first, dtype=dtypes, accept_sparse=("csr", "csc"), **of_y
    )
    if not numbers:
        check_classification_targets(given)
    return _dense(samples), given, _validated_weights(sample_weight, samples)


def validated_features(estimator: Any, X: ArrayLike, dtype: np.dtype[np.floating]) -> Array:
    """Return features as an array; refuse others than those that the estimator was trained on."""
    return _dense(
        validate_data(estimator, X, reset=False, dtype=dtype, accept_sparse=("csr", "csc"))
    )


def _dense(X: Any) -> Array:
    return X.toarray(order="C") if sparse.issparse(X) else X  # type: ignore[no-any-return]


def _validated_weights(sample_weight: ArrayLike | None, X: Array) -> Array | None:
    if sample_weight is None:
        return None
    weights: Array = check_array(
        sample_weight, ensure_2d=False, dtype=X.dtype, input_name="sample_weight"
    )
    if weights.shape != X.shape[:1]:
        raise UsageError(
            f"sample_weight must have one number for each of {X.shape[0]} samples, got an array "
            f"of shape {weights.shape}"
        )
    if np.any(weights < 0) or not np.any(weights):
        raise UsageError("sample_weight must be 0 or more, and not be zero for all samples")
    return weights
