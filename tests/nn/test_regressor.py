"""The regressor keeps scikit-learn's contract, and trains as scikit-learn's does."""

import pickle
import warnings

import numpy as np
import pytest
from central_differences import central_differences
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor as SklearnMLPRegressor
from sklearn.utils.estimator_checks import estimator_checks_generator

from actsearch import MLPRegressor, activations
from actsearch.nn.losses import SQUARED_ERROR
from actsearch.nn.network import Network

RNG = np.random.default_rng(0)
X = RNG.normal(size=(120, 4))
Y = np.stack([np.sin(X[:, 0]) + X[:, 1], X[:, 2] ** 2], axis=1)
Y += 0.1 * RNG.normal(size=Y.shape)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("estimator", "check"),
    list(estimator_checks_generator(MLPRegressor())),
    ids=lambda value: value.func.__name__ if hasattr(value, "func") else "",
)
def test_scikit_learns_own_checks(estimator, check):
    check(estimator)


def test_parameters_default_to_what_they_do_in_scikit_learn():
    ours, theirs = MLPRegressor().get_params(), SklearnMLPRegressor().get_params()
    shared = ours.keys() & theirs.keys()
    assert ours.keys() - shared == {
        *("activation_params", "learned_step_factor", "max_steps", "warmup", "weight_init")
    }
    assert theirs.keys() - shared == {"power_t", "max_fun", "loss"}
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


@pytest.mark.parametrize("weights", [None, RNG.uniform(0, 2, len(X))], ids=["alike", "weighted"])
@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("solver", ["adam", "sgd"])
def test_trains_like_scikit_learn_from_the_same_weights(outputs, solver, weights):
    y = Y[:, 0] if outputs == 1 else Y
    common = {
        "hidden_layer_sizes": (8, 5),
        "activation": "tanh",
        "solver": solver,
        "alpha": 0.01,
        "epsilon": 1e-14,  # it is added before the bias correction in scikit-learn
        "batch_size": 32,
        "learning_rate_init": 0.01,
        "max_iter": 15,
        "shuffle": False,
        "random_state": 0,
        "warm_start": True,
    }
    ours, theirs = MLPRegressor(**common), SklearnMLPRegressor(**common)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        # A first epoch makes the weights, which are then made the same.
        ours.set_params(max_iter=1).fit(X, y)
        theirs.set_params(max_iter=1).fit(X, y)
        for mine, other in zip(
            [*ours.coefs_, *ours.intercepts_], [*theirs.coefs_, *theirs.intercepts_], strict=True
        ):
            mine[...] = other
        ours.set_params(max_iter=15).fit(X, y, weights)
        theirs.set_params(max_iter=15).fit(X, y, weights)
    for mine, other in zip(ours.coefs_, theirs.coefs_, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X), rtol=1e-8, atol=1e-10)
    assert ours.predict(X).shape == theirs.predict(X).shape
    assert ours.score(X, y) == pytest.approx(theirs.score(X, y), rel=1e-8)
    for name in ("n_outputs_", "n_layers_", "out_activation_", "n_iter_", "n_features_in_"):
        assert getattr(ours, name) == getattr(theirs, name)
    if outputs == 1 and weights is None:
        np.testing.assert_allclose(ours.loss_curve_[1:], theirs.loss_curve_[1:], rtol=1e-8)


@pytest.mark.parametrize("weights", [None, RNG.uniform(0, 2, 9)], ids=["alike", "weighted"])
@pytest.mark.parametrize("outputs", [1, 3])
def test_gradients_of_the_squared_error_are_central_differences(outputs, weights):
    sizes, chosen = (4, 6, 5, outputs), [activations.get("swish", beta=1.3)] * 2
    network = Network(sizes, chosen, np.float64, SQUARED_ERROR)
    network.initialize("glorot", np.random.default_rng(0))
    targets = np.random.default_rng(1).normal(size=(9, outputs))
    network.backpropagate(X[:9], targets, weights)
    gradient = network.gradient.copy()
    numeric = central_differences(network, lambda: network.backpropagate(X[:9], targets, weights))
    np.testing.assert_allclose(gradient, numeric, rtol=1e-5, atol=1e-8)


def test_early_stopping_watches_the_r2_and_keeps_the_best_weights():
    model = MLPRegressor(
        (16,), learning_rate_init=0.01, early_stopping=True, max_iter=400, random_state=0
    ).fit(X, Y[:, 0])
    assert model.best_loss_ is None
    assert model.best_validation_score_ == max(model.validation_scores_) > 0.8
    assert model.validation_scores_[0] < model.validation_scores_[-1] <= 1


def test_float32_a_copy_a_pickle_and_one_epoch_more():
    model = MLPRegressor((8,), max_iter=2, n_iter_no_change=float("inf"), random_state=0)
    model.fit(X.astype(np.float32), Y)
    assert model.predict(X).dtype == np.float32
    kept = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(kept.predict(X), model.predict(X))
    kept.partial_fit(X.astype(np.float32), Y)
    assert not np.array_equal(kept.predict(X), model.predict(X))
    assert clone(model).get_params() == model.get_params()
    with pytest.raises(ValueError, match="y must have 2 outputs"):
        model.partial_fit(X.astype(np.float32), Y[:, 0])
