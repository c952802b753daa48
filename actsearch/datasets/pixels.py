"""Images that were stored as other numbers than bytes, and labels that are no single column."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.errors import DataError

_DARKEST_MOST = 127


def as_pixels(*parts: NDArray[Any]) -> list[NDArray[Any]]:
    """Turn images of whole numbers from 0 to 255 into bytes, which count as pixels.

    Parameters
    ----------
    *parts : ndarray of numbers, shape (n, ...)
        Images of one dataset; they are looked at together, so that all parts get the same dtype.

    Returns
    -------
    list of ndarray
        The same values as uint8. Arrays that are no images (fewer than three dimensions), or have
        other values, are returned as they are, and so are images none of whose values is above 127:
        their scale is another one, such as that of scikit-learn's digits.

    Examples
    --------
    >>> as_pixels(np.array([[[0.0, 255.0]]]))
    [array([[[  0, 255]]], dtype=uint8)]
    """
    other = [part for part in parts if part.dtype != np.uint8]
    if not other or not all(_has_bytes(part) for part in other):
        return list(parts)
    if max(part.max() for part in parts) <= _DARKEST_MOST:
        return list(parts)
    return [part.astype(np.uint8, copy=False) for part in parts]


def _has_bytes(images: NDArray[Any]) -> bool:
    if images.ndim < 3 or images.dtype.kind not in "iuf" or images.size == 0:
        return False
    # False for NaN too.
    if not (images.min() >= 0 and images.max() <= 255):
        return False
    # One image after the other: a copy of all could take as much memory as the data.
    return all(np.array_equal(image, image.astype(np.uint8)) for image in images)


def as_labels(file: str | Path, labels: NDArray[Any]) -> NDArray[Any]:
    """Return one label for each sample: of a column, or the place of the 1 in one-hot rows.

    Parameters
    ----------
    file : str or Path
        Where they are from, in error messages.
    labels : ndarray, shape (n,), (n, 1) or (n, classes)
        Labels as they were stored.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    DataError
        If a sample has no label, or several.

    Examples
    --------
    >>> as_labels("labels", np.array([[0, 1], [1, 0]]))
    array([1, 0])
    """
    if labels.ndim != 2:
        return labels
    if labels.shape[1] == 1:
        return labels[:, 0]
    if labels.dtype.kind in "buif" and labels.size:
        ones = labels == 1
        if np.all(ones | (labels == 0)) and np.all(ones.sum(axis=1) == 1):
            return np.asarray(labels.argmax(axis=1))
    raise DataError(
        f"{file}: expected one label for each sample, or one-hot rows with a single 1, got an "
        f"array of shape {labels.shape} of other values: keep one column of classes"
    )
