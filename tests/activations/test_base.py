"""A layer can use an activation that is not in the catalogue."""

import pickle
from types import MappingProxyType

import numpy as np
import pytest

from actsearch import activations
from actsearch.activations import Activation
from actsearch.nn.network import Network


class Power(Activation):
    """x to a power: the least that an activation must implement."""

    def __init__(self, exponent: int) -> None:
        self.exponent = exponent

    def forward(self, x):
        return x**self.exponent, lambda: self.exponent * x ** (self.exponent - 1)

    def to_dict(self):
        return {"power": self.exponent}

    @classmethod
    def from_dict(cls, data):
        return cls(data["power"])

    def __str__(self):
        return f"x^{self.exponent}"

    name = formula = property(__str__)
    params = MappingProxyType({})
    kinks = ()


@pytest.mark.parametrize("missing", ["forward", "to_dict", "from_dict", "__str__", "kinks"])
def test_an_activation_must_say_all_that_a_layer_needs(missing):
    incomplete = type("Incomplete", (Power,), {missing: getattr(Activation, missing)})
    with pytest.raises(TypeError, match=missing):
        incomplete(2)


def test_activations_are_equal_if_their_dicts_are():
    assert Power(2) == Power(2)
    assert hash(Power(2)) == hash(Power(2))
    assert Power(2) != Power(3)
    assert Power(2) != activations.get("relu")
    assert pickle.loads(pickle.dumps(Power(3))) == Power(3)


def test_a_network_learns_with_it():
    network = Network([3, 4, 2], [Power(2)], dtype=np.float64)
    network.initialize("variance", np.random.default_rng(0))
    # E z⁴ of a normal variable is 3.
    assert Power(2).initialization_gain == pytest.approx(1 / np.sqrt(3), rel=1e-4)
    X, y = np.random.default_rng(1).normal(size=(5, 3)), np.array([0, 1, 0, 1, 1])
    before = network.backpropagate(X, y)
    network.parameters -= 0.01 * network.gradient
    assert network.backpropagate(X, y) < before
