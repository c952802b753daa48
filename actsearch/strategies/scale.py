"""Map a number of a range to a place from 0 to 1, and back, as Optuna's samplers do."""

import math
from typing import TypeAlias

from optuna.distributions import FloatDistribution, IntDistribution

Number: TypeAlias = FloatDistribution | IntDistribution


def place_of(value: float, distribution: Number) -> float:
    """Return where a number is in its range, from 0 to 1, on the scale of the range.

    Examples
    --------
    >>> place_of(1.0, FloatDistribution(0.25, 4.0, log=True))
    0.5
    >>> place_of(1, IntDistribution(1, 2))  # each whole number has the same share
    0.25
    """
    low, high = _ends(distribution)
    if low == high:
        return 0.5
    return ((math.log(value) if distribution.log else float(value)) - low) / (high - low)


def number_at(place: float, distribution: Number) -> float:
    """Return the number of a range at a place from 0 to 1: the inverse of :func:`place_of`.

    Examples
    --------
    >>> number_at(0.5, FloatDistribution(0.0, 3.0)), number_at(0.7, IntDistribution(1, 2))
    (1.5, 2)
    """
    low, high = _ends(distribution)
    scaled = low + place * (high - low)
    if isinstance(distribution, IntDistribution):
        return _whole_number(scaled, distribution)
    return _number(scaled, distribution)


def _ends(distribution: Number) -> tuple[float, float]:
    """Return the ends of a range on its scale; of a range with steps, widened by half a step."""
    half = 0.5 * (distribution.step or 0)
    if distribution.log:
        return math.log(distribution.low - half), math.log(distribution.high + half)
    return distribution.low - half, distribution.high + half


def _whole_number(scaled: float, distribution: IntDistribution) -> int:
    low, step = distribution.low, distribution.step
    number = (
        round(math.exp(scaled))
        if distribution.log
        else low + step * math.floor((scaled - low) / step + 0.5)
    )
    return min(max(number, low), distribution.high)


def _number(scaled: float, distribution: FloatDistribution) -> float:
    low, high, step = distribution.low, distribution.high, distribution.step
    if step is not None:
        return min(max(round((scaled - low) / step) * step + low, low), high)
    number = math.exp(scaled) if distribution.log else scaled
    if low == high:
        return number
    # Samplers draw from a half-open range, like random numbers.
    number = min(number, math.nextafter(high, low))
    return max(number, low) if distribution.log else number
