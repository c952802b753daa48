"""The genes of a trial: how its parameters are grouped, crossed over and mutated."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deap import tools
from optuna.distributions import BaseDistribution

from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.strategies.mutation import another, moved
from actsearch.strategies.tree_genes import Trees

# Probability that a mutation replaces the activation, instead of changing its parameters.
_REPLACEMENT = 0.5


@dataclass(frozen=True, slots=True)
class Genome:
    """Parameters that a trial has drawn, or that a child inherits; a child draws the others anew.

    Parameters
    ----------
    params : mapping
        Values by parameter name.
    distributions : mapping
        Distribution of each parameter.
    trees : Trees, optional
        How expressions are crossed over and mutated, if there are any.

    Examples
    --------
    >>> from optuna.distributions import CategoricalDistribution, FloatDistribution
    >>> choice = CategoricalDistribution(["relu", "swish"])
    >>> range_ = FloatDistribution(0.1, 10.0, log=True)
    >>> swish = Genome(
    ...     {"activation": "swish", "swish.beta": 2.0}, {"activation": choice, "swish.beta": range_}
    ... )
    >>> relu = Genome({"activation": "relu"}, {"activation": choice})
    >>> sorted(swish.blocks())
    ['activation']
    >>> relu.cross_over(swish).params in (relu.params, swish.params)
    True
    """

    params: Mapping[str, Any]
    distributions: Mapping[str, BaseDistribution]
    trees: Trees | None = None

    def blocks(self) -> dict[str, dict[str, Any]]:
        """Group the parameters: an activation with its own ones, any other parameter alone."""
        blocks: dict[str, dict[str, Any]] = {}
        # Sorted, because databases return the parameters of a trial in any order.
        for name in sorted(self.params):
            blocks.setdefault(_block(name), {})[name] = self.params[name]
        return blocks

    def cross_over(self, other: "Genome") -> "Genome":
        """Return a child with each block of either parent; a block that only one has is kept.

        Where both have an expression, subtrees are exchanged.
        """
        mine, theirs = self.blocks(), other.blocks()
        names = list(dict.fromkeys((*mine, *theirs)))
        child, _ = tools.cxUniform(
            [mine.get(name, theirs.get(name)) for name in names],
            [theirs.get(name, mine.get(name)) for name in names],
            indpb=0.5,
        )
        if self.trees is not None:
            for index, name in enumerate(names):
                parents = mine.get(name, {}), theirs.get(name, {})
                if all(map(_is_tree, parents)):
                    child[index] = self.trees.cross_over(*parents)
        return self._with(child, other)

    def mutate(self, probability: float) -> "Genome":
        """Return a child in which each block is changed with this probability, but at least one.

        Either an activation is replaced by another one, whose parameters are then drawn anew, or
        it stays and its parameters change. Of an expression the tree changes.
        """
        blocks = self.blocks()
        chosen = [name for name in blocks if random.random() < probability]  # noqa: S311
        if not chosen:
            chosen = [random.choice(list(blocks))]  # noqa: S311
        for name in chosen:
            blocks[name] = self._mutated(blocks[name])
        return self._with(list(blocks.values()), self)

    def _mutated(self, block: dict[str, Any]) -> dict[str, Any]:
        if self.trees is not None and _is_tree(block):
            return self.trees.mutate(block)
        activation = next((name for name in block if ParameterName.parse(name).is_choice), None)
        shape = [name for name in block if name != activation]
        if activation is not None and (not shape or random.random() < _REPLACEMENT):  # noqa: S311
            distribution = self.distributions[activation]
            return {activation: another(block[activation], distribution)}
        return block | {name: moved(block[name], self.distributions[name]) for name in shape}

    def _with(self, blocks: list[Any], other: "Genome") -> "Genome":
        params = {name: value for block in blocks for name, value in block.items()}
        known = {**other.distributions, **self.distributions}
        return Genome(params, {name: known[name] for name in params if name in known}, self.trees)


def _is_tree(block: Mapping[str, Any]) -> bool:
    """Tell whether a block is an expression."""
    return any(
        value == EXPRESSION and ParameterName.parse(name).is_choice for name, value in block.items()
    )


def _block(name: str) -> str:
    """Name the block of a parameter, such as ``layer2`` for ``layer2.swish.beta``."""
    parameter = ParameterName.parse(name)
    if parameter.layer is not None:
        return f"layer{parameter.layer}"
    return "activation" if parameter.activation is not None else name
