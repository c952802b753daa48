"""Which activations compute the same function."""

from itertools import combinations

import pytest

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.duplicates import Duplicates
from actsearch.nn.settings import TrainingSettings


def get(text):
    name, _, params = text.partition(" ")
    pairs = (pair.split("=") for pair in params.split())
    return activations.get(name, **{key: float(value) for key, value in pairs})


def equivalent(first, second):
    """Tell whether a search takes two activations for one, and trains only the first."""
    known = Duplicates()
    numbers = [
        known.first(Candidate((1,), (activation,), TrainingSettings()), number)
        for number, activation in enumerate((first, second))
    ]
    return numbers == [0, 0]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("leaky_relu slope=0", "relu"),
        ("leaky_relu slope=1", "identity"),
        ("silu", "swish beta=1"),
        ("e_swish beta=1", "swish beta=1"),
        ("acon_c p1=1 p2=0 beta=3", "swish beta=3"),
        ("celu alpha=1", "elu alpha=1"),
        ("relu", "relu"),
        ("x*sigmoid(2*x)", "swish beta=2"),
        ("x/(1+exp(-x))", "swish"),
        ("max(x,0.1*x)", "leaky_relu slope=0.1"),
        ("x*tanh(softplus(x))", "mish"),
        ("(x+1)*2", "2*x+2"),
    ],
)
def test_one_function_under_two_names(first, second):
    assert equivalent(get(first), get(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("swish beta=1000", "relu"),
        ("leaky_relu slope=0.00001", "relu"),
        ("sigmoid gain=1", "sigmoid gain=1.0001"),
        ("gelu", "swish beta=1.702"),
        ("celu alpha=2", "elu alpha=2"),
        ("step", "relu"),
        ("abs", "identity"),
        ("x*sigmoid(2*x)", "x*sigmoid(2.001*x)"),
        ("erf(x)", "erf"),
    ],
)
def test_different_functions(first, second):
    assert not equivalent(get(first), get(second))


def test_all_defaults_that_are_the_same_are_known_to_be():
    found = {
        frozenset((a, b))
        for a in activations.definitions()
        for b in activations.definitions()
        if a < b and equivalent(activations.get(a), activations.get(b))
    }
    # A new entry of the catalogue that equals an old one would be found here.
    same = [("celu", "elu", "pelu"), ("acon_c", "swish")]
    assert found == {frozenset(pair) for names in same for pair in combinations(names, 2)}
