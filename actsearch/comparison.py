"""Paired comparisons of finalists with the baseline: intervals, p-values, shared ranks."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean, stdev
from typing import Any

# A difference with a smaller p-value is called one.
LEVEL = 0.05
# Relative to the scores, whatever their unit is.
_ROUNDING = 1e-12
# A difference that is there should be found with this probability.
_POWER = 0.8
_MOST_SEEDS = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What fresh seeds say of a candidate.

    Parameters
    ----------
    n : int
        Number of seeds that the candidate and the baseline have in common.
    mean, sd : float
        Mean and standard deviation of the candidate's scores.
    difference : float
        Mean of the paired differences to the baseline.
    interval : tuple of float
        Interval of the difference: of 95 %, or wider by the factor of the p-value, so that it has 0
        inside if and only if the p-value is not below 5 %. Infinite if all differences are equal,
        which so few seeds allow.
    p : float
        P-value of the difference, two-sided, corrected for the number of candidates (Holm).
    effect : float or None
        Mean of the paired differences, divided by their standard deviation; None if that is 0.
    error : float
        Half the width of the 95 % interval of the candidate's mean.
    noise : float
        Standard deviation of the paired differences: how far a difference of two single scores is
        moved by chance.
    pairing : float or None
        Standard error of the difference without pairs, divided by that with pairs; None if that
        is 0.
    seeds_needed : int or None
        With how many seeds the next look would find such a difference in four of five cases; None
        if it would need more than 1,000.
    rank : int
        One more than the number of candidates that are better beyond the noise, with a level that
        is divided by the number of the others.
    """

    n: int
    mean: float
    sd: float
    difference: float
    interval: tuple[float, float]
    p: float
    effect: float | None
    error: float
    noise: float
    pairing: float | None
    seeds_needed: int | None
    rank: int

    @property
    def chance(self) -> float:
        """Half the width of the interval of the difference."""
        return (self.interval[1] - self.interval[0]) / 2

    @property
    def is_better(self) -> bool:
        """Whether the candidate beats the baseline beyond the noise."""
        return self.difference > 0 and self.p < LEVEL

    @property
    def is_worse(self) -> bool:
        """Whether the baseline beats the candidate beyond the noise."""
        return self.difference < 0 and self.p < LEVEL


def compare(
    scores: Mapping[Any, Sequence[float]],
    baseline: Sequence[float],
    overlap: float,
    looks: int = 1,
) -> dict[Any, Comparison]:
    """Compare candidates with the baseline, in pairs of the same seed.

    The test is the t-test on paired differences. Splits share training samples, so that the
    differences are not independent: their variance is corrected as Nadeau and Bengio do.

    Parameters
    ----------
    scores : mapping
        Scores of each candidate on the first seeds, at least two; a candidate that dropped out of
        a race has fewer.
    baseline : sequence of float
        Scores of the baseline on all seeds.
    overlap : float
        Number of validation samples of a split, divided by that of its training samples.
    looks : int
        How often such scores were compared so far, this time included. Who looks again with more
        seeds finds a small p-value by chance, so that each look after the first doubles the factor
        of all p-values. However often one looks, a candidate that is no better is then called
        better with a probability of at most 5 %.

    Returns
    -------
    dict
        The comparison of each candidate, by its key.

    References
    ----------
    Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52, 2003. Holm,
    "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics
    1979.

    Examples
    --------
    >>> from actsearch.comparison import compare
    >>> found = compare({"swish": [0.97, 0.98, 0.98]}, [0.95, 0.95, 0.96], overlap=0.2)["swish"]
    >>> found.n, round(found.difference, 4), found.is_better
    (3, 0.0233, True)
    """
    raw = {key: paired_p(own, baseline, overlap) for key, own in scores.items()}
    # Claims of a gain spend half of the level at the first look, and half of what is left at each.
    looked = 2.0 ** (looks - 1)
    factors = {key: looked * factor for key, factor in _holm(raw).items()}
    next_level = LEVEL / (2 * looked) / max(1, len(scores))
    found = {}
    for key, own in scores.items():
        differences = _differences(own, baseline)
        mean, noise, n = fmean(differences), spread(differences, own, baseline), len(differences)
        half = half_width(differences, overlap, LEVEL / factors[key]) if noise else math.inf
        paired_with = baseline[:n]
        better = [
            other
            for other, theirs in scores.items()
            if other != key
            and fmean(_differences(theirs, own)) > 0
            and paired_p(theirs, own, overlap) * (len(scores) - 1) * looked < LEVEL
        ]
        found[key] = Comparison(
            n=n,
            mean=fmean(own),
            sd=stdev(own),
            difference=mean,
            interval=(mean - half, mean + half),
            p=min(1.0, factors[key] * raw[key]),
            effect=mean / noise if noise else None,
            error=half_width(own, overlap, LEVEL),
            noise=noise,
            pairing=math.hypot(stdev(own), stdev(paired_with)) / noise if noise else None,
            seeds_needed=seeds_needed(mean, noise, overlap, next_level),
            rank=1 + len(better),
        )
    return found


def paired_p(one: Sequence[float], other: Sequence[float], overlap: float) -> float:
    """Return the two-sided p-value of the mean difference of pairs.

    It is 1 if all differences are equal: few seeds with few samples say nothing of the spread then.
    """
    differences = _differences(one, other)
    if not spread(differences, one, other):
        return 1.0
    from scipy import stats

    error = standard_error(differences, overlap)
    return float(2 * stats.t.sf(abs(fmean(differences)) / error, len(differences) - 1))


def standard_error(differences: Sequence[float], overlap: float) -> float:
    """Return the standard error of a mean over splits that share training samples."""
    return stdev(differences) * math.sqrt(1 / len(differences) + overlap)


def half_width(values: Sequence[float], overlap: float, level: float) -> float:
    """Return half the width of the interval of a mean that misses it with probability ``level``."""
    from scipy.special import stdtrit

    quantile = float(stdtrit(len(values) - 1, 1 - level / 2))
    return quantile * standard_error(values, overlap)


def seeds_needed(difference: float, noise: float, overlap: float, level: float) -> int | None:
    """Return with how many seeds a difference of this size would be found, as a rule.

    Parameters
    ----------
    difference : float
        True mean of the paired differences.
    noise : float
        Their standard deviation.
    overlap, level
        As for :func:`compare`, and the level of the test.

    Returns
    -------
    int or None
        The power of the t-test is 80 %, two-sided, with so many seeds; None if 1,000 are too few.

    Examples
    --------
    >>> seeds_needed(0.01, 0.01, overlap=0.0, level=0.05)
    10
    """
    import numpy as np
    from scipy import stats

    if not difference or not noise:
        return None
    numbers = np.arange(2, _MOST_SEEDS + 1)
    quantiles = stats.t.isf(level / 2, numbers - 1)
    shift = abs(difference) / noise / np.sqrt(1 / numbers + overlap)
    enough = stats.nct.sf(quantiles, numbers - 1, shift) >= _POWER
    return int(numbers[enough.argmax()]) if enough.any() else None


def _differences(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [mine - theirs for mine, theirs in zip(one, other, strict=False)]


def spread(differences: Sequence[float], *scores: Sequence[float]) -> float:
    """Return the standard deviation of differences of scores, and 0 where it is rounding error."""
    found = stdev(differences)
    largest = max((abs(each) for own in scores for each in own), default=0.0)
    return found if found > _ROUNDING * largest else 0.0


def _holm(p_values: Mapping[Any, float]) -> dict[Any, float]:
    """Return the factor that Holm's procedure multiplies each p-value with."""
    keys = sorted(p_values, key=lambda key: p_values[key])
    steps = range(len(keys), 0, -1)
    products = [step * p_values[key] for step, key in zip(steps, keys, strict=True)]
    corrected = accumulate(products, max)
    return {
        key: product / p_values[key] if p_values[key] else step
        for key, product, step in zip(keys, corrected, steps, strict=True)
    }
