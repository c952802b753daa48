"""The classifier keeps scikit-learn's contract, and does what scikit-learn's cannot."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

from actsearch import activations
from actsearch.nn.estimator import MLPClassifier

X, Y = load_iris(return_X_y=True)
X = StandardScaler().fit_transform(X)


def quick(**params) -> MLPClassifier:
    return MLPClassifier(
        **{
            "hidden_layer_sizes": (16,),
            "learning_rate_init": 0.05,
            "max_iter": 500,
            "random_state": 0,
            **params,
        }
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("estimator", "check"),
    list(estimator_checks_generator(MLPClassifier())),
    ids=lambda value: value.func.__name__ if hasattr(value, "func") else "",
)
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_works_in_pipeline_cross_validation_and_grid_search():
    pipeline = make_pipeline(StandardScaler(), quick())
    assert cross_val_score(pipeline, X, Y, cv=3).mean() > 0.9
    grid = {
        "mlpclassifier__activation": ["relu", "tanh"],
        "mlpclassifier__learning_rate_init": [0.02, 0.05],
    }
    search = GridSearchCV(pipeline, grid, cv=3).fit(X, Y)
    assert search.best_score_ > 0.9


def test_takes_parameters_of_an_activation_and_a_list_per_layer():
    model = quick(activation="leaky_relu", activation_params={"slope": 0.1}).fit(X, Y)
    assert [str(a) for a in model._network.activations] == ["leaky_relu(slope=0.1)"]
    model = quick(
        hidden_layer_sizes=(8, 8, 8),
        activation=["tanh", "leaky_relu", activations.get("swish", beta=2.0)],
        activation_params=[None, {"slope": 0.2}, None],
    ).fit(X, Y)
    assert [str(a) for a in model._network.activations] == [
        "tanh(gain=1.0)",
        "leaky_relu(slope=0.2)",
        "swish(beta=2.0)",
    ]
    assert model.score(X, Y) > 0.9
    assert clone(model).get_params()["activation_params"] == [None, {"slope": 0.2}, None]


@pytest.mark.parametrize("solver", ["adam", "sgd"])
@pytest.mark.parametrize("weight_init", ["glorot", "he", "variance"])
def test_every_solver_and_initialisation_learns(solver, weight_init):
    assert quick(solver=solver, weight_init=weight_init).fit(X, Y).score(X, Y) > 0.9


def test_early_stopping_keeps_the_weights_that_were_best_on_the_part_set_aside():
    model = quick(early_stopping=True, n_iter_no_change=5).fit(X, Y)
    assert model.best_validation_score_ == max(model.validation_scores_)
    assert len(model.validation_scores_) == model.n_iter_ == len(model.loss_curve_) < 500


def test_partial_fit_continues_where_it_was():
    model = quick(max_iter=1)
    for _ in range(60):
        model.partial_fit(X, Y, classes=[0, 1, 2])
    assert len(model.loss_curve_) == 60
    assert model.loss_curve_[-1] < 0.5 * model.loss_curve_[0]
    with pytest.raises(ValueError, match="class 7"):
        model.partial_fit(X[:2], [0, 7])
    with pytest.raises(ValueError, match="differs from that of the first call"):
        model.partial_fit(X, Y, classes=[0, 1])


def test_probabilities_are_probabilities_and_labels_may_be_strings():
    names = np.array(["setosa", "versicolor", "virginica"])[Y]
    model = quick().fit(X, names)
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1.0)
    np.testing.assert_allclose(np.exp(model.predict_log_proba(X)), model.predict_proba(X))
    assert set(model.predict(X)) <= set(names)


def test_float32_stays_float32():
    model = quick().fit(X.astype(np.float32), Y)
    assert model.predict_proba(X).dtype == np.float32
    assert {weights.dtype for weights in model.coefs_} == {np.dtype(np.float32)}


def test_weights_are_views_that_a_user_may_set():
    model = quick().fit(X, Y)
    for weights in model.coefs_:
        weights[:] = 0
    for intercepts in model.intercepts_:
        intercepts[:] = 0
    np.testing.assert_allclose(model.predict_proba(X), 1 / 3)


def test_same_seed_same_model_and_another_process_would_agree():
    first, second = quick().fit(X, Y), pickle.loads(pickle.dumps(quick())).fit(X, Y)
    np.testing.assert_array_equal(first.predict_proba(X), second.predict_proba(X))
    thawed = pickle.loads(pickle.dumps(first))
    np.testing.assert_array_equal(first.predict_proba(X), thawed.predict_proba(X))


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"activation": "rleu"}, "did you mean 'relu'"),
        ({"activation": "relu", "activation_params": {"slope": 1}}, "has no parameter 'slope'"),
        ({"activation": ["relu", "tanh"]}, "activation has 2 entries for 1 hidden layers"),
        ({"solver": "adma"}, "did you mean 'adam'"),
        ({"weight_init": "xavier"}, "unknown weight_init='xavier'"),
        ({"hidden_layer_sizes": (0,)}, "hidden_layer_sizes must be"),
        ({"learning_rate_init": 0}, "learning_rate_init must be above 0"),
        ({"batch_size": 0}, "batch_size must be"),
        ({"momentum": 1.0}, "momentum must be in"),
        ({"validation_fraction": 1.0}, "validation_fraction must be"),
    ],
)
def test_bad_parameters_get_one_sentence(params, message):
    with pytest.raises(ValueError, match=message):
        quick(**params).fit(X, Y)


def test_divergence_is_an_error_that_names_the_way_out():
    with np.errstate(all="ignore"), pytest.raises(ValueError, match="lower learning_rate_init"):
        quick(solver="sgd", activation="squared_relu", learning_rate_init=1e6).fit(X, Y)


def test_predicting_before_training_is_scikit_learns_error():
    with pytest.raises(NotFittedError):
        quick().predict(X)
