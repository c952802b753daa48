"""How trees are bred: DEAP's operators on parameters of trials."""

import random

import pytest

from actsearch.parameter_names import EXPRESSION
from actsearch.search_space import SearchSpace, load
from actsearch.strategies.genome import Genome
from actsearch.strategies.proposal import distributions
from actsearch.strategies.tree_genes import Trees


def per_layer():
    data = load("evolved").to_dict()
    sizes = {"hidden_layer_sizes": [8, 8]}
    return SearchSpace.from_dict(data | {"per_layer": True, "network": sizes})


SPACES = {"tree": load("evolved"), "core": load("expressions"), "per_layer": per_layer()}


class Draws:
    """A trial that draws the parameters that it is not given at random."""

    def __init__(self, given=()):
        self.params, self._given = {}, dict(given)

    def suggest_categorical(self, name, choices):
        self.params[name] = self._given.get(name) or random.choice(list(choices))
        assert self.params[name] in choices, name
        return self.params[name]

    def suggest_float(self, name, low, high, **_):
        self.params[name] = self._given.get(name, random.uniform(low, high))
        assert low <= self.params[name] <= high, name
        return self.params[name]


def drawn(space, layer, given=()):
    """Return the parameters of a tree: given ones, and others drawn at random."""
    draws = Draws(given)
    space.document.expressions._draw(draws, layer, ())
    choice = "activation" if layer is None else f"layer{layer}.activation"
    return {choice: EXPRESSION, **draws.params}


@pytest.fixture(params=SPACES)
def world(request):
    random.seed(0)
    space = SPACES[request.param]
    layer = 2 if space.document.per_layer else None
    return space, layer, Trees(distributions(space))


def test_encoding_and_decoding_is_exact(world):
    space, layer, trees = world
    for _ in range(100):
        block = drawn(space, layer)
        assert trees._params(trees._tree(block), layer) == block


def test_children_lie_in_the_space(world):
    space, layer, trees = world
    changed = []
    for _ in range(200):
        one, two = drawn(space, layer), drawn(space, layer)
        crossed = trees.cross_over(one, two)
        mutated = trees.mutate(crossed)
        for child in (crossed, mutated):
            whole = drawn(space, layer, child)
            assert child.items() <= whole.items(), "something has no place in the space"
            # New leaves have no numbers yet, and else nothing is drawn.
            assert all(name.endswith(".value") for name in whole.keys() - child.keys())
        changed.append(mutated != crossed)
    assert sum(changed) >= 190


def test_a_child_has_something_of_both(world):
    space, layer, trees = world
    kinds = set()
    for _ in range(100):
        one, two = drawn(space, layer), drawn(space, layer)
        child = trees.cross_over(one, two)
        kinds.add((child == one, child == two))
    assert (False, False) in kinds


def test_all_ways_of_mutation_occur():
    random.seed(1)
    space = SPACES["tree"]
    trees = Trees(distributions(space))
    choice = {"activation": EXPRESSION}
    block = choice | space.document.expressions.seed(3, None)  # x*sigmoid(1.7*x)
    children = [trees.mutate(block) for _ in range(300)]
    assert {child["expression"] for child in children} >= {"*", "+", "max"}
    moved = [child.get("expression.2.1.value") for child in children]
    assert len({value for value in moved if value not in (None, 1.7)}) > 10
    sizes = {sum(not name.endswith("value") for name in child) for child in children}
    assert min(sizes) < 5 < max(sizes)


def test_without_both_trees_blocks_are_exchanged_as_ever(world):
    space, layer, trees = world
    choice = "activation" if layer is None else f"layer{layer}.activation"
    tree = Genome(drawn(space, layer), distributions(space), trees)
    named = Genome({choice: "relu"}, {}, trees)
    for _ in range(10):
        assert tree.cross_over(named).params in (tree.params, named.params)
    assert tree.mutate(1.0).params[choice] == EXPRESSION


def test_deap_gets_no_new_globals():
    from deap import creator, gp

    before = set(vars(creator)), set(vars(gp)), len(gp.MetaEphemeral.cache)
    trees = Trees(distributions(SPACES["tree"]))
    trees.mutate({"activation": EXPRESSION, "expression": "sin", "expression.1": "x"})
    assert (set(vars(creator)), set(vars(gp)), len(gp.MetaEphemeral.cache)) == before
