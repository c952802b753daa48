"""The dataset of a study: samples to train and validate on, and a sealed test part."""

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actsearch.datasets.checks import check_counts, check_samples, index_labels
from actsearch.datasets.scaling import Features, Scaler
from actsearch.errors import DataError

Labels: TypeAlias = NDArray[np.int64]

# One sample in 6 is held out for validation, and one in 5 for the test part.
_VALIDATION_FRACTION = 6
_TEST_FRACTION = 5
_FOLDS = 5
# Splits by the fewest validation samples: of 2,000 with 97 % right, one standard error is 0.4 %;
# of 200 on five splits 0.5 %.
_SPLITS = ((2000, 1), (200, 5))
_MOST_SPLITS = 10
# Fewest samples of a class, so that each part gets one: of 6, one goes to validation; of 8, two go
# to the test part and leave 6.
_FEWEST_WITH_TEST = 6
_FEWEST_WITHOUT_TEST = 8
# The sealed samples depend on the data only, and never on a study's seed.
_SEALING_SEED = 0


@dataclass(frozen=True, eq=False)
class Split:
    """The training and the validation part of a dataset, scaled.

    Parameters
    ----------
    X_train, X_validation : ndarray of float32, shape (n, features), C-contiguous
        Scaled features.
    y_train, y_validation : ndarray of int64, shape (n,)
        Class of each sample, as an index into ``classes``.
    classes : ndarray, shape (classes,)
        Original labels, sorted.
    scaler : Scaler
        Scales new samples in the same way. It is computed from the training part.
    """

    X_train: NDArray[np.float32] = field(repr=False)
    y_train: Labels = field(repr=False)
    X_validation: NDArray[np.float32] = field(repr=False)
    y_validation: Labels = field(repr=False)
    classes: NDArray[Any]
    scaler: Scaler = field(repr=False)


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples to train and validate on, and a sealed test part that only :meth:`unseal` returns.

    Get one from :func:`actsearch.datasets.load` or :meth:`from_arrays`.

    Parameters
    ----------
    name : str
        Name of the source that it was loaded from.
    X : ndarray of uint8 (pixels) or float32, shape (n, features), C-contiguous
        Features before scaling.
    y : ndarray of int64, shape (n,)
        Class of each sample, as an index into ``classes``.
    classes : ndarray of int64 or str, shape (classes,)
        Original labels, sorted.
    fingerprint : str
        SHA-256, in hexadecimal, of all data, including the sealed part.
    """

    name: str
    X: Features = field(repr=False)
    y: Labels = field(repr=False)
    classes: NDArray[Any]
    fingerprint: str
    _sealed: Callable[[], tuple[Features, Labels]] = field(repr=False)

    @property
    def scaling(self) -> Literal["pixels", "standardize"]:
        """How features are scaled: divided by 255, or by mean and SD of the training part."""
        return "pixels" if self.X.dtype == np.uint8 else "standardize"

    def held_out(self, splits: int = 1) -> int:
        """Return how many samples each of so many splits holds out for validation."""
        return math.ceil(len(self.y) / (_VALIDATION_FRACTION if splits == 1 else _FOLDS))

    @property
    def default_splits(self) -> int:
        """On how many splits a candidate is evaluated if nobody says so.

        One if it has enough validation samples to tell candidates apart, or else five or ten.
        """
        for fewest, splits in _SPLITS:
            if self.held_out() >= fewest:
                return splits
        return _MOST_SPLITS

    @property
    def class_shares(self) -> NDArray[np.float64]:
        """Fraction of the samples in each class, shape (classes,)."""
        return np.bincount(self.y, minlength=len(self.classes)) / len(self.y)

    @classmethod
    def from_arrays(
        cls,
        name: str,
        X: ArrayLike,
        labels: ArrayLike,
        *,
        test: tuple[ArrayLike, ArrayLike] | None = None,
    ) -> "Dataset":
        """Make a dataset from arrays in memory.

        Parameters
        ----------
        name : str
            Name of the dataset, also in error messages.
        X : array-like of numbers, shape (n, ...)
            Features, one row per sample; further axes are flattened. uint8 means pixels.
        labels : array-like of integers or strings, shape (n,)
            Class of each sample.
        test : (array-like, array-like), optional
            Features and labels to seal. By default a stratified fifth of the samples is sealed,
            always the same samples.

        Raises
        ------
        DataError
            If no classifier can be trained and validated on the arrays.

        Examples
        --------
        >>> import numpy as np
        >>> dataset = Dataset.from_arrays("stripes", np.eye(20), ["a", "b"] * 10)
        >>> dataset.X.shape, dataset.classes.tolist(), dataset.scaling
        ((16, 20), ['a', 'b'], 'standardize')
        """
        features, labels = check_samples(name, X, labels)
        classes, y, counts = np.unique(labels, return_inverse=True, return_counts=True)
        y = y.astype(np.int64)
        fewest = _FEWEST_WITHOUT_TEST if test is None else _FEWEST_WITH_TEST
        check_counts(name, classes, counts, fewest)
        if test is None:
            kept, held_out = _stratify(y, _TEST_FRACTION, _SEALING_SEED)
            features, X_test, y, y_test = features[kept], features[held_out], y[kept], y[held_out]
        else:
            X_test, labels_test = check_samples(f"{name} (test part)", *test)
            if X_test.shape[1] != features.shape[1] or X_test.dtype != features.dtype:
                raise DataError(
                    f"{name} (test part): expected {features.shape[1]} features of "
                    f"{features.dtype}, like the rest, got {X_test.shape[1]} of {X_test.dtype}: "
                    "take both from the same source"
                )
            y_test = index_labels(name, labels_test, classes)
        fingerprint = _fingerprint(features, y, classes, X_test, y_test)
        return cls(name, features, y, classes, fingerprint, partial(_as_pair, X_test, y_test))

    def split(self, seed: int) -> Split:
        """Hold out a stratified sixth for validation; the sealed part is not touched.

        Parameters
        ----------
        seed : int
            Seed of the split, not negative. The same seed gives the same split on every machine.

        Returns
        -------
        Split
            Both parts, scaled by statistics of the training part only.

        Examples
        --------
        >>> from actsearch import datasets
        >>> split = datasets.load("mnist").split(seed=0)
        >>> split.X_train.shape, split.X_validation.shape
        ((50000, 784), (10000, 784))
        """
        return self._split(*_stratify(self.y, _VALIDATION_FRACTION, seed))

    def splits(self, count: int, seed: int) -> Iterator[Split]:
        """Make several splits: the one of :meth:`split`, or the first of a repeated 5-fold split.

        With several splits, each five of them validate every sample once. The sealed part is not
        touched.

        Parameters
        ----------
        count : int
            Number of splits.
        seed : int
            Seed of the splits, not negative.

        Yields
        ------
        Split
            One split after the other, so that only one need be in memory.

        Examples
        --------
        >>> from actsearch import datasets
        >>> [len(split.y_validation) for split in datasets.load("digits").splits(5, seed=0)]
        [288, 288, 287, 287, 287]
        """
        if count == 1:
            yield self.split(seed)
            return
        from sklearn.model_selection import RepeatedStratifiedKFold

        folds = RepeatedStratifiedKFold(
            n_splits=_FOLDS, n_repeats=math.ceil(count / _FOLDS), random_state=seed
        )
        for train, validation in islice(folds.split(self.X, self.y), count):
            yield self._split(train, validation)

    def _split(self, train: NDArray[np.intp], validation: NDArray[np.intp]) -> Split:
        X_train = self.X[train]
        scaler = Scaler.fit(X_train)
        return Split(
            scaler(X_train),
            self.y[train],
            scaler(self.X[validation]),
            self.y[validation],
            self.classes,
            scaler,
        )

    def unseal(self, split: Split) -> tuple[NDArray[np.float32], Labels]:
        """Return the sealed test part, scaled like ``split``: for a final test, never to select.

        Parameters
        ----------
        split : Split
            Split that the network was trained on.

        Returns
        -------
        X_test : ndarray of float32, shape (n, features)
        y_test : ndarray of int64, shape (n,)

        Raises
        ------
        DataError
            If the part is read from a file only now, and the file is damaged.

        Examples
        --------
        >>> from actsearch import datasets
        >>> mnist = datasets.load("mnist")
        >>> mnist.unseal(mnist.split(seed=0))[0].shape
        (10000, 784)
        """
        X, y = self._sealed()
        return split.scaler(X), y


def _as_pair(X: Features, y: Labels) -> tuple[Features, Labels]:
    """Return both arrays. Used with ``partial``, which unlike a lambda can be sent to a worker."""
    return X, y


def _stratify(y: Labels, fraction: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Split indices in two, kept and held out: one in ``fraction``, each class in proportion."""
    # Only this generator of NumPy's has the same numbers in all versions. The sealed samples must
    # not depend on NumPy's version.
    random = np.random.RandomState(np.random.MT19937(np.random.SeedSequence(seed)))
    order = random.permutation(len(y))
    # Sorted by class, so that every n-th sample takes from each class in proportion.
    by_class = order[np.argsort(y[order], kind="stable")]
    held_out = np.zeros(len(y), np.bool_)
    held_out[by_class[::fraction]] = True
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


def _fingerprint(*arrays: NDArray[Any]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        # Little-endian, so that the same data has the same fingerprint on every machine.
        array = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(array.reshape(-1).view(np.uint8).data)
    return digest.hexdigest()
