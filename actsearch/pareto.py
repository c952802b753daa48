"""Compare points by several values at once: which are not dominated, and in which order (DEAP)."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deap import base


def fronts(points: Sequence[Sequence[float]]) -> list[int]:
    """Return the number of each point's front.

    Front 1 are the points that no other dominates: none is as good in all values and better in
    one. Front 2 are those that only points of front 1 dominate, and so on.

    Parameters
    ----------
    points : sequence of sequence of float
        As many values for each point; of each, more is better.

    References
    ----------
    Fortin, Grenier and Parizeau, "Generalizing the improved run-time complexity algorithm for
    non-dominated sorting", GECCO 2013.

    Examples
    --------
    >>> fronts([(0.9, -50), (0.8, -10), (0.8, -60)])
    [1, 1, 2]
    """
    found = [0] * len(points)
    for number, front in enumerate(_sorted(points), start=1):
        for each in front:
            found[each.place] = number
    return found


def ranked(points: Sequence[Sequence[float]]) -> list[int]:
    """Sort points as NSGA-II does, and return their places: by front, and then the lonely first.

    Parameters
    ----------
    points : sequence of sequence of float
        As for :func:`fronts`; all finite.

    References
    ----------
    Deb et al., "A fast and elitist multiobjective genetic algorithm: NSGA-II", IEEE Transactions on
    Evolutionary Computation 6, 2002.

    Examples
    --------
    >>> ranked([(0.9, -50), (0.8, -60), (0.8, -10), (0.85, -20)])
    [0, 2, 3, 1]
    """
    from deap import tools

    # Of a single front DEAP's selection sorts all by their crowding distance.
    return [each.place for front in _sorted(points) for each in tools.selNSGA2(front, len(front))]


class _Point:
    """A point as DEAP wants it."""

    def __init__(self, place: int, values: Sequence[float]) -> None:
        self.place = place
        self.fitness = _fitness(len(values))(values)


@cache
def _fitness(count: int) -> "type[base.Fitness]":
    # A leaderboard of one objective does without the time that this import takes.
    from deap import base

    return type("_Fitness", (base.Fitness,), {"weights": (1.0,) * count})


def _sorted(points: Sequence[Sequence[float]]) -> list[list[Any]]:
    from deap import tools

    if not points:
        return []
    individuals = [_Point(place, values) for place, values in enumerate(points)]
    fronts: list[list[Any]] = tools.sortLogNondominated(individuals, len(individuals))
    return fronts
