"""Optimizers follow their papers' formulas."""

import numpy as np
import pytest

from actsearch.nn.optimizers import SGD, Adam


def test_adam_follows_the_papers_algorithm():
    rng = np.random.default_rng(0)
    parameters, expected = np.ones(5), np.ones(5)
    first, second = np.zeros(5), np.zeros(5)
    optimizer = Adam(5, parameters.dtype, learning_rate=0.01)
    for t in range(1, 600):
        gradient = rng.normal(size=5)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        unbiased = first / (1 - 0.9**t), second / (1 - 0.999**t)
        expected -= 0.01 * unbiased[0] / (np.sqrt(unbiased[1]) + 1e-8)
        optimizer.step(parameters, gradient)
    np.testing.assert_allclose(parameters, expected, rtol=1e-9)


@pytest.mark.parametrize("nesterov", [False, True])
def test_sgd_follows_sutskevers_update(nesterov):
    rng = np.random.default_rng(0)
    parameters, expected, velocity = np.ones(5), np.ones(5), np.zeros(5)
    optimizer = SGD(5, parameters.dtype, learning_rate=0.1, momentum=0.8, nesterov=nesterov)
    for _ in range(50):
        gradient = rng.normal(size=5)
        velocity = 0.8 * velocity - 0.1 * gradient
        expected += 0.8 * velocity - 0.1 * gradient if nesterov else velocity
        optimizer.step(parameters, gradient)
    np.testing.assert_allclose(parameters, expected, rtol=1e-9)
