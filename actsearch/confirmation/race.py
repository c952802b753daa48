"""A race of finalists: those that are clearly worse than the best one drop out early."""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from actsearch.comparison import LEVEL, paired_p

# Seeds between two decisions, and before the first one.
ROUND = 2
_FIRST_DECISION = 4


def seeds_due(
    scores: Mapping[Any, Sequence[float]], *, seeds: int, overlap: float
) -> dict[Any, int]:
    """Return on how many seeds each finalist is to be trained, as far as that is decided.

    It depends on the scores alone, and not on the order in which they came.

    Parameters
    ----------
    scores : mapping
        Scores of each finalist on the first seeds, as many as there are.
    seeds : int
        Number of seeds of a finalist that does not drop out.
    overlap : float
        As for :func:`actsearch.comparison.compare`.

    Examples
    --------
    >>> scores = {"good": [0.97, 0.98, 0.97, 0.98], "bad": [0.90, 0.91, 0.89, 0.91]}
    >>> seeds_due(scores, seeds=10, overlap=0.0)
    {'good': 10, 'bad': 4}
    """
    due = dict.fromkeys(scores, seeds)
    racing = list(scores)
    for n in range(ROUND, seeds, ROUND):
        if any(len(scores[key]) < n for key in racing):
            break
        so_far = {key: scores[key][:n] for key in racing}
        kept = survivors(so_far, finalists=len(scores), seeds=seeds, overlap=overlap)
        due |= {key: n for key in racing if key not in kept}
        racing = kept
    return due


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
        As for :func:`actsearch.comparison.compare`.

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
