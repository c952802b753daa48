"""The genes of an expression: its tree, crossed over and mutated by DEAP's genetic programming."""

import random
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from deap import gp
from optuna.distributions import BaseDistribution, CategoricalDistribution

from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.search_space.trees import arity
from actsearch.strategies.mutation import moved

# A mutation that changes nothing, or that gives a tree that is not of the space, is tried again.
_ATTEMPTS = 10
# The height of what a mutation grows.
_GROWN = 2


class _Leaf(gp.Terminal):  # type: ignore[misc]
    """A leaf with the number that it has in a parent; a new leaf draws one."""

    __slots__ = ("number",)

    def __init__(self, symbol: str, number: float | None) -> None:
        super().__init__(symbol, False, gp.__type__)
        self.number = number


class Trees:
    """Crosses over and mutates the trees of a space.

    Parameters
    ----------
    distributions : mapping
        Distributions of all parameters that trials may draw, by name: they say which symbol may be
        where.

    References
    ----------
    Koza, "Genetic programming", MIT Press 1992.

    Examples
    --------
    >>> from actsearch import search_space
    >>> from actsearch.strategies.proposal import distributions
    >>> space = search_space.load("evolved")
    >>> child = Trees(distributions(space)).mutate(space.baseline())
    >>> child == space.baseline(), child["activation"]
    (False, 'expression')
    """

    def __init__(self, distributions: Mapping[str, BaseDistribution]) -> None:
        self._numbers: dict[ParameterName, BaseDistribution] = {}
        self._symbols: dict[ParameterName, tuple[Any, ...]] = {}
        for text, distribution in distributions.items():
            name = ParameterName.parse(text)
            if name.activation == EXPRESSION:
                if isinstance(distribution, CategoricalDistribution) and not _is_number(name):
                    self._symbols[name] = distribution.choices
                else:
                    self._numbers[name] = distribution
        self._set = gp.PrimitiveSet("expressions", 0)
        for symbol in dict.fromkeys(each for all_ in self._symbols.values() for each in all_):
            if arity(symbol):
                # What it computes is known elsewhere.
                self._set.addPrimitive(len, arity(symbol), name=symbol)
            else:
                self._set.addTerminal(symbol)

    def cross_over(self, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the first parent with a subtree of the second.

        Parameters
        ----------
        mine, theirs : mapping
            Parameters of an expression in the same layer, by name.
        """
        layer = _layer(mine)
        child, _ = self._limited(gp.cxOnePoint, layer)(self._tree(mine), self._tree(theirs))
        return self._params(child, layer)

    def mutate(self, block: Mapping[str, Any]) -> dict[str, Any]:
        """Return parameters of a tree that differs in a node, a branch or a number.

        A new leaf has no number yet: it is to be drawn.

        Parameters
        ----------
        block : mapping
            Parameters of an expression, by name.
        """
        layer, tree = _layer(block), self._tree(block)
        grow = partial(gp.genHalfAndHalf, min_=0, max_=_GROWN)
        ways = (
            partial(gp.mutUniform, expr=grow, pset=self._set),
            partial(gp.mutInsert, pset=self._set),
            gp.mutShrink,
            partial(gp.mutNodeReplacement, pset=self._set),
            self._replace_root,
            partial(self._move_number, layer=layer),
        )
        for _ in range(_ATTEMPTS):
            way = random.choice(ways)  # noqa: S311 - no secret
            (child,) = self._limited(way, layer)(gp.PrimitiveTree(tree))
            params = self._params(child, layer)
            if params != block:
                break
        return params

    def _limited(self, breed: Any, layer: int | None) -> Any:
        """Let an operator of DEAP return a parent instead of a tree that is not of the space."""
        limit = gp.staticLimit(key=partial(self._misplaced, layer=layer), max_value=0)
        # DEAP copies the name of what it wraps, which a partial function lacks.
        return limit(lambda *trees: breed(*trees))

    def _misplaced(self, tree: gp.PrimitiveTree, layer: int | None) -> int:
        """Count the nodes that may not be where they are."""
        return sum(
            node.name not in self._symbols.get(name, ()) for name, node in _walk(tree, layer)
        )

    def _replace_root(self, tree: gp.PrimitiveTree) -> tuple[gp.PrimitiveTree]:
        """Replace the root, which ``mutNodeReplacement`` leaves alone."""
        tree[0] = random.choice(  # noqa: S311
            [each for each in self._set.primitives[gp.__type__] if each.arity == tree[0].arity]
        )
        return (tree,)

    def _move_number(self, tree: gp.PrimitiveTree, layer: int | None) -> tuple[gp.PrimitiveTree]:
        """Move one of the numbers by a normally distributed step."""
        places = list(_walk(tree, layer))
        known = [index for index, (_, node) in enumerate(places) if _number(node) is not None]
        if known:
            index = random.choice(known)  # noqa: S311
            name, node = places[index]
            distribution = self._numbers[_value_of(name)]
            tree[index] = _Leaf(node.name, moved(node.number, distribution))
        return (tree,)

    def _tree(self, block: Mapping[str, Any]) -> gp.PrimitiveTree:
        params = {ParameterName.parse(name): value for name, value in block.items()}
        return gp.PrimitiveTree(list(self._nodes(params, ParameterName.node((), _layer(block)))))

    def _nodes(self, params: Mapping[ParameterName, Any], name: ParameterName) -> Iterator[Any]:
        """Yield the nodes of a tree, each before its arguments, which is DEAP's form."""
        symbol = params[name]
        if not arity(symbol):
            yield _Leaf(symbol, params.get(_value_of(name)))
            return
        yield self._set.mapping[symbol]
        for index in range(1, 1 + arity(symbol)):
            yield from self._nodes(params, _argument(name, index))

    def _params(self, tree: gp.PrimitiveTree, layer: int | None) -> dict[str, Any]:
        params: dict[str, Any] = {str(ParameterName.choice(layer)): EXPRESSION}
        for name, node in _walk(tree, layer):
            params[str(name)] = node.name
            if _number(node) is not None:
                params[str(_value_of(name))] = node.number
        return params


def _walk(tree: gp.PrimitiveTree, layer: int | None) -> Iterator[tuple[ParameterName, Any]]:
    """Yield the nodes with the names that they have as parameters."""
    waiting = [ParameterName.node((), layer)]
    for node in tree:
        name = waiting.pop()
        yield name, node
        waiting += [_argument(name, index) for index in range(node.arity, 0, -1)]


def _argument(name: ParameterName, index: int) -> ParameterName:
    key = f"{name.key}.{index}" if name.key else str(index)
    return ParameterName(key, EXPRESSION, name.layer)


def _value_of(name: ParameterName) -> ParameterName:
    return ParameterName(f"{name.key}.value", EXPRESSION, name.layer)


def _is_number(name: ParameterName) -> bool:
    return name.key.endswith("value")


def _number(node: Any) -> float | None:
    return getattr(node, "number", None)


def _layer(block: Mapping[str, Any]) -> int | None:
    return ParameterName.parse(next(iter(block))).layer
