"""How a single value mutates: on its own scale."""

import random
from typing import Any

from deap import tools
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from actsearch.strategies.scale import Number, number_at, place_of

# Standard deviation of a mutation, as a share of the range on its own scale.
_SIGMA = 0.15


def another(value: Any, distribution: BaseDistribution) -> Any:
    """Choose one of the other choices."""
    choices = [choice for choice in _choices(distribution) if choice != value]
    return random.choice(choices) if choices else value  # noqa: S311


def _choices(distribution: BaseDistribution) -> tuple[Any, ...]:
    return distribution.choices if isinstance(distribution, CategoricalDistribution) else ()


def moved(value: Any, distribution: BaseDistribution) -> Any:
    """Move a number by a normally distributed step on its own scale; replace any other value."""
    if isinstance(distribution, IntDistribution | FloatDistribution):
        return _moved_number(value, distribution)
    choices = _choices(distribution)
    if not all(isinstance(choice, int | float) for choice in choices):
        return another(value, distribution)
    # Numbers in a list have an order, and neighbours are similar.
    ordered = sorted(choices)
    return ordered[moved(ordered.index(value), IntDistribution(0, len(ordered) - 1))]


def _moved_number(value: Any, distribution: Number) -> Any:
    new = number_at(_step(place_of(value, distribution)), distribution)
    step = distribution.step
    if new != value or step is None:
        return new
    low, high = distribution.low, distribution.high
    neighbours = [each for each in (value - step, value + step) if low <= each <= high]
    return random.choice(neighbours) if neighbours else value  # noqa: S311


def _step(place: float) -> float:
    """Move by a random step within [0, 1], reflected at the ends."""
    ([new],) = tools.mutGaussian([place], mu=0.0, sigma=_SIGMA, indpb=1.0)
    new = abs(new) % 2.0
    return float(2.0 - new if new > 1.0 else new)
