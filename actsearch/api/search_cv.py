"""``ActivationSearchCV``: a search as an estimator of scikit-learn."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from actsearch.api.begin import search
from actsearch.api.estimator import estimator
from actsearch.candidate import Candidate
from actsearch.datasets import Dataset
from actsearch.datasets.unsealed import unsealed
from actsearch.errors import UsageError
from actsearch.search_space import SearchSpace
from actsearch.trials import Outcome, TrialRecord

_FOLDS = 5


class ActivationSearchCV(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Search the activations of a network, and train the best one on all samples.

    It is for what other searches of scikit-learn are for: to be a step of a pipeline, or to be
    cross-validated as a whole. Nothing is sealed, and nothing is confirmed: for an answer that is
    reported, use :func:`actsearch.search`.

    Parameters
    ----------
    space : SearchSpace, str, path or mapping, default=None
        Search space; None means the shipped one for tables.
    strategy : str, default="bayes"
        Strategy that proposes candidates.
    trials : int, default=30
        Number of candidates.
    steps : int, default=None
        Gradient steps of each training, instead of the length in the search space.
    cv : int, default=None
        On how many splits each candidate is trained; by default as many as the samples need.
    scoring : str, default="accuracy"
        Metric of the scores, by its name in actsearch.
    random_state : int, RandomState or None, default=0
        Seed of everything that is random.
    workers : int, default=None
        Number of processes that train; one for each core by default.
    runs_dir : str or path, default=None
        Folder in which the study is kept, with the name ``search-cv``; by default it is not kept.

    Attributes
    ----------
    best_estimator_ : Pipeline
        The best candidate, trained on all samples, with the preparation of its samples.
    best_params_ : dict
        What was drawn for the best candidate.
    best_score_, best_index_ : float and int
        Its mean score on the splits, and its place in ``cv_results_``.
    cv_results_ : dict of ndarray
        For each complete trial ``params``, ``candidate``, ``mean_test_score``, ``std_test_score``,
        ``rank_test_score`` and ``split0_test_score`` and so on; of trials that were pruned or
        failed the scores are NaN.
    classes_ : ndarray of shape (n_classes,)
        Class labels.
    n_features_in_, feature_names_in_ : int and ndarray
        As in scikit-learn.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> search = ActivationSearchCV(trials=2, steps=100, cv=1, workers=1).fit(X, y)
    >>> len(search.cv_results_["params"]), search.score(X, y) > 0.8
    (2, True)
    """

    def __init__(
        self,
        space: SearchSpace | str | Path | Mapping[str, Any] | None = None,
        *,
        strategy: str = "bayes",
        trials: int = 30,
        steps: int | None = None,
        cv: int | None = None,
        scoring: str = "accuracy",
        random_state: int | np.random.RandomState | None = 0,
        workers: int | None = None,
        runs_dir: str | Path | None = None,
    ) -> None:
        self.space = space
        self.strategy = strategy
        self.trials = trials
        self.steps = steps
        self.cv = cv
        self.scoring = scoring
        self.random_state = random_state
        self.workers = workers
        self.runs_dir = runs_dir

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Search, and train the best candidate on all samples.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples.
        y : array-like of shape (n_samples,)
            Class of each sample.

        Returns
        -------
        ActivationSearchCV
            The estimator itself.

        Raises
        ------
        ValueError
            If the data or a parameter cannot be used.
        """
        samples, labels = validate_data(self, X, y)
        check_classification_targets(labels)
        self.classes_, targets = np.unique(labels, return_inverse=True)
        dataset = _dataset(samples, targets, self.classes_)
        seed = _seed(self.random_state)
        with TemporaryDirectory(prefix="actsearch-") as folder:
            study = search(
                dataset,
                space=self.space,
                strategy=self.strategy,
                trials=self.trials,
                steps=self.steps,
                metric=self.scoring,
                splits=_splits(dataset) if self.cv is None else self.cv,
                seed=seed,
                workers=self.workers,
                confirm=0,
                study="search-cv",
                runs_dir=folder if self.runs_dir is None else self.runs_dir,
            )
        best = study.best_trial
        if best is None or best.definition is None:
            raise UsageError("no trial gave a result: give more trials, or another space")
        self.cv_results_ = _results(study.trials)
        self.best_index_ = best.number
        self.best_score_ = float(self.cv_results_["mean_test_score"][best.number])
        self.best_params_ = dict(best.parameters)
        candidate = Candidate.from_dict(dict(best.definition))
        self.best_estimator_ = estimator(candidate, dataset, seed)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most probable class of each sample, shape (n_samples,)."""
        samples = self._samples(X)
        return np.asarray(self.best_estimator_.predict(samples))

    def predict_proba(self, X: ArrayLike) -> NDArray[Any]:
        """Return the probability of each class, shape (n_samples, n_classes)."""
        samples = self._samples(X)
        return np.asarray(self.best_estimator_.predict_proba(samples))

    def _samples(self, X: ArrayLike) -> Any:
        check_is_fitted(self, "best_estimator_")
        return validate_data(self, X, reset=False)


def _dataset(X: NDArray[Any], targets: NDArray[Any], classes: NDArray[Any]) -> Dataset:
    """Return a dataset of which nothing is sealed: whoever calls fit has set samples aside."""
    if len(classes) < 2:
        raise UsageError("y has one class only, and a classifier needs two")
    counts = np.bincount(targets)
    if counts.min() < 2:
        raise UsageError(
            f"the class {classes[counts.argmin()]!s} has one sample, and each needs two: one to "
            "train on and one to compare by"
        )
    with np.errstate(over="ignore"):
        usable = np.isfinite(np.asarray(X, np.float32)).all()
    if not usable:
        raise UsageError("X has numbers that are infinite in float32: scale it")
    return unsealed(np.asarray(X), targets, classes)


def _splits(dataset: Dataset) -> int:
    """Return as many splits as the samples need, and allow."""
    return dataset.default_splits if np.bincount(dataset.y).min() >= _FOLDS else 1


def _seed(random_state: Any) -> int:
    if isinstance(random_state, int | np.integer) and random_state >= 0:
        return int(random_state)
    return int(check_random_state(random_state).randint(2**31))


def _results(trials: list[TrialRecord]) -> dict[str, Any]:
    """Return what the trials gave, in the form of scikit-learn's searches."""
    scores = [
        each.evaluation.split_scores
        if each.outcome == Outcome.COMPLETE and each.evaluation is not None
        else ()
        for each in trials
    ]
    count = max(map(len, scores))
    table = np.full((len(trials), count), np.nan)
    for row, values in zip(table, scores, strict=True):
        row[: len(values)] = values
    means = table.mean(axis=1)
    worst = np.where(np.isnan(means), -np.inf, means)
    return {
        "params": [dict(each.parameters) for each in trials],
        "candidate": np.array([str(each.candidate) for each in trials], object),
        "mean_test_score": means,
        "std_test_score": table.std(axis=1),
        "rank_test_score": np.array([1 + int((worst > own).sum()) for own in worst]),
        **{f"split{number}_test_score": table[:, number] for number in range(count)},
    }
