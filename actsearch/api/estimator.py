"""A candidate as a trained pipeline of scikit-learn."""

from typing import Any

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import Pipeline, make_pipeline

from actsearch.candidate import Candidate
from actsearch.confirming.confirm import fresh_seed
from actsearch.datasets import Dataset
from actsearch.datasets.columns import Schema
from actsearch.datasets.preparation import Preparation
from actsearch.models.prepare import prepared
from actsearch.nn.estimator import MLPClassifier


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
    """
    whole = dataset.whole()
    labels = whole.classes[whole.y_train]
    network = MLPClassifier.from_candidate(candidate, random_state=fresh_seed(seed, 0))
    schema = None if dataset.table is None else dataset.table.schema
    made = make_pipeline(Prepare(whole.preparation, schema), network)
    network.fit(whole.X_train, labels)
    return made
