"""``ActivationSearchCV`` keeps scikit-learn's contract."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from actsearch import ActivationSearchCV, search
from actsearch.storage.open import opened
from actsearch.storage.sqlite import url_of

X, Y = load_iris(return_X_y=True)
SPACE = {
    "network": {"hidden_layer_sizes": [8]},
    "training": {"steps": 60, "checkpoints": 1, "learning_rate_init": 0.05},
    "activations": {"relu": {}, "tanh": {"gain": {"min": 0.5, "max": 4.0}}},
}
QUICK = {"trials": 1, "cv": 1, "workers": 1}


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory):
    """Return an empty Optuna storage: to make one takes longer than these searches."""
    path = tmp_path_factory.mktemp("empty") / "study.db"
    with opened(url_of(path), "create"):
        return path


@pytest.fixture(autouse=True)
def begin_with_an_empty_database(empty_database, monkeypatch):
    def begin(*arguments, **words):
        folder = Path(words["runs_dir"], words["study"])
        folder.mkdir(parents=True)
        shutil.copy(empty_database, folder)
        return search(*arguments, **words)

    monkeypatch.setattr("actsearch.api.search_cv.search", begin)


@parametrize_with_checks([ActivationSearchCV(SPACE, **QUICK)])
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_what_came_of_it():
    words = {"trials": 3, "cv": 2, "workers": 1, "strategy": "random"}
    search = ActivationSearchCV(SPACE, **words).fit(X, Y)
    results = search.cv_results_
    assert len(results["params"]) == len(results["candidate"]) == 3
    splits = np.column_stack([results[f"split{number}_test_score"] for number in range(2)])
    np.testing.assert_allclose(splits.mean(axis=1), results["mean_test_score"])
    assert results["rank_test_score"][search.best_index_] == 1
    assert search.best_score_ == results["mean_test_score"].max()
    assert search.best_params_ == results["params"][search.best_index_]
    again = ActivationSearchCV(SPACE, **words).fit(X, Y)
    assert (again.predict_proba(X) == search.predict_proba(X)).all()
    # All samples are for the search and for the network: none is sealed.
    assert search.best_estimator_[-1].n_features_in_ == 4


def test_in_a_pipeline_with_text_as_classes():
    names = np.array(["setosa", "versicolor", "virginica"])[Y]
    pipeline = make_pipeline(StandardScaler(), ActivationSearchCV(SPACE, **QUICK))
    assert cross_val_score(pipeline, X, names, cv=3).mean() > 0.8


@pytest.mark.parametrize(
    ("labels", "said"),
    [(np.zeros(150), "one class only"), ([2, *Y[1:]], None), (np.r_[9, Y[1:]], "has one sample")],
)
def test_what_cannot_be_searched_is_said(labels, said):
    if said is None:
        ActivationSearchCV(SPACE, **QUICK).fit(X, labels)
        return
    with pytest.raises(ValueError, match=said):
        ActivationSearchCV(SPACE, **QUICK).fit(X, labels)
