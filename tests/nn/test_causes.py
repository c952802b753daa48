"""What is measured in hidden layers equals an independent computation, and changes no training."""

import numpy as np
import pytest
from central_differences import central_differences

from actsearch import activations
from actsearch.nn import inspection
from actsearch.nn.causes import NAMES, Causes
from actsearch.nn.estimator import MLPClassifier
from actsearch.nn.losses import LOG_LOSS, SQUARED_ERROR
from actsearch.nn.network import Network
from actsearch.nn.regressor import MLPRegressor

SIZES = (5, 7, 4, 6, 3)
LEARNED = {"learned": "unit", "start": 0.3}


def network(*named, loss=LOG_LOSS, dtype=np.float64, spread=1.0):
    layers = [one if isinstance(one, tuple) else (one, {}) for one in named]
    made = Network(SIZES, [activations.get(name, **params) for name, params in layers], dtype, loss)
    made.initialize("variance", np.random.default_rng(3))
    rng = np.random.default_rng(4)
    for weights, intercepts in zip(made.weights, made.intercepts, strict=True):
        weights *= spread
        intercepts[:] = rng.normal(0.0, 0.3, intercepts.shape)
    return made


def batch(n=40, dtype=np.float64, *, numbers=False):
    rng = np.random.default_rng(5)
    X = rng.normal(size=(n, SIZES[0])).astype(dtype)
    return X, (rng.normal(size=(n, 3)) if numbers else rng.integers(0, 3, n))


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        (("relu", "sigmoid", ("leaky_relu", {"slope": LEARNED})), LOG_LOSS),
        (("tanh", "x*sigmoid(2*x)", "prelu"), SQUARED_ERROR),
    ],
)
def test_gradient_norms_are_those_of_central_differences(layers, loss):
    made = network(*layers, loss=loss)
    X, targets = batch(numbers=loss is SQUARED_ERROR)
    flat = central_differences(made, lambda: made.backpropagate(X, targets))
    expected, start = [], 0
    for weights, intercepts in zip(made.weights, made.intercepts, strict=True):
        expected.append(np.linalg.norm(flat[start : start + weights.size]))
        start += weights.size + intercepts.size
    found = inspection.inspect(made, X, targets)["gradient_norm"]
    assert found == pytest.approx(expected[:-1], rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_layers_are_measured_as_is_written(dtype):
    layers = ("relu", ("sigmoid", {"gain": 8.0}), ("leaky_relu", {"slope": LEARNED}))
    made = network(*layers, dtype=dtype, spread=4.0)
    made.intercepts[0][:3] = -100
    made.intercepts[1][0] = 8
    X, targets = batch(dtype=dtype)
    found = inspection.inspect(made, X, targets)
    slopes = [activations.get(*layers[:1]), activations.get("sigmoid", gain=8.0)]
    slopes.append(activations.get("leaky_relu", slope=0.3))
    values = X
    for layer, (activation, greatest) in enumerate(zip(slopes, (1.0, 2.0, 1.0), strict=True)):
        z = values @ made.weights[layer] + made.intercepts[layer]
        slope, values = activation.derivative(z), activation(z)
        expected = {
            "dead": np.mean(np.all(slope == 0, axis=0)),
            "saturated": np.mean(np.abs(slope).mean(axis=0) <= 0.05 * greatest),
            "sparsity": np.mean(np.abs(values) <= 0.001),
            "pre_activation_mean": z.mean(),
            "pre_activation_deviation": z.std(),
        }
        for name, number in expected.items():
            assert found[name][layer] == pytest.approx(number, rel=1e-4, abs=1e-6), name
    assert found["dead"] == [pytest.approx(3 / 7), 0, 0]
    assert 0 < found["saturated"][1] < 1
    assert found["sparsity"][0] > 3 / 7


def test_a_unit_is_saturated_by_what_its_own_activation_can_do():
    made = network(*[("sigmoid", {"gain": 0.1})] * 3)
    assert inspection.inspect(made, *batch())["saturated"] == [0, 0, 0]


def test_norms_of_gradients_that_have_small_squares_are_not_zero():
    made = network(*[("tanh", {"gain": 0.1})] * 3, dtype=np.float32)
    made.weights[-1][:] *= 1e-25
    X, targets = batch(dtype=np.float32)
    assert 0 < inspection.inspect(made, X, targets)["gradient_norm"][0] < 1e-22


@pytest.mark.parametrize("start", [0.5, 2.0])
def test_the_greatest_slope_is_that_of_the_present_values(start):
    learned = {"gain": {"learned": "unit", "start": start}}
    made = network("tanh", "tanh", ("sigmoid", learned))
    *_, own = made.greatest_slopes()
    assert own == pytest.approx([start / 4] * 6)
    (fixed,) = Network((2, 3, 2), [activations.get("sigmoid", gain=start)]).greatest_slopes()
    assert fixed == pytest.approx([start / 4])


def test_a_network_with_infinite_weights_is_measured():
    made = network("relu", "relu", "relu")
    made.weights[1][:] = np.inf
    found = inspection.inspect(made, *batch())
    assert found.keys() == set(NAMES)
    assert not np.isfinite(found["gradient_norm"]).all()


def test_samples_are_evenly_spaced_and_not_drawn():
    assert inspection.chosen(7).tolist() == list(range(7))
    places = inspection.chosen(60_100)
    assert len(places) == inspection.SAMPLES
    assert set(np.diff(places)) == {300, 301}


def test_estimators_measure_themselves():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4))
    classifier = MLPClassifier((8, 6), max_iter=3, n_iter_no_change=np.inf, random_state=0)
    classifier.fit(X, np.where(X[:, 0] > 0, "a", "b"))
    classifier.intercepts_[1][:3] = -1000
    causes = classifier.causes(X, np.repeat("a", 60))
    assert causes.dead == ((0.0, 0.5),)
    assert causes.layers == 2
    regressor = MLPRegressor((8,), max_iter=3, n_iter_no_change=np.inf, random_state=0)
    assert regressor.fit(X, X[:, 0]).causes(X, X[:, 0]).gradient_norm[0][0] > 0
    with pytest.raises(ValueError, match="class c"):
        classifier.causes(X, np.repeat("c", 60))


def test_ratios_are_known_where_the_last_layer_has_a_gradient():
    reading = {name: [0.0, 0.0] for name in NAMES}
    norms = ([1e-6, 2.0], [1.0, 0.0], [1.0, np.inf], [np.inf, 2.0])
    causes = Causes.of([reading | {"gradient_norm": each} for each in norms])
    np.testing.assert_array_equal(causes.gradient_ratios, [5e-7, np.nan, np.nan, np.inf])
