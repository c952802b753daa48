"""NumPy archives: samples and labels, and a test part if there is one, under any usual names."""

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets import registry
from actsearch.datasets.archive import read_arrays
from actsearch.datasets.dataset import Dataset
from actsearch.datasets.pixels import as_labels, as_pixels
from actsearch.errors import DataError, listed
from actsearch.metrics import TASKS, LearningTask

# Samples and labels, and then those of the test part: ours, Keras's, scikit-learn's, and what
# numpy.savez calls arrays without a name.
_NAMES = (
    ("X", "y", "X_test", "y_test"),
    ("x", "y", "x_test", "y_test"),
    ("x_train", "y_train", "x_test", "y_test"),
    ("X_train", "y_train", "X_test", "y_test"),
    ("images", "labels", "test_images", "test_labels"),
    ("train_images", "train_labels", "test_images", "test_labels"),
    ("arr_0", "arr_1", "arr_2", "arr_3"),
)
# A part that the source keeps for validation, as MedMNIST does, by the name of its samples.
_VALIDATION = {
    "x_train": ("x_val", "y_val"),
    "X_train": ("X_val", "y_val"),
    "train_images": ("val_images", "val_labels"),
}


@registry.suffix(".npz", tasks=TASKS)
def load(path: Path, name: str, task: LearningTask = "classification") -> Dataset:
    """Load an ``.npz`` archive; pickled objects in it are refused, never executed.

    Parameters
    ----------
    path : Path
        File written by ``numpy.savez(path, X=..., y=...)``, perhaps with ``X_test``, ``y_test``.
        Also understood are the names of Keras (``x_train``), of MedMNIST (``train_images``), whose
        validation part joins the training part, and of ``numpy.savez(path, X, y)``. Labels may be
        a column or one-hot rows; images of whole numbers from 0 to 255 are pixels.
    name : str
        Name of the dataset.
    task : {"classification", "regression"}
        Whether the labels are classes or numbers.

    Raises
    ------
    DataError
        If it is damaged, lacks an array, holds pickled objects, or is larger than fits into the
        memory.
    """
    return from_parts(path, name, read_arrays(path, _chosen), task)


def _chosen(path: Path, found: list[str]) -> list[str]:
    """Return the names of the arrays to read: samples and labels of one part after the other."""
    for names in _NAMES:
        parts = [
            names[:2],
            *([_VALIDATION[names[0]]] if names[0] in _VALIDATION else []),
            names[2:],
        ]
        there = [part for part in parts if any(each in found for each in part)]
        keys = [each for part in there for each in part]
        if parts[0] in there and all(each in found for each in keys):
            return keys
    raise DataError(
        f"{path}: expected the arrays X and y, with X_test and y_test or neither, or those of "
        f"Keras (x_train) or MedMNIST (train_images), got {listed(sorted(found)) or 'none'}: "
        "save it with numpy.savez(path, X=X, y=y)"
    )


def from_parts(
    path: Path,
    name: str,
    arrays: dict[str, NDArray[np.generic]],
    task: LearningTask = "classification",
) -> Dataset:
    """Make a dataset of samples and labels of one part after the other, the test part last.

    Raises
    ------
    DataError
        If nothing can be trained on them.
    """
    values = list(arrays.values())
    parts = as_pixels(*values[::2])
    read = partial(as_labels, path) if task == "classification" else _as_targets
    labels = [read(each) for each in values[1::2]]
    has_test = len(parts) > 1
    test = (parts.pop(), labels.pop()) if has_test else None
    if len(parts) > 1:
        parts, labels = [_joined(path, parts)], [_joined(path, labels)]
    return Dataset.from_arrays(name, parts[0], labels[0], test=test, task=task)


def _as_targets(y: NDArray[np.generic]) -> NDArray[np.generic]:
    """Take a column of targets for what it is."""
    return y.ravel() if y.ndim == 2 and y.shape[1] == 1 else y


def _joined(path: Path, parts: list[NDArray[np.generic]]) -> NDArray[np.generic]:
    if len({(part.dtype, part.shape[1:]) for part in parts}) > 1:
        raise DataError(
            f"{path}: expected a validation part like the training part, got "
            f"{parts[1].dtype} of shape {parts[1].shape} and {parts[0].dtype} of shape "
            f"{parts[0].shape}: take both from the same source"
        )
    return np.concatenate(parts)
