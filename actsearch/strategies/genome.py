"""The genes of a trial: how its parameters are grouped, crossed over and mutated."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deap import tools
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from actsearch.parameter_names import ParameterName
from actsearch.strategies.scale import Number, number_at, place_of

# Standard deviation of a mutation, as a share of the range on its own scale.
_SIGMA = 0.15
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

    def blocks(self) -> dict[str, dict[str, Any]]:
        """Group the parameters: an activation with its own ones, any other parameter alone."""
        blocks: dict[str, dict[str, Any]] = {}
        # Sorted, because databases return the parameters of a trial in any order.
        for name in sorted(self.params):
            blocks.setdefault(_block(name), {})[name] = self.params[name]
        return blocks

    def cross_over(self, other: "Genome") -> "Genome":
        """Return a child with each block of either parent; a block that only one has is kept."""
        mine, theirs = self.blocks(), other.blocks()
        names = list(dict.fromkeys((*mine, *theirs)))
        child, _ = tools.cxUniform(
            [mine.get(name, theirs.get(name)) for name in names],
            [theirs.get(name, mine.get(name)) for name in names],
            indpb=0.5,
        )
        return self._with(child, other)

    def mutate(self, probability: float) -> "Genome":
        """Return a child in which each block is changed with this probability, but at least one.

        Either an activation is replaced by another one, whose parameters are then drawn anew, or
        it stays and its parameters change.
        """
        blocks = self.blocks()
        chosen = [name for name in blocks if random.random() < probability]  # noqa: S311
        if not chosen:
            chosen = [random.choice(list(blocks))]  # noqa: S311
        for name in chosen:
            blocks[name] = self._mutated(blocks[name])
        return self._with(list(blocks.values()), self)

    def _mutated(self, block: dict[str, Any]) -> dict[str, Any]:
        activation = next((name for name in block if ParameterName.parse(name).is_choice), None)
        shape = [name for name in block if name != activation]
        if activation is not None and (not shape or random.random() < _REPLACEMENT):  # noqa: S311
            distribution = self.distributions[activation]
            return {activation: _another(block[activation], distribution)}
        return block | {name: _moved(block[name], self.distributions[name]) for name in shape}

    def _with(self, blocks: list[Any], other: "Genome") -> "Genome":
        params = {name: value for block in blocks for name, value in block.items()}
        known = {**other.distributions, **self.distributions}
        return Genome(params, {name: known[name] for name in params})


def _block(name: str) -> str:
    """Name the block of a parameter, such as ``layer2`` for ``layer2.swish.beta``."""
    parameter = ParameterName.parse(name)
    if parameter.layer is not None:
        return f"layer{parameter.layer}"
    return "activation" if parameter.activation is not None else name


def _another(value: Any, distribution: BaseDistribution) -> Any:
    """Choose one of the other choices."""
    choices = [choice for choice in _choices(distribution) if choice != value]
    return random.choice(choices) if choices else value  # noqa: S311


def _choices(distribution: BaseDistribution) -> tuple[Any, ...]:
    return distribution.choices if isinstance(distribution, CategoricalDistribution) else ()


def _moved(value: Any, distribution: BaseDistribution) -> Any:
    """Move a number by a normally distributed step on its own scale; replace any other value."""
    if isinstance(distribution, IntDistribution | FloatDistribution):
        return _moved_number(value, distribution)
    choices = _choices(distribution)
    if not all(isinstance(choice, int | float) for choice in choices):
        return _another(value, distribution)
    # Numbers in a list have an order, and neighbours are similar.
    ordered = sorted(choices)
    return ordered[_moved(ordered.index(value), IntDistribution(0, len(ordered) - 1))]


def _moved_number(value: Any, distribution: Number) -> Any:
    moved = number_at(_step(place_of(value, distribution)), distribution)
    step = distribution.step
    if moved != value or step is None:
        return moved
    low, high = distribution.low, distribution.high
    neighbours = [each for each in (value - step, value + step) if low <= each <= high]
    return random.choice(neighbours) if neighbours else value  # noqa: S311


def _step(place: float) -> float:
    """Move by a random step within [0, 1], reflected at the ends."""
    ([moved],) = tools.mutGaussian([place], mu=0.0, sigma=_SIGMA, indpb=1.0)
    moved = abs(moved) % 2.0
    return float(2.0 - moved if moved > 1.0 else moved)
