"""What decays to nothing becomes 0, and never a subnormal number; no result changes by that."""

import functools

import numpy as np
import pytest

from actsearch import activations
from actsearch.nn import optimizers, training
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD, Adam, Optimizer
from actsearch.nn.training import Trainer

# With these penalties a weight on which nothing else acts loses some 5 % in each step.
CASES = {
    "adam": (functools.partial(Adam, learning_rate=1e-2), 1e-6),
    "momentum": (functools.partial(SGD, learning_rate=0.1, nesterov=False), 1.0),
    "nesterov": (functools.partial(SGD, learning_rate=0.1), 1.0),
    "plain": (functools.partial(SGD, learning_rate=0.1, momentum=0.0), 10.0),
}


def samples() -> tuple[np.ndarray, np.ndarray]:
    """Make 60 samples: 3 inputs that matter, 3 that are always 0, 1 that nearly always is."""
    rng = np.random.default_rng(1)
    X = np.zeros((60, 7), np.float32)
    X[:, :3] = rng.normal(size=(60, 3))
    X[0, 6] = 1
    return X, (X[:, :3].sum(axis=1) > 0).astype(int)


def trained(case: str, epochs: int, penalty: float = 1.0) -> tuple[Trainer, list[float], int]:
    """Train; return the trainer, its losses, and how many subnormal numbers its epochs left."""
    make, alpha = CASES[case]
    network = Network([7, 8, 2], [activations.get("tanh")])
    network.initialize("glorot", np.random.default_rng(0))
    optimizer = make(network.parameters.size, network.dtype)
    trainer = Trainer(network, optimizer, 20, penalty * alpha)
    order, losses, found = np.random.default_rng(2), [], 0
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            losses.append(trainer.epoch(*samples(), order))
            found += sum(map(subnormals, [network.parameters, network.gradient, *state(optimizer)]))
    return trainer, losses, found


def state(optimizer: Optimizer) -> list[np.ndarray]:
    return [each for each in vars(optimizer).values() if isinstance(each, np.ndarray)]


def subnormals(numbers: np.ndarray) -> int:
    return int(np.sum((numbers != 0) & (np.abs(numbers) < np.finfo(numbers.dtype).tiny)))


def never_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (optimizers, training):
        monkeypatch.setattr(module, "STEPS_BETWEEN_CLEARINGS", 10**9)


@pytest.mark.parametrize("case", CASES)
def test_a_long_training_with_a_penalty_has_no_subnormal_numbers(case, monkeypatch):
    trainer, losses, found = trained(case, 1000)
    assert found == 0
    assert not trainer.network.weights[0][3:6].any()

    never_clear(monkeypatch)
    _, expected, without = trained(case, 1000)
    assert without > 0
    np.testing.assert_allclose(losses, expected, rtol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_a_training_without_a_penalty_keeps_every_bit(case, monkeypatch):
    trainer, losses, _ = trained(case, 300, penalty=0.0)
    never_clear(monkeypatch)
    uncleared, expected, _ = trained(case, 300, penalty=0.0)
    assert losses == expected
    np.testing.assert_array_equal(trainer.network.parameters, uncleared.network.parameters)


@pytest.mark.parametrize("case", CASES)
def test_moments_become_0_where_gradients_have_ceased(case):
    parameters = np.zeros(4, np.float32)
    optimizer = CASES[case][0](4, parameters.dtype)
    optimizer.step(parameters, np.array([1e-3, 1.0, 1e-18, 0.0], np.float32))
    for _ in range(6000):
        optimizer.step(parameters, np.zeros(4, np.float32))
    assert not any(map(subnormals, state(optimizer)))
