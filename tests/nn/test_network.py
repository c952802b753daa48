"""The network: gradients equal central differences, the forward pass equals scikit-learn's."""

import copy
import pickle

import numpy as np
import pytest
from central_differences import central_differences
from sklearn.neural_network import MLPClassifier as SklearnMLPClassifier

from actsearch import activations
from actsearch.nn.network import Network

LAYER_SIZES = (5, 6, 4, 3, 3)


def three_hidden_layers(name: str, dtype=np.float64) -> Network:
    network = Network(LAYER_SIZES, [activations.get(name)] * 3, dtype)
    network.initialize("variance", np.random.default_rng(3))
    rng = np.random.default_rng(4)
    for intercepts in network.intercepts:
        intercepts[:] = rng.normal(0.0, 0.3, intercepts.shape)
    return network


@pytest.mark.parametrize("name", sorted(set(activations.definitions()) - {"step"}))
@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
def test_backpropagation_equals_central_differences(name, weighted):
    network = three_hidden_layers(name)
    rng = np.random.default_rng(5)
    X = rng.normal(size=(7, LAYER_SIZES[0]))
    targets = rng.integers(0, 3, 7)
    weights = rng.uniform(0, 3, 7) if weighted else None
    expected = central_differences(network, lambda: network.backpropagate(X, targets, weights))
    network.backpropagate(X, targets, weights)
    np.testing.assert_allclose(network.gradient, expected, rtol=2e-5, atol=2e-7)


def test_nothing_below_a_step_learns():
    network = three_hidden_layers("step")
    rng = np.random.default_rng(5)
    network.backpropagate(rng.normal(size=(7, 5)), rng.integers(0, 3, 7))
    below_the_last_step = (5 + 1) * 6 + (6 + 1) * 4 + (4 + 1) * 3
    assert not network.gradient[:below_the_last_step].any()
    assert network.gradient[below_the_last_step:].any()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("identity", "identity"), ("sigmoid", "logistic"), ("tanh", "tanh"), ("relu", "relu")],
)
def test_forward_pass_equals_scikit_learns(ours, theirs):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 5)), rng.integers(0, 3, 60)
    reference = SklearnMLPClassifier((6, 4), activation=theirs, max_iter=1, random_state=0)
    with pytest.warns(Warning, match="Maximum iterations"):
        reference.fit(X, y)
    network = Network((5, 6, 4, 3), [activations.get(ours)] * 2, dtype=np.float64)
    for mine, yours in zip(network.weights, reference.coefs_, strict=True):
        mine[:] = yours
    for mine, yours in zip(network.intercepts, reference.intercepts_, strict=True):
        mine[:] = yours
    np.testing.assert_allclose(network.predict(X), reference.predict_proba(X), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", sorted(activations.definitions()))
def test_dtype_is_kept_from_input_to_gradient(name, dtype):
    network = three_hidden_layers(name, dtype=dtype)
    X = np.random.default_rng(0).normal(size=(4, 5)).astype(dtype)
    network.backpropagate(X, np.array([0, 1, 2, 0]))
    assert network.predict(X).dtype == dtype
    assert network.gradient.dtype == dtype
    value, slope = network.activations[0].forward(X)
    assert (value.dtype, slope().dtype) == (dtype, dtype)


@pytest.mark.parametrize("rebuild", [copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))])
def test_a_copy_predicts_the_same_and_keeps_its_views(rebuild):
    network = three_hidden_layers("swish")
    X = np.random.default_rng(0).normal(size=(4, 5))
    twin = rebuild(network)
    np.testing.assert_array_equal(twin.predict(X), network.predict(X))
    twin.parameters[:] = 0
    assert not any(weights.any() for weights in twin.weights)
    assert network.parameters.any()


def test_parameters_are_the_weights_and_intercepts_of_all_layers_and_no_more():
    network = three_hidden_layers("relu")
    layers = zip(network.weights, network.intercepts, strict=True)
    parts = [part.ravel() for layer in layers for part in layer]
    np.testing.assert_array_equal(np.concatenate(parts), network.parameters)
    assert network.parameters.size == 6 * 6 + 7 * 4 + 5 * 3 + 4 * 3


def test_neither_predictions_nor_their_loss_depend_on_the_batches():
    network = three_hidden_layers("gelu")
    rng = np.random.default_rng(0)
    X, targets = rng.normal(size=(25, 5)), rng.integers(0, 3, 25)
    whole = network.predict(X)
    np.testing.assert_allclose(network.predict(X, batch_size=7), whole, rtol=1e-13)
    expected = -np.log(whole[np.arange(25), targets]).mean()
    for batch_size in (7, 25, 1000):
        probabilities, loss = network.evaluate(X, targets, batch_size=batch_size)
        np.testing.assert_allclose(probabilities, whole, rtol=1e-13)
        assert loss == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("weight_init", ["variance", "he"])
def test_relu_keeps_the_mean_square_of_pre_activations_through_many_layers(weight_init):
    depth, units = 12, 400
    network = Network([units] * (depth + 1), [activations.get("relu")] * (depth - 1))
    network.initialize(weight_init, np.random.default_rng(0))
    X = np.random.default_rng(1).normal(size=(200, units)).astype(np.float32)
    mean_square = float(np.mean(network.outputs(X) ** 2))
    assert 0.5 < mean_square < 4.0


def test_glorot_weights_have_the_papers_bound():
    network = Network([30, 50, 10], [activations.get("tanh")])
    network.initialize("glorot", np.random.default_rng(0))
    bound = np.sqrt(6 / 80)
    assert 0.95 * bound < np.abs(network.weights[0]).max() <= bound
    assert network.weights[0].std() == pytest.approx(np.sqrt(2 / 80), rel=0.05)


@pytest.mark.parametrize("weight_init", ["he", "variance"])
def test_the_scale_of_weights_depends_on_what_a_layer_receives_not_on_what_it_gives(weight_init):
    tanh = activations.get("tanh")
    network = Network([30, 500, 80], [tanh])
    network.initialize(weight_init, np.random.default_rng(0))
    gains = (2**0.5, 2**0.5) if weight_init == "he" else (1.0, tanh.initialization_gain)
    for weights, fan_in, gain in zip(network.weights, (30, 500), gains, strict=True):
        assert weights.std() == pytest.approx(gain / fan_in**0.5, rel=0.05)
    assert not any(intercepts.any() for intercepts in network.intercepts)
