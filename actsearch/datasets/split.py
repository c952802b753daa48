"""A split of a dataset: samples to train on, and others to validate on."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.preparation import Preparation

Labels: TypeAlias = NDArray[np.int64]


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
    preparation : Preparation
        Scales new samples in the same way. It is computed from the training part.
    """

    X_train: NDArray[np.float32] = field(repr=False)
    y_train: Labels = field(repr=False)
    X_validation: NDArray[np.float32] = field(repr=False)
    y_validation: Labels = field(repr=False)
    classes: NDArray[Any]
    preparation: Preparation = field(repr=False)
