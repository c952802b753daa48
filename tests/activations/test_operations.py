"""What activations cost is counted, the same everywhere."""

import numpy as np
import pytest

from actsearch import activations
from actsearch.activations.operations import operations
from actsearch.nn.network import Network


def test_an_activation_costs_its_operations():
    # max(x, 0) is one; a·tanh(b·x) are a product, the function, and a product.
    assert operations(activations.get("relu")) == 8
    assert operations(activations.get("lecun_tanh")) == 100 + 2 * 8
    assert operations(activations.get("identity")) == 0


@pytest.mark.parametrize("name", sorted(activations.definitions()))
def test_it_does_not_depend_on_the_value_of_a_parameter(name):
    definition = activations.definition(name)
    counts = {
        operations(definition.bind({parameter.name: value}))
        for parameter in definition.parameters
        for value in (parameter.low, parameter.high)
    }
    assert len(counts) <= 1


def test_a_learned_parameter_costs_no_more_than_a_fixed_one():
    swish = activations.definition("swish")
    learned = swish.bind({"beta": {"learned": "unit"}})
    assert operations(learned) == operations(swish.bind({}))


def test_a_network_costs_its_weights_and_the_operations_of_its_units():
    prelu = activations.definition("leaky_relu").bind({"slope": {"learned": "unit"}})
    network = Network([5, 7, 3, 2], [activations.get("tanh"), prelu])
    dense = 6 * 7 + 8 * 3 + 4 * 2
    assert network.operations == dense + 7 * operations(activations.get("tanh")) + 3 * (
        operations(activations.get("leaky_relu"))
    )


def test_counting_leaves_the_function_as_it_was():
    relu = activations.get("relu")
    operations(relu)
    assert type(relu(np.ones(3))) is np.ndarray


@pytest.mark.parametrize(
    ("text", "name"), [("x/(1+exp(-x))", None), ("x*sigmoid(x)", "swish"), ("relu(x)", "relu")]
)
def test_expressions_are_counted_too(text, name):
    count = operations(activations.get(text))
    assert count > 0
    if name is not None:
        assert count == pytest.approx(operations(activations.get(name)), abs=20)
