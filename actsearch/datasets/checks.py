"""Check arrays before a network is trained, validated and tested on them."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actsearch.datasets.precision import need_float64
from actsearch.datasets.scaling import Features
from actsearch.errors import DataError, UsageError, shown

# Whole numbers that are more different ones than this, and than this part of the samples, are no
# classes.
_FEW_CLASSES, _MOST_CLASSES = 20, 1 / 10


def check_samples(
    name: str, X: ArrayLike, labels: ArrayLike, dtype: Any = None
) -> tuple[Features, NDArray[Any]]:
    """Return features, shape (n, features), and labels, int64 or str.

    Features are uint8 if they are so given, or else of the ``dtype`` of the other part, or else
    float64 if they need it and float32 if they do not.
    """
    features, labels = np.asarray(X), np.asarray(labels)
    if features.dtype.kind not in "buif":
        raise DataError(
            f"{name}: expected numbers as features, got {features.dtype}: "
            "encode other features as numbers"
        )
    if features.ndim < 2 or labels.ndim != 1 or len(features) != len(labels):
        raise DataError(
            f"{name}: expected features of shape (n, features) and n labels, got shapes "
            f"{features.shape} and {labels.shape}: give one row and one label for each sample"
        )
    if features.size == 0:
        raise DataError(
            f"{name}: expected samples with features, got shape {features.shape}: "
            "check that it is the right source"
        )
    features = features.reshape(len(features), -1)
    if features.dtype != np.uint8:
        given = features
        # A float64 may be too large for float32: it becomes infinite and is reported below.
        with np.errstate(over="ignore"):
            features = given.astype(np.float32)
        check_finite(name, features)
        if dtype == np.float64 or (dtype is None and need_float64(given).any()):
            features = given.astype(np.float64)
    return np.ascontiguousarray(features), check_labels(name, labels)


def check_finite(name: str, features: NDArray[np.float32]) -> None:
    """Check that features of shape (n, features) have no value that is missing or infinite."""
    bad = np.argwhere(~np.isfinite(features))
    if len(bad):
        row, column = bad[0].tolist()
        raise DataError(
            f"{name}: expected finite float32 features, got {features[row, column]} in row "
            f"{row}, column {column} (counted from 0): fill in or remove such samples"
        )


def check_labels(name: str, labels: NDArray[Any]) -> NDArray[Any]:
    """Return the labels of samples as int64 or str."""
    if labels.dtype.kind == "U":
        return labels
    # Of larger ones, other numbers would be made.
    too_large = labels[np.abs(labels) >= 2.0**63] if labels.dtype.kind in "uf" else labels[:0]
    if len(too_large) and np.isfinite(too_large).all():
        raise DataError(
            f"{name}: expected whole numbers below 2^63 as labels, got "
            f"{shown(too_large[0].item())}: write them as text"
        )
    if labels.dtype.kind in "bui":
        return labels.astype(np.int64)
    # CSV and ARFF files store whole numbers as floats: these are classes too.
    odd = labels
    if labels.dtype.kind == "f":
        odd = labels[~(np.isfinite(labels) & (labels == np.rint(labels)))]
        if len(odd) == 0:
            return labels.astype(np.int64)
    if labels.dtype.kind == "f" and np.isfinite(odd).all():
        raise _looks_like_regression(name, f"numbers such as {shown(odd[:1].tolist()[0])}")
    raise DataError(
        f"{name}: expected integers or strings as labels, got {labels.dtype} such as "
        f"{shown(odd[:1].tolist()[0])}: give each sample the name of its class"
    )


def check_alike(name: str, X: Features, X_test: Features) -> None:
    """Refuse a test part whose features are not like those of the rest."""
    if X_test.shape[1] != X.shape[1] or X_test.dtype != X.dtype:
        raise DataError(
            f"{name} (test part): expected {X.shape[1]} features of {X.dtype}, like the rest, got "
            f"{X_test.shape[1]} of {X_test.dtype}: take both from the same source"
        )


def check_counts(name: str, classes: NDArray[Any], counts: NDArray[Any], fewest: int) -> None:
    """Refuse data with a single class, or with a class of fewer than ``fewest`` samples."""
    if len(classes) < 2:
        raise DataError(
            f"{name}: expected two classes or more, got only {shown(classes[0].item())}: "
            "check that the labels are the right ones"
        )
    rarest, n = int(np.argmin(counts)), int(counts.sum())
    if counts[rarest] < fewest:
        if classes.dtype.kind == "i" and len(classes) > max(_FEW_CLASSES, _MOST_CLASSES * n):
            raise _looks_like_regression(name, f"{len(classes)} different numbers in {n} samples")
        raise DataError(
            f"{name}: expected at least {fewest} samples of each class, so that every part gets "
            f"some, got {counts[rarest]} of class {shown(classes[rarest].item())}: "
            "add samples, or merge or remove the class"
        )


def check_validated(name: str, classes: NDArray[Any]) -> None:
    """Refuse data of which fewer than two classes are validated."""
    if len(classes) < 2:
        only = f"only class {shown(classes[0].item())} has" if len(classes) else "no class has"
        raise DataError(
            f"{name}: expected two classes or more with enough samples to be validated, but {only}"
            " enough: add samples of the others, or merge them into one"
        )


def _looks_like_regression(name: str, what: str) -> DataError:
    """Return the error for targets that are no classes."""
    return DataError(
        f"{name}: expected the class of each sample, got {what}: this looks like the target of a "
        "regression, so say that this is the task",
        parameter="task regression",
    )


def check_test_size(name: str, size: float, *, has_own: bool) -> None:
    """Refuse a size that is no fraction, or for data that ``has_own`` test part."""
    if not 0 < size < 1:
        raise UsageError(
            f"a test part is a fraction of the samples, above 0 and below 1, got {shown(size)}",
            parameter="test_size",
        )
    if has_own:
        raise UsageError(
            f"{name} has a test part of its own, which stays sealed: leave its size out",
            parameter="test_size",
        )


def check_sealed(
    name: str,
    classes: NDArray[Any],
    split: NDArray[np.intp],
    kept: NDArray[np.int64],
    sealed: NDArray[np.int64],
    size: float,
    fewest: int,
) -> None:
    """Refuse a test part that lacks a class, or leaves fewer than ``fewest`` samples of one.

    Only the classes in ``split`` count: samples of the others are never sealed.
    """
    for labels, least, change in ((sealed, 1, "larger"), (kept, fewest, "smaller")):
        counts = np.bincount(labels, minlength=len(classes))
        rarest = split[np.argmin(counts[split])]
        if counts[rarest] < least:
            where = "in the test part" if labels is sealed else "outside the test part"
            raise DataError(
                f"{name}: expected at least {least} samples of each class {where}, got "
                f"{counts[rarest]} of class {shown(classes[rarest].item())} with a test part of "
                f"{size:g} of the samples: choose a {change} one",
                parameter="test_size",
            )


def index_labels(name: str, labels: NDArray[Any], classes: NDArray[Any]) -> NDArray[np.int64]:
    """Return the index of each label in ``classes``."""
    same_kind = labels.dtype.kind == classes.dtype.kind
    unknown = labels[~np.isin(labels, classes)] if same_kind else labels
    if len(unknown):
        raise DataError(
            f"{name} (test part): expected labels that occur in the development part, "
            f"got {shown(unknown[0].item())}: take both parts from the same source"
        )
    return np.searchsorted(classes, labels).astype(np.int64)
