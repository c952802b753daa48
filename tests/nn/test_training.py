"""One epoch: every sample once, in the order that the generator draws."""

import numpy as np
import pytest

from actsearch import activations
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD
from actsearch.nn.training import Trainer


def trainer(batch_size: int, alpha: float = 0.0, learning_rate: float = 0.1) -> Trainer:
    network = Network([4, 6, 3], [activations.get("tanh")], dtype=np.float64)
    network.initialize("glorot", np.random.default_rng(0))
    optimizer = SGD(network.parameters.size, network.dtype, learning_rate, momentum=0.0)
    return Trainer(network, optimizer, batch_size, alpha)


@pytest.fixture
def samples():
    rng = np.random.default_rng(1)
    return rng.normal(size=(25, 4)), rng.integers(0, 3, 25)


def test_same_generator_same_weights(samples):
    twins = [trainer(10), trainer(10)]
    for twin in twins:
        rng = np.random.default_rng(7)
        for _ in range(3):
            twin.epoch(*samples, rng)
    np.testing.assert_array_equal(*(twin.network.parameters for twin in twins))


def test_a_full_batch_takes_one_gradient_step(samples):
    full = trainer(25)
    before = full.network.parameters.copy()
    loss = full.network.backpropagate(*samples)
    gradient = full.network.gradient.copy()
    assert full.epoch(*samples, None) == pytest.approx(loss)
    np.testing.assert_allclose(full.network.parameters, before - 0.1 * gradient)


def test_the_loss_is_the_mean_over_samples_also_with_a_smaller_last_batch(samples):
    still = trainer(10, learning_rate=1e-300)
    expected = still.network.backpropagate(*samples)
    assert still.epoch(*samples, np.random.default_rng(0)) == pytest.approx(expected)


def test_the_penalty_shrinks_weights(samples):
    free, penalized = trainer(5), trainer(5, alpha=5.0)
    for each in (free, penalized):
        for _ in range(5):
            each.epoch(*samples, None)
    assert np.abs(penalized.network.weights[0]).sum() < np.abs(free.network.weights[0]).sum()
