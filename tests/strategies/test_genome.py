"""Crossover and mutation, on spaces of every kind."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna.distributions import (
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from actsearch.strategies.genome import Genome

DISTRIBUTIONS = {
    "hidden_layer_sizes": CategoricalDistribution(["16", "16-16"]),
    "batch_size": CategoricalDistribution([10, 50, 100]),
    "learning_rate_init": FloatDistribution(1e-4, 1e-1, log=True),
    "epochs": IntDistribution(1, 20),
    **{
        f"layer{layer}.{name}": distribution
        for layer in (1, 2)
        for name, distribution in {
            "activation": CategoricalDistribution(["relu", "swish", "pelu"]),
            "swish.beta": FloatDistribution(0.1, 10.0, log=True),
            "pelu.a": FloatDistribution(0.5, 2.0, step=0.25),
            "pelu.b": FloatDistribution(0.5, 2.0),
        }.items()
    },
}
SHAPES = {"relu": [], "swish": ["swish.beta"], "pelu": ["pelu.a", "pelu.b"]}


def genome(seed: int, layers: int = 2) -> Genome:
    draw = random.Random(seed)
    params = {
        "hidden_layer_sizes": draw.choice(["16", "16-16"]),
        "batch_size": draw.choice([10, 50, 100]),
        "learning_rate_init": 10 ** draw.uniform(-4, -1),
        "epochs": draw.randint(1, 20),
    }
    for layer in range(1, layers + 1):
        activation = draw.choice(list(SHAPES))
        values = {
            "activation": activation,
            "swish.beta": 10 ** draw.uniform(-1, 1),
            "pelu.a": 0.5 + 0.25 * draw.randint(0, 6),
            "pelu.b": draw.uniform(0.5, 2.0),
        }
        for name in ["activation", *SHAPES[activation]]:
            params[f"layer{layer}.{name}"] = values[name]
    return Genome(params, {name: DISTRIBUTIONS[name] for name in params})


@pytest.fixture(autouse=True)
def _own_random_numbers():
    state = random.getstate()
    random.seed(1)
    yield
    random.setstate(state)


seeds = st.integers(0, 10_000)


@settings(max_examples=200)
@given(seeds, seeds, st.integers(1, 2), st.integers(1, 2))
def test_a_child_has_each_block_whole_from_one_parent(first, second, layers, others):
    mother, father = genome(first, layers), genome(second, others)
    child = mother.cross_over(father)
    for name, block in child.blocks().items():
        assert block in (mother.blocks().get(name), father.blocks().get(name))
    assert child.blocks().keys() == mother.blocks().keys() | father.blocks().keys()
    assert child.distributions.keys() == child.params.keys()


@settings(max_examples=300)
@given(seeds, st.floats(0.0, 1.0))
def test_a_mutant_stays_in_its_ranges_and_differs(seed, probability):
    before = genome(seed)
    after = before.mutate(probability)
    assert after.params != before.params
    for name, value in after.params.items():
        assert DISTRIBUTIONS[name]._contains(DISTRIBUTIONS[name].to_internal_repr(value)), name
        assert type(value) is type(before.params.get(name, value)), name


@settings(max_examples=200)
@given(seeds)
def test_an_activation_that_is_exchanged_leaves_its_parameters_behind(seed):
    before = genome(seed)
    after = before.mutate(1.0)
    for layer in ("layer1", "layer2"):
        block, activation = after.blocks()[layer], after.params[f"{layer}.activation"]
        if activation != before.params[f"{layer}.activation"]:
            assert block == {f"{layer}.activation": activation}
        else:
            assert block.keys() == before.blocks()[layer].keys()


def test_a_number_moves_on_its_own_scale():
    range_ = FloatDistribution(1e-4, 1.0, log=True)
    start = Genome({"learning_rate_init": 1e-2}, {"learning_rate_init": range_})
    moved = [start.mutate(1.0).params["learning_rate_init"] for _ in range(500)]
    below = sum(value < 1e-2 for value in moved)
    # On a linear scale nearly all values would be above 0.1.
    assert 200 < below < 300
    assert sum(value > 0.1 for value in moved) < 100


def test_a_whole_number_stays_whole_and_a_listed_one_goes_to_its_neighbour():
    ages = Genome({"epochs": 10}, {"epochs": IntDistribution(1, 20)})
    assert all(type(ages.mutate(1.0).params["epochs"]) is int for _ in range(50))
    listed = CategoricalDistribution([1, 2, 4, 8, 16, 32, 64, 128, 256])
    sizes = Genome({"batch_size": 16}, {"batch_size": listed})
    moved = [sizes.mutate(1.0).params["batch_size"] for _ in range(300)]
    assert 16 not in moved
    assert sum(value in (8, 32) for value in moved) > sum(value in (1, 256) for value in moved)
