"""Samples and targets as they are given, checked and brought into the form of a dataset."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actsearch.datasets import checks, regression
from actsearch.datasets.precision import lost_in_words, merged
from actsearch.datasets.samples import Samples
from actsearch.datasets.split import Labels
from actsearch.metrics import LearningTask

FEWEST = 8
"""Fewest samples of a class, so that each part gets one: two go to the test part and leave 6."""
# Of 6, one goes to validation.
_FEWEST_WITH_TEST = 6


@dataclass(frozen=True, eq=False)
class Checked:
    """Samples with their targets.

    Parameters
    ----------
    X : ndarray or DataFrame, n samples
        Features before their preparation.
    y : ndarray of int64 or float64, shape (n,)
        Class of each sample, as an index into ``classes``; in regression its target.
    classes : ndarray of int64 or str, shape (classes,)
        Original labels, sorted; empty in regression.
    never_split : tuple of int
        Classes too rare to be validated or tested.
    notes : tuple of str
        What is lost of the features, in words.
    """

    X: Samples
    y: Labels
    classes: NDArray[Any]
    never_split: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def checked(
    name: str,
    X: Any,
    labels: ArrayLike,
    task: LearningTask,
    *,
    has_test: bool,
    never_split: Collection[Any] = (),
    is_table: bool = False,
) -> Checked:
    """Check samples and targets.

    Parameters
    ----------
    name : str
        Name of the dataset in error messages.
    X, labels, task, never_split
        As for :meth:`actsearch.datasets.Dataset.from_arrays`.
    has_test : bool
        Whether other samples are the test part.
    is_table : bool
        Whether the features are those of a table, which are checked already, cell by cell.

    Raises
    ------
    DataError
        If nothing can be trained and validated on them.
    """
    notes = () if is_table else _lost(X)
    if task == "regression":
        y: Labels
        if is_table:
            y = regression.check_targets(name, labels)
        else:
            X, y = regression.check_samples(name, X, labels)
        return Checked(X, y, np.empty(0), notes=notes)
    if is_table:
        found = checks.check_labels(name, np.asarray(labels))
    else:
        X, found = checks.check_samples(name, X, labels)
    classes, y, counts = np.unique(found, return_inverse=True, return_counts=True)
    fewest = _FEWEST_WITH_TEST if has_test else FEWEST
    rare = np.isin(classes, list(never_split))
    checks.check_counts(name, classes, np.where(rare, fewest, counts), fewest)
    checks.check_validated(name, classes[~rare])
    return Checked(X, y.astype(np.int64), classes, tuple(np.flatnonzero(rare).tolist()), notes)


def _lost(X: ArrayLike) -> tuple[str, ...]:
    """Say which values of which features become the same."""
    features = np.asarray(X)
    if features.ndim < 2 or not features.size or features.dtype.kind not in "iuf":
        return ()
    if not np.isfinite(features).all():
        return ()
    return tuple(
        f"feature {position} (counted from 0): {lost_in_words(distinct, left)}"
        for position, distinct, left in merged(features.reshape(len(features), -1))
    )


def checked_test(
    name: str, known: Checked, X: ArrayLike, labels: ArrayLike
) -> tuple[Samples, Labels]:
    """Check a test part, and return its features and its targets.

    Raises
    ------
    DataError
        If it is not like the rest.
    """
    is_regression = not len(known.classes)
    check = regression.check_samples if is_regression else checks.check_samples
    X_test, found = check(f"{name} (test part)", X, labels, getattr(known.X, "dtype", None))
    checks.check_alike(name, known.X, X_test)
    if is_regression:
        regression.check_parts(name, known.y, found)
        return X_test, found
    return X_test, checks.index_labels(name, found, known.classes)


def check_sealed(name: str, kept: Checked, sealed: Labels, size: float) -> None:
    """Refuse a test part that leaves, or has, too few samples; or in regression equal targets.

    Raises
    ------
    DataError
        The message says what to change.
    """
    if len(kept.classes):
        split = np.delete(np.arange(len(kept.classes)), kept.never_split)
        checks.check_sealed(name, kept.classes, split, kept.y, sealed, size, _FEWEST_WITH_TEST)
    else:
        regression.check_parts(name, kept.y, sealed)
