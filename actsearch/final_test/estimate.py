"""What several trainings and a finite number of test samples say: estimates with intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

import numpy as np

from actsearch.comparison import LEVEL

OF_ALL = "95 % intervals for other seeds and other test samples."
OF_ACCURACY = (
    "Of an accuracy: Clopper-Pearson with the effective number of samples (Korn and Graubard)."
)
BY_T = (
    "t, with the variances of both added and degrees of freedom by Satterthwaite; differences are "
    "paired by seed and by sample; samples by a jackknife that deletes groups."
)

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over trainings on one test part, and how far chance may have moved it.

    Parameters
    ----------
    mean : float
        Mean over the trainings.
    seed_error : float
        Standard error of the mean by the seeds of the trainings.
    sample_error : float
        Standard error of the mean by the choice of the test samples.
    interval : tuple of float
        95 % interval, for both together. Infinite if nothing varied, so that nothing is known of
        the chance.
    """

    mean: float
    seed_error: float
    sample_error: float
    interval: tuple[float, float]

    @property
    def chance(self) -> float:
        """Half the width of the interval."""
        return (self.interval[1] - self.interval[0]) / 2


def of_score(scores: Sequence[float], left_out: Sequence[Sequence[float]]) -> Estimate:
    """Estimate a score, or a difference of two.

    Both sources of chance are crossed: each training meets each sample. So their variances add up,
    and what they share is counted twice, which is on the safe side.

    Parameters
    ----------
    scores : sequence of float
        Score of each training, two or more.
    left_out : sequence of sequences of float
        For each training, its score without the first group of test samples, and so on.

    References
    ----------
    Owen, "The pigeonhole bootstrap", Annals of Applied Statistics 1, 2007. Satterthwaite, "An
    approximate distribution of estimates of variance components", Biometrics Bulletin 2, 1946.

    Examples
    --------
    >>> found = of_score([0.90, 0.92], [[0.89, 0.91], [0.92, 0.92]])
    >>> round(found.mean, 3), round(found.seed_error, 3), round(found.sample_error, 3)
    (0.91, 0.01, 0.005)
    """
    mean, seed_error = fmean(scores), stdev(scores) / math.sqrt(len(scores))
    without = np.mean(left_out, axis=0)
    groups = len(without)
    # The jackknife's variance: the groups leave out little, so that their spread is blown up.
    sample_error = math.sqrt((groups - 1) / groups * float(((without - without.mean()) ** 2).sum()))
    error = math.hypot(seed_error, sample_error)
    half = math.inf
    if error > _ROUNDING:
        freedom = _freedom((seed_error, len(scores) - 1), (sample_error, groups - 1))
        half = _quantile(freedom) * error
    return Estimate(
        mean=mean,
        seed_error=seed_error,
        sample_error=sample_error,
        interval=(mean - half, mean + half),
    )


def of_accuracy(accuracies: Sequence[float], n_samples: int) -> Estimate:
    """Estimate an accuracy, also near 100 %, where nothing may have varied.

    The trainings and the samples together are worth as much as a smaller number of samples that one
    training meets by chance; for so many, the interval is the exact one of a proportion.

    Parameters
    ----------
    accuracies : sequence of float
        Test accuracy of each training, two or more.
    n_samples : int
        Number of test samples.

    References
    ----------
    Korn and Graubard, "Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data", Survey Methodology 24, 1998. Clopper and Pearson, "The use
    of confidence or fiducial limits", Biometrika 26, 1934.

    Examples
    --------
    >>> [round(end, 3) for end in of_accuracy([1.0, 1.0], 30).interval]
    [0.884, 1.0]
    """
    from scipy.special import betaincinv

    mean, seed_error = fmean(accuracies), stdev(accuracies) / math.sqrt(len(accuracies))
    variance = mean * (1 - mean)
    sample_error = math.sqrt(variance / n_samples)
    effective = float(n_samples)
    if variance > 0:
        freedom = _freedom((seed_error, len(accuracies) - 1), (sample_error, n_samples - 1))
        effective = variance / (seed_error**2 + sample_error**2)
        effective *= (_quantile(n_samples - 1) / _quantile(freedom)) ** 2
    right, wrong = effective * mean, effective * (1 - mean)
    low = float(betaincinv(right, wrong + 1, LEVEL / 2)) if right else 0.0
    high = float(betaincinv(right + 1, wrong, 1 - LEVEL / 2)) if wrong else 1.0
    return Estimate(
        mean=mean, seed_error=seed_error, sample_error=sample_error, interval=(low, high)
    )


def _freedom(*parts: tuple[float, int]) -> float:
    """Return Satterthwaite's degrees of freedom of a sum of variances, given by their roots."""
    total = sum(error**2 for error, _ in parts)
    return float(total**2 / sum(error**4 / max(1, degrees) for error, degrees in parts))


def _quantile(freedom: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 1 - LEVEL / 2))
