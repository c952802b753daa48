"""A race of finalists: those that are clearly worse than the best one drop out early."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from actsearch.confirmation.comparison import LEVEL, paired_p

# Seeds between two decisions, and before the first one.
ROUND = 2
_FIRST_DECISION = 4


def survivors(
    scores: Mapping[Any, Sequence[float]], *, finalists: int, seeds: int, overlap: float
) -> list[Any]:
    """Return which finalists stay in a race, given their scores so far.

    A finalist drops out if it is worse than the best one in a paired test. The level of each test
    is divided by the number of tests that the whole race can have (Bonferroni), so that the best
    finalist is lost with a probability of at most 5 %, however often it is looked.

    Parameters
    ----------
    scores : mapping
        Scores of each finalist that is still in the race, on the same seeds.
    finalists, seeds : int
        Number of finalists with which the race began, and of seeds if nobody drops out.
    overlap : float
        As for :func:`actsearch.confirmation.compare`.

    Examples
    --------
    >>> scores = {"good": [0.97, 0.98, 0.97, 0.98], "bad": [0.90, 0.91, 0.89, 0.91]}
    >>> survivors(scores, finalists=2, seeds=10, overlap=0.0)
    ['good']
    """
    keys = list(scores)
    n = len(next(iter(scores.values()), ()))
    if len(keys) < 2 or n < _FIRST_DECISION:
        return keys
    decisions = max(1, (seeds - _FIRST_DECISION) // ROUND + 1)
    level = LEVEL / (decisions * (finalists - 1))
    best = max(keys, key=lambda key: fmean(scores[key]))
    return [
        key for key in keys if key == best or paired_p(scores[best], scores[key], overlap) >= level
    ]
