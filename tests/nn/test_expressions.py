"""Networks whose activations are expressions."""

import pickle

import numpy as np
import pytest
from central_differences import central_differences
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV

from actsearch import MLPClassifier, activations
from actsearch.errors import UsageError
from actsearch.nn.network import Network

X, Y = load_iris(return_X_y=True)
pytestmark = pytest.mark.filterwarnings("ignore:training stopped at max_iter")


def classifier(**params):
    return MLPClassifier((12, 8), **{"max_iter": 60, "random_state": 0, **params})


def test_a_classifier_trains_with_expressions():
    model = classifier(
        activation=["x * sigmoid(b*x)", "max(x, sin(1.5*x))"],
        activation_params=[{"b": 2.0}, None],
        max_iter=300,
        learning_rate_init=0.01,
    ).fit(X, Y)
    assert model.score(X, Y) > 0.95
    assert model.get_params()["activation"] == ["x * sigmoid(b*x)", "max(x, sin(1.5*x))"]
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(copy.predict_proba(X), model.predict_proba(X))
    again = clone(model).fit(X, Y)
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


def test_an_expression_learns_as_the_entry_of_the_catalogue_does():
    # Up to rounding errors: the operations are others.
    named = classifier(activation="swish", activation_params={"beta": 2.0}).fit(X, Y)
    written = classifier(activation="x*sigmoid(2*x)").fit(X, Y)
    np.testing.assert_allclose(written.predict_proba(X), named.predict_proba(X), rtol=1e-6)


def test_the_network_stays_in_float32():
    model = classifier(activation="x*erf(x)/(1.5 + gelu(x*x, 0.7))").fit(X.astype(np.float32), Y)
    assert model.predict_proba(X.astype(np.float32)).dtype == np.float32
    assert {each.dtype for each in model.coefs_} == {np.dtype(np.float32)}


def test_expressions_can_be_searched_by_scikit_learn():
    search = GridSearchCV(classifier(max_iter=5), {"activation": ["relu", "x*sin(x)"]}, cv=2)
    assert search.fit(X, Y).best_params_["activation"] in ("relu", "x*sin(x)")


def test_a_constant_without_a_value_is_refused_in_words():
    with pytest.raises(UsageError, match="has a named constant 'b': give it a value, or have it"):
        classifier(activation="x*sigmoid(b*x)").fit(X, Y)


@pytest.mark.parametrize("granularity", ["layer", "unit"])
@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("x*sigmoid(b*x)", {"b": 1.5}),
        ("max(x, a*sin(b*x)) + c", {"a": 0.7, "b": 1.3, "c": -0.2}),
        ("swish(x, b)/(1.5 + b*b) - x*exp(-c)", {"b": 2.0, "c": 0.5}),
        ("sigmoid(b)*x**2 + b", {"b": 0.3}),
    ],
)
def test_the_gradient_by_learned_constants_is_that_of_central_differences(
    text, starts, granularity
):
    learned = {name: {"learned": granularity, "start": start} for name, start in starts.items()}
    activation = activations.get(text, **learned)
    network = Network((4, 5, 6, 3), [activation] * 2, np.float64)
    network.initialize("variance", np.random.default_rng(3))
    count = len(starts) * (11 if granularity == "unit" else 2)
    assert network.n_learned == count
    rng = np.random.default_rng(0)
    samples, targets = rng.normal(size=(40, 4)), rng.integers(3, size=40)
    # Not all the same, so that a unit that takes another's value is noticed.
    network.parameters[-count:] += rng.uniform(-0.02, 0.02, count)
    expected = central_differences(network, lambda: network.backpropagate(samples, targets))
    network.backpropagate(samples, targets)
    np.testing.assert_allclose(network.gradient, expected, rtol=2e-5, atol=2e-7)


def test_learned_constants_move_and_stay_in_their_range():
    model = classifier(
        activation="x*sigmoid(b*x) + leaky_relu(x, s)",
        activation_params={"b": "learned", "s": {"learned": "unit", "start": 0.5}},
        max_iter=100,
        learned_step_factor=1000,
    ).fit(X.astype(np.float32), Y)
    for values, units in zip(model.learned_params_, (12, 8), strict=True):
        assert values["b"].shape == (1,)
        assert values["s"].shape == (units,)
        assert values["b"][0] != 1.0
        assert (np.abs(values["b"]) <= 10).all()
        assert ((values["s"] >= -1) & (values["s"] <= np.float32(0.9))).all()
