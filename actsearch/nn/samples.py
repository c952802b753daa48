"""Samples for the network, made of the arrays that an estimator is given."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.model_selection import train_test_split
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_array, validate_data

from actsearch.activations.base import Array
from actsearch.errors import UsageError
from actsearch.nn.losses import Targets
from actsearch.nn.network import Network


@dataclass(frozen=True, eq=False)
class Samples:
    """Features, classes and weights of some samples.

    Parameters
    ----------
    X : ndarray of shape (n, features)
        Features.
    targets : ndarray of int, shape (n,)
        Index of each sample's class.
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

    def accuracy(self, network: Network) -> float:
        """Return the (weighted) fraction of samples whose class the network finds."""
        correct = network.predict(self.X).argmax(axis=1) == self.targets
        return float(np.average(correct, weights=self.weights))


def validated(
    estimator: Any,
    X: ArrayLike,
    y: ArrayLike,
    sample_weight: ArrayLike | None,
    dtype: np.dtype[np.floating] | None,
) -> tuple[Array, NDArray[Any], Array | None]:
    """Return features, labels and weights as arrays of one length.

    Parameters
    ----------
    estimator : BaseEstimator
        Keeps number and names of the features in the first call, and compares them in later ones.
    X, y, sample_weight
        As in :meth:`~actsearch.nn.estimator.MLPClassifier.fit`.
    dtype : dtype or None
        Type of the present network's parameters. None if there is no network yet: float32 stays
        float32, any other becomes float64.

    Raises
    ------
    ValueError
        If the data cannot be used.
    """
    first = dtype is None
    dtypes = (np.float64, np.float32) if first else dtype
    samples, labels = validate_data(
        estimator, X, y, reset=first, dtype=dtypes, accept_sparse=("csr", "csc")
    )
    check_classification_targets(labels)
    return _dense(samples), labels, _validated_weights(sample_weight, samples)


def class_weighted(
    class_weight: Any, labels: NDArray[Any], weights: Array | None, dtype: np.dtype[np.floating]
) -> Array | None:
    """Return the weight of each sample, times that of its class.

    Parameters
    ----------
    class_weight : "balanced", mapping or None
        Weight of each class, see :func:`sklearn.utils.class_weight.compute_sample_weight`.
    labels : ndarray of shape (n,)
        Class of each sample.
    weights : ndarray of shape (n,) or None
        Weight of each sample.
    dtype : dtype
        Type of the result.
    """
    if class_weight is None:
        return weights
    by_class: Array = compute_sample_weight(class_weight, labels).astype(dtype)
    return by_class if weights is None else by_class * weights


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
