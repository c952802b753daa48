"""The dataset of a study: samples to train and validate on, and a sealed test part."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actsearch.datasets import checks, sizes
from actsearch.datasets.checked import Checked, check_sealed, checked, checked_test
from actsearch.datasets.columns import Table
from actsearch.datasets.fingerprint import fingerprint_of
from actsearch.datasets.samples import Samples, arrays, fit, joined, rows
from actsearch.datasets.split import Labels, Split
from actsearch.datasets.stratify import folds, stratify
from actsearch.metrics import LearningTask

TEST_SIZE = 0.2
"""Fraction of the samples that is sealed if nobody says so."""

# The sealed samples depend on the data only, and never on a study's seed.
_SEALING_SEED = 0


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples to train and validate on, and a sealed test part that only :meth:`unseal` returns.

    Get one from :func:`actsearch.datasets.load` or :meth:`from_arrays`.

    Parameters
    ----------
    name : str
        Name of the source that it was loaded from.
    X : ndarray of uint8 (pixels) or float32, shape (n, features), C-contiguous; or DataFrame
        Features before their preparation. A table with text or missing cells is a DataFrame.
        An array is of float64 if float32 would round away what tells samples apart.
    y : ndarray of int64 or float64, shape (n,)
        Class of each sample, as an index into ``classes``; in regression its target.
    classes : ndarray of int64 or str, shape (classes,)
        Original labels, sorted; empty in regression.
    fingerprint : str
        SHA-256, in hexadecimal, of all data, including the sealed part.
    has_own_test : bool
        Whether the source has a test part of its own.
    never_split : tuple of int
        Classes too rare to be validated or tested: their samples are in each training part.
    table : Table or None
        How the source was read if it is a table: its columns by name, and what became of them.
    notes : tuple of str
        What is lost of the features of an array, in words; those of a table are in ``table``.
    """

    name: str
    X: Samples = field(repr=False)
    y: Labels = field(repr=False)
    classes: NDArray[Any]
    fingerprint: str
    _sealed: Callable[[], tuple[Samples, Labels]] = field(repr=False)
    has_own_test: bool = True
    never_split: tuple[int, ...] = ()
    table: Table | None = field(default=None, repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def task(self) -> LearningTask:
        """What there is to learn."""
        return "classification" if len(self.classes) else "regression"

    @property
    def scaling(self) -> Literal["pixels", "standardize"]:
        """How features are scaled: divided by 255, or by mean and SD of the training part."""
        pixels = isinstance(self.X, np.ndarray) and self.X.dtype == np.uint8
        return "pixels" if pixels else "standardize"

    def held_out(self, splits: int = 1) -> int:
        """Return how many samples each of so many splits holds out for validation."""
        never = int(np.isin(self.y, self.never_split).sum())
        return sizes.held_out(len(self.y) - never, splits)

    @property
    def default_splits(self) -> int:
        """On how many splits a candidate is evaluated if nobody says so: 1, 5 or 10."""
        return sizes.default_splits(self.held_out())

    @classmethod
    def from_arrays(
        cls,
        name: str,
        X: ArrayLike,
        labels: ArrayLike,
        *,
        test: tuple[ArrayLike, ArrayLike] | None = None,
        never_split: Collection[Any] = (),
        table: Table | None = None,
        task: LearningTask = "classification",
    ) -> "Dataset":
        """Make a dataset from arrays in memory.

        Parameters
        ----------
        name : str
            Name of the dataset, also in error messages.
        X : array-like of numbers, shape (n, ...)
            Features, one row per sample; further axes are flattened. uint8 means pixels.
        labels : array-like of integers or strings, shape (n,)
            Class of each sample; in regression its target.
        test : (array-like, array-like), optional
            Features and labels to seal. By default a stratified fifth of the samples is sealed,
            always the same samples.
        never_split : collection of labels
            Classes too rare to be validated or tested; their samples stay in training.
        table : Table, optional
            How they were read, if ``X`` holds the features of a table.
        task : {"classification", "regression"}
            What there is to learn.

        Raises
        ------
        DataError
            If nothing can be trained and validated on the arrays.

        Examples
        --------
        >>> import numpy as np
        >>> dataset = Dataset.from_arrays("stripes", np.eye(20), ["a", "b"] * 10)
        >>> dataset.X.shape, dataset.classes.tolist(), dataset.scaling
        ((16, 20), ['a', 'b'], 'standardize')
        """
        known = checked(
            name,
            X,
            labels,
            task,
            has_test=test is not None,
            never_split=never_split,
            is_table=table is not None,
        )
        if test is None:
            return cls._seal(name, known, TEST_SIZE, table)
        X_test, y_test = checked_test(name, known, *test)
        fingerprint = fingerprint_of(*arrays(known.X), known.y, known.classes, X_test, y_test)
        parts = known.X, known.y, known.classes, fingerprint, partial(_as_pair, X_test, y_test)
        return cls(name, *parts, table=table, notes=known.notes)

    @classmethod
    def _seal(cls, name: str, known: Checked, size: float, table: Table | None) -> "Dataset":
        kept, held_out = stratify(known.y, size, _SEALING_SEED, known.never_split)
        X_test, y_test = rows(known.X, held_out), known.y[held_out]
        known = replace(known, X=rows(known.X, kept), y=known.y[kept])
        check_sealed(name, known, y_test, size)
        X, y, classes = known.X, known.y, known.classes
        fingerprint = fingerprint_of(*arrays(X), y, classes, *arrays(X_test), y_test)
        parts = X, y, classes, fingerprint, partial(_as_pair, X_test, y_test)
        return cls(name, *parts, False, known.never_split, table, known.notes)

    def with_test_size(self, size: float) -> "Dataset":
        """Seal another fraction of the samples, before any of them is used.

        Parameters
        ----------
        size : float
            Fraction of all samples to seal, above 0 and below 1.

        Raises
        ------
        UsageError
            If it is no such fraction, or the data have a test part of their own.
        DataError
            If too few samples of a class would be left in a part.

        Examples
        --------
        >>> from actsearch import datasets
        >>> len(datasets.load("digits").with_test_size(0.5).y)
        898
        """
        checks.check_test_size(self.name, size, has_own=self.has_own_test)
        if size == TEST_SIZE:
            return self
        # Only to seal it again: nobody has seen these data yet.
        X_test, y_test = self._sealed()
        X, y = joined(self.X, X_test), np.concatenate([self.y, y_test])
        return self._seal(
            self.name,
            Checked(X, y, self.classes, self.never_split, self.notes),
            size,
            self.table,
        )

    def split(self, seed: int) -> Split:
        """Hold out a sixth for validation, classes in proportion; the sealed part is not touched.

        Parameters
        ----------
        seed : int
            Seed of the split, not negative. The same seed gives the same split on every machine.

        Returns
        -------
        Split
            Both parts, prepared by statistics of the training part only.

        Examples
        --------
        >>> from actsearch import datasets
        >>> split = datasets.load("mnist").split(seed=0)
        >>> split.X_train.shape, split.X_validation.shape
        ((50000, 784), (10000, 784))
        """
        return self._split(*stratify(self.y, 1 / sizes.SINGLE, seed, self.never_split))

    def splits(self, count: int, seed: int) -> Iterator[Split]:
        """Make several splits: the one of :meth:`split`, or the first of a repeated 5-fold split.

        With several, each five validate every sample once. The sealed part is not touched.

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
        for train, validation in folds(self.y, sizes.FOLDS, count, seed, self.never_split):
            yield self._split(train, validation)

    def whole(self) -> Split:
        """Return all samples but the sealed ones for training, and none for validation.

        Examples
        --------
        >>> from actsearch import datasets
        >>> datasets.load("digits").whole().X_train.shape
        (1437, 64)
        """
        return self._split(np.arange(len(self.y)), np.arange(0))

    def _split(self, train: NDArray[np.intp], validation: NDArray[np.intp]) -> Split:
        X_train = rows(self.X, train)
        prepare = fit(X_train)
        return Split(
            prepare(X_train),
            self.y[train],
            prepare(rows(self.X, validation)),
            self.y[validation],
            self.classes,
            prepare,
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
        y_test : ndarray of int64 or float64, shape (n,)

        Raises
        ------
        DataError
            If the part is read from a file, and the file is damaged.

        Examples
        --------
        >>> from actsearch import datasets
        >>> mnist = datasets.load("mnist")
        >>> mnist.unseal(mnist.split(seed=0))[0].shape
        (10000, 784)
        """
        X, y = self._sealed()
        return split.preparation(X), y


def _as_pair(X: Samples, y: Labels) -> tuple[Samples, Labels]:
    """Return both arrays. Used with ``partial``, which unlike a lambda can be sent to a worker."""
    return X, y
