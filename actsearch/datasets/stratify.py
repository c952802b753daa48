"""Hold samples out, each class in proportion; the same samples on every machine."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A share that was written as a decimal is taken as that, and not as the nearest float.
_LARGEST_DENOMINATOR = 1_000_000


def stratify(
    y: NDArray[Any], share: float, seed: int, never: Sequence[int] = ()
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Split indices in two, kept and held out, each class in proportion.

    Parameters
    ----------
    y : ndarray, shape (n,)
        Class of each sample, an int; floats are targets of a regression, held out by chance.
    share : float
        Share of the samples to hold out, below 1.
    seed : int
        Seed of the choice, not negative.
    never : sequence of int
        Classes of which no sample is held out.

    Returns
    -------
    kept, held_out : ndarray of int
        Indices of the samples, ascending.

    Examples
    --------
    >>> kept, held_out = stratify(np.array([0, 1] * 5), 0.2, seed=0)
    >>> len(kept), len(held_out)
    (8, 2)
    """
    if never:
        common = np.flatnonzero(~np.isin(y, never))
        held = common[stratify(y[common], share, seed)[1]]
        return np.delete(np.arange(len(y)), held), held
    # Only this generator of NumPy's has the same numbers in all versions. The sealed samples must
    # not depend on NumPy's version.
    random = np.random.RandomState(np.random.MT19937(np.random.SeedSequence(seed)))
    order = random.permutation(len(y))
    # Sorted by class, so that samples at even distances take from each class in proportion.
    classes = y if _are_classes(y) else np.zeros(len(y))
    by_class = order[np.argsort(classes[order], kind="stable")]
    held_out = np.zeros(len(y), np.bool_)
    fraction = Fraction(share).limit_denominator(_LARGEST_DENOMINATOR)
    # In whole numbers, because rounding would move samples: of a fifth every fifth, from the first.
    places = np.arange(len(y)) * fraction.numerator % fraction.denominator
    held_out[by_class[places < fraction.numerator]] = True
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)


def folds(
    y: NDArray[Any], n_folds: int, count: int, seed: int, never: Sequence[int] = ()
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Yield the first splits of a repeated k-fold split, classes in proportion.

    Parameters
    ----------
    y : ndarray, shape (n,)
        As for :func:`stratify`.
    n_folds : int
        In how many parts the samples are split; each is held out once.
    count : int
        Number of splits.
    seed : int
        Seed of the splits, not negative.
    never : sequence of int
        Classes of which no sample is held out.

    Yields
    ------
    kept, held_out : ndarray of int
        Indices of the samples, ascending.

    Examples
    --------
    >>> [len(held_out) for _, held_out in folds(np.linspace(0.0, 1.0, 12), 5, 5, seed=0)]
    [3, 3, 2, 2, 2]
    """
    from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold

    folding = RepeatedStratifiedKFold if _are_classes(y) else RepeatedKFold
    repeated = folding(n_splits=n_folds, n_repeats=math.ceil(count / n_folds), random_state=seed)
    common = np.flatnonzero(~np.isin(y, never))
    for _, chosen in islice(repeated.split(common, y[common]), count):
        held_out = common[chosen]
        yield np.delete(np.arange(len(y)), held_out), held_out


def _are_classes(y: NDArray[Any]) -> bool:
    return y.dtype.kind == "i"
