"""A split of a dataset: samples to train on, and others to validate on."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.preparation import Preparation
from actsearch.datasets.targets import ClassTargets, Targets, TargetScaler
from actsearch.metrics import LearningTask

Labels: TypeAlias = NDArray[Any]
"""Class of each sample, as an int64 index; in regression its target, float64, unscaled."""


@dataclass(frozen=True, eq=False)
class Split:
    """The training and the validation part of a dataset, scaled.

    Parameters
    ----------
    X_train, X_validation : ndarray of float32, shape (n, features), C-contiguous
        Scaled features.
    y_train, y_validation : ndarray of int64 or float64, shape (n,)
        Class of each sample, as an index into ``classes``; in regression its target, unscaled.
    classes : ndarray, shape (classes,)
        Original labels, sorted; empty in regression.
    preparation : Preparation
        Scales new samples in the same way. It is computed from the training part.
    """

    X_train: NDArray[np.float32] = field(repr=False)
    y_train: Labels = field(repr=False)
    X_validation: NDArray[np.float32] = field(repr=False)
    y_validation: Labels = field(repr=False)
    classes: NDArray[Any]
    preparation: Preparation = field(repr=False)

    @property
    def task(self) -> LearningTask:
        """What there is to learn."""
        return "classification" if len(self.classes) else "regression"

    @property
    def targets(self) -> Targets:
        """What the targets are to a network; fitted on the training part."""
        if len(self.classes):
            return ClassTargets(len(self.classes))
        return TargetScaler.fit(self.y_train)
