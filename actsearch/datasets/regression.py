"""Check the targets of a regression: finite numbers that are not all the same."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actsearch.datasets import checks
from actsearch.datasets.scaling import Features
from actsearch.errors import DataError, shown

# Of 12 samples two go to validation on a single split, as many as R2 needs; 3 more are sealed.
FEWEST = 12
# Sums of the squares of larger targets are no numbers of float64.
_GREATEST = 1e140


def check_targets(name: str, y: ArrayLike) -> NDArray[np.float64]:
    """Return targets as float64, shape (n,).

    Raises
    ------
    DataError
        If one is no finite number.
    """
    given = np.asarray(y)
    try:
        if given.dtype.kind not in "buifUS":
            raise ValueError
        targets = given.astype(np.float64)
    except ValueError:
        odd = next((each for each in given.ravel().tolist() if not _is_number(each)), given.dtype)
        raise DataError(
            f"{name}: expected a number as the target of each sample, got {shown(odd)}: leave the "
            "task regression out if the targets are classes, or mend them",
            parameter="task",
        ) from None
    bad = np.flatnonzero(~np.isfinite(targets))
    if len(bad):
        raise DataError(
            f"{name}: expected finite targets, got {targets.ravel()[bad[0]]} in row {bad[0]} "
            "(counted from 0): fill in or remove such samples"
        )
    large = np.flatnonzero(np.abs(targets) > _GREATEST)
    if len(large):
        raise DataError(
            f"{name}: expected targets up to {_GREATEST:g} in size, got "
            f"{targets.ravel()[large[0]]:g} in row {large[0]} (counted from 0): choose another unit"
        )
    return targets


def check_samples(
    name: str, X: ArrayLike, y: ArrayLike, dtype: Any = None
) -> tuple[Features, NDArray[np.float64]]:
    """Return the features and the targets of a regression, checked."""
    targets = check_targets(name, y)
    # The features are checked with other labels in the place of the targets.
    features, _ = checks.check_samples(name, X, np.zeros(targets.shape, np.int64), dtype)
    return features, targets


def check_parts(name: str, y: NDArray[np.float64], sealed: NDArray[np.float64]) -> None:
    """Refuse too few samples, and targets from which nothing can be learned."""
    if len(y) < FEWEST or len(sealed) < 2:
        raise DataError(
            f"{name}: expected at least {FEWEST} samples to train and validate on and 2 to test "
            f"on, got {len(y)} and {len(sealed)}: add samples"
        )
    for part, targets in (("", y), (" in the test part", sealed)):
        if np.equal(targets, targets[0]).all():
            raise DataError(
                f"{name}: expected targets that differ, got only {targets[0]:g}{part}: check that "
                "they are the right ones"
            )


def _is_number(value: object) -> bool:
    try:
        float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return True
