"""A candidate as a trained pipeline of scikit-learn."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import TransformedTargetRegressor
from sklearn.pipeline import Pipeline, make_pipeline

from actsearch.candidate import Candidate
from actsearch.confirming.confirm import fresh_seed
from actsearch.datasets import Dataset
from actsearch.datasets.columns import Schema
from actsearch.datasets.preparation import Preparation
from actsearch.datasets.targets import Targets
from actsearch.models.prepare import prepared
from actsearch.nn.estimator import MLPClassifier
from actsearch.nn.regressor import MLPRegressor


class Prepare(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """What prepares samples for the network; it was fitted before.

    Parameters
    ----------
    preparation : Preparation
        The fitted preparation.
    schema : Schema or None
        The features by name, if they have names.
    """

    def __init__(self, preparation: Preparation, schema: Schema | None = None) -> None:
        self.preparation = preparation
        self.schema = schema

    def fit(self, X: Any, y: Any = None) -> "Prepare":
        """Return the transformer itself."""
        del X, y
        return self

    def transform(self, X: Any) -> Any:
        """Return what the network takes, float32 of shape (n, inputs)."""
        return prepared(X, self.preparation, self.schema)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def estimator(candidate: Candidate, dataset: Dataset, seed: int) -> Pipeline:
    """Train a candidate on all samples that are not sealed.

    Parameters
    ----------
    candidate : Candidate
        What to train.
    dataset : Dataset
        Data to train on.
    seed : int
        Seed of the study.

    Returns
    -------
    Pipeline
        The fitted preparation, and an ``MLPClassifier``; or an ``MLPRegressor`` within a
        ``TransformedTargetRegressor``, with the scale of the targets of these samples.
    """
    whole = dataset.whole()
    first_seed = fresh_seed(seed, 0)
    network: Any
    if whole.task == "classification":
        network = MLPClassifier.from_candidate(candidate, random_state=first_seed)
        y = whole.classes[whole.y_train]
    else:
        # StandardScaler would scale the float32 outputs back in float32, where a mean that is far
        # greater than the deviation leaves few digits of it.
        unweighted = replace(candidate.training, class_weight=None)  # numbers have no classes
        candidate = replace(candidate, training=unweighted)
        network = TransformedTargetRegressor(
            MLPRegressor.from_candidate(candidate, random_state=first_seed),
            func=partial(_scaled, whole.targets),
            inverse_func=partial(_scaled_back, whole.targets),
            check_inverse=False,  # the network learns float32
        )
        y = whole.y_train
    schema = None if dataset.table is None else dataset.table.schema
    made = make_pipeline(Prepare(whole.preparation, schema), network)
    network.fit(whole.X_train, y)
    return made


def _scaled(targets: Targets, y: NDArray[Any]) -> NDArray[Any]:
    """Return what the network learns, shape (n, 1)."""
    return targets(y[:, 0])


def _scaled_back(targets: Targets, outputs: NDArray[Any]) -> NDArray[Any]:
    """Return numbers in the unit of the target, shape (n, 1)."""
    return targets.predictions(outputs)[:, np.newaxis]
