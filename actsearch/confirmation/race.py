"""A race of finalists: those that are clearly worse than the best one drop out early."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from actsearch.comparison import LEVEL, spread

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
        As for :func:`survivors`.

    Examples
    --------
    >>> scores = {"good": [0.97, 0.98, 0.97, 0.98], "bad": [0.90, 0.91, 0.89, 0.91]}
    >>> seeds_due(scores, seeds=10, overlap=0.25)
    {'good': 10, 'bad': 4}
    """
    due = dict.fromkeys(scores, seeds)
    racing = list(scores)
    for n in range(_FIRST_DECISION, seeds, ROUND):
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

    A finalist drops out if it is worse than the best one. Scores of the same seed are paired, and
    all pairs share one error, that of a randomized block design: a few seeds of several finalists
    then tell as much as many seeds of two. Splits share training samples, so that error is
    corrected as in :func:`actsearch.comparison.compare`. Tests are one-sided, and their level is
    divided by the number of those that the whole race can have (Bonferroni), so that the best
    finalist is lost with a probability of at most 5 %, however often it is looked. This assumes
    that chance moves all of them alike.

    Parameters
    ----------
    scores : mapping
        Scores of each finalist that is still in the race, on the same seeds.
    finalists, seeds : int
        Number of finalists with which the race began, and of seeds if nobody drops out.
    overlap : float
        Number of validation samples of a split, divided by that of its training samples.

    References
    ----------
    Montgomery, "Design and Analysis of Experiments", chapter on randomized complete block designs.

    Examples
    --------
    >>> scores = {"good": [0.97, 0.98, 0.97, 0.98], "bad": [0.90, 0.91, 0.89, 0.91]}
    >>> survivors(scores, finalists=2, seeds=10, overlap=0.25)
    ['good']
    """
    keys = list(scores)
    n = len(next(iter(scores.values()), ()))
    if len(keys) < 2 or n < _FIRST_DECISION:
        return keys
    import numpy as np
    from scipy import stats

    block = np.array(list(scores.values()))
    means = block.mean(axis=1)
    residuals = block - means[:, None] - block.mean(axis=0) + block.mean()
    freedom = (len(keys) - 1) * (n - 1)
    if not any(spread(row, *scores.values()) for row in residuals.tolist()):
        return keys
    error = math.sqrt(2 * float((residuals**2).sum()) / freedom * (1 / n + overlap))
    decisions = max(1, len(range(_FIRST_DECISION, seeds, ROUND)))
    level = LEVEL / (decisions * (finalists - 1))
    p_values = stats.t.sf((means.max() - means) / error, freedom)
    return [key for key, p in zip(keys, p_values, strict=True) if p >= level]
