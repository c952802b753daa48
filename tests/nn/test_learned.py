"""Parameters of activations that are learned with the weights."""

import math
import pickle

import numpy as np
import pytest
from central_differences import central_differences
from every_activation import DEFINITIONS

from actsearch import activations
from actsearch.nn.estimator import MLPClassifier
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD, Adam, StepFactor

WITH_PARAMETERS = [each for each in DEFINITIONS if each.parameters]
pytestmark = pytest.mark.filterwarnings("ignore:training stopped at max_iter")
GRANULARITIES = pytest.mark.parametrize("granularity", ["layer", "unit"])


def all_learned(definition, granularity):
    # Within the range, so that a difference does not leave it.
    starts = {
        p.name: math.sqrt(p.low * p.high) if p.log else 0.4 * p.low + 0.6 * p.high
        for p in definition.parameters
    }
    return definition.bind(
        {name: {"learned": granularity, "start": start} for name, start in starts.items()}
    )


def network_of(activation, sizes=(4, 5, 6, 3), dtype=np.float64):
    network = Network(sizes, [activation] * (len(sizes) - 2), dtype)
    network.initialize("variance", np.random.default_rng(3))
    return network


@GRANULARITIES
@pytest.mark.parametrize("definition", WITH_PARAMETERS, ids=lambda d: d.name)
def test_backpropagation_is_that_of_central_differences(definition, granularity):
    activation = all_learned(definition, granularity)
    network = network_of(activation)
    count = len(definition.parameters) * ((5 + 6) if granularity == "unit" else 2)
    assert network.n_learned == count
    rng = np.random.default_rng(0)
    X, targets = rng.normal(size=(40, 4)), rng.integers(3, size=40)
    # Not all the same, so that a unit that takes another's value is noticed.
    network.parameters[-count:] += rng.uniform(-0.02, 0.02, count)
    expected = central_differences(network, lambda: network.backpropagate(X, targets))
    network.backpropagate(X, targets)
    np.testing.assert_allclose(network.gradient, expected, rtol=2e-5, atol=2e-7)


@GRANULARITIES
def test_the_gradient_by_the_weights_is_that_of_the_fixed_activation(granularity):
    learned = activations.get("swish", beta={"learned": granularity, "start": 1.5})
    networks = [network_of(each) for each in (learned, activations.get("swish", beta=1.5))]
    rng = np.random.default_rng(0)
    X, targets = rng.normal(size=(40, 4)), rng.integers(3, size=40)
    losses = [network.backpropagate(X, targets) for network in networks]
    size = networks[1].parameters.size
    assert losses[0] == pytest.approx(losses[1], rel=1e-12)
    np.testing.assert_allclose(networks[0].gradient[:size], networks[1].gradient, rtol=1e-9)
    np.testing.assert_allclose(networks[0].predict(X), networks[1].predict(X), rtol=1e-9)


@pytest.mark.parametrize("make", [Adam, SGD])
def test_steps_of_learned_parameters_are_longer_by_the_factor(make):
    ways = []
    for factor in (1.0, 10.0):
        parameters = np.zeros(4)
        optimizer = make(4, parameters.dtype, 0.01, learned=StepFactor(2, factor))
        for _ in range(3):
            optimizer.step(parameters, np.array([0.5, -0.5, 0.5, -0.5]))
        ways.append(parameters)
    np.testing.assert_allclose(ways[1], ways[0] * [1, 1, 10, 10], rtol=1e-12)


def test_learned_parameters_stay_in_their_bounds():
    network = network_of(activations.get("leaky_relu", slope={"learned": "unit", "start": 0.1}))
    network.parameters[-network.n_learned :] = np.linspace(-3, 3, network.n_learned)
    network.keep_bounds()
    values = np.concatenate([each["slope"] for each in network.learned_values()])
    assert (values.min(), values.max()) == (-1.0, 0.9)


def test_a_start_outside_the_range_widens_it():
    (parameter,) = activations.get("leaky_relu", slope={"learned": "layer", "start": -2.0}).learned
    assert (parameter.low, parameter.high) == (-2.0, 0.9)


def test_a_logarithmic_parameter_stays_positive():
    network = network_of(activations.get("sigmoid", gain="learned"))
    network.parameters[-network.n_learned :] = -100
    network.keep_bounds()
    for values in network.learned_values():
        assert values["gain"] == pytest.approx(0.1)


@GRANULARITIES
def test_a_network_can_be_pickled(granularity):
    network = network_of(activations.get("prelu", slope={"learned": granularity}), dtype=np.float32)
    network.parameters[:] += 0.1
    copy = pickle.loads(pickle.dumps(network))
    X = np.random.default_rng(0).normal(size=(7, 4)).astype(np.float32)
    np.testing.assert_array_equal(copy.predict(X), network.predict(X))
    copy.parameters[-1] = 0.3
    assert copy.learned_values()[-1]["slope"][-1] == np.float32(0.3)


@pytest.fixture(scope="module")
def blobs():
    rng = np.random.default_rng(0)
    y = rng.integers(3, size=300)
    return rng.normal(size=(300, 4)) + np.eye(3, 4)[y] * 2, y


def test_a_classifier_learns_a_parameter_for_each_layer(blobs):
    model = MLPClassifier(
        (8, 6),
        "leaky_relu",
        activation_params={"slope": "learned"},
        learning_rate_init=0.01,
        learned_step_factor=3.0,
        random_state=0,
    ).fit(*blobs)
    slopes = [layer["slope"] for layer in model.learned_params_]
    assert [slope.shape for slope in slopes] == [(1,), (1,)]
    # Both have clearly moved from their start, and not to the same value.
    first, second = (slope.item() for slope in slopes)
    assert abs(first - 0.01) > 0.05
    assert abs(second - 0.01) > 0.05
    assert abs(first - second) > 0.1
    assert model.score(*blobs) > 0.8


def test_a_classifier_learns_a_parameter_for_each_unit(blobs):
    params = [{"slope": {"learned": "unit", "start": 0.25}}, None]
    model = MLPClassifier(
        (8, 6), ["leaky_relu", "tanh"], activation_params=params, max_iter=30, random_state=0
    ).fit(*blobs)
    slopes, nothing = model.learned_params_
    assert nothing == {}
    assert slopes["slope"].shape == (8,)
    assert np.ptp(slopes["slope"]) > 0.01


def test_prelu_is_learned_from_a_quarter(blobs):
    model = MLPClassifier((8,), "prelu", learned_step_factor=3.0, max_iter=1, random_state=0)
    model.fit(*blobs)
    (layer,) = model.learned_params_
    assert layer["slope"] == pytest.approx(0.25, abs=0.05)
    assert layer["slope"] != 0.25


def test_early_stopping_restores_learned_parameters_too(blobs):
    model = MLPClassifier((8,), "prelu", early_stopping=True, max_iter=60, random_state=0)
    model.fit(*blobs)
    best = int(np.argmax(model.validation_scores_)) + 1
    again = MLPClassifier((8,), "prelu", early_stopping=True, max_iter=best, random_state=0)
    again.fit(*blobs)
    kept = [each.learned_params_[0]["slope"][0] for each in (model, again)]
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"slope": "learn"}, "must be a finite number, got 'learn' \\(or 'learned'"),
        ({"slope": {"learned": "network"}}, "must be a finite number"),
        ({"slope": {"learned": "unit", "begin": 1.0}}, "must be a finite number"),
        ({"beta": "learned"}, "has no parameter 'beta'"),
    ],
)
def test_what_cannot_be_learned_is_refused(blobs, params, message):
    with pytest.raises(ValueError, match=message):
        MLPClassifier((8,), "leaky_relu", activation_params=params).fit(*blobs)


def test_a_start_that_has_no_logarithm_is_refused():
    with pytest.raises(ValueError, match="its start must be above 0, got -1"):
        activations.get("swish", beta={"learned": "layer", "start": -1})
