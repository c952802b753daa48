"""Look-ahead: how many trials may run at the same time, and which results each trial knows."""

# Only trial 1 starts before the baseline, trial 0, is done. Without the baseline's result a pruner
# has nothing to compare the others with.
_BESIDE_BASELINE = 1


def known_results(number: int, lookahead: int) -> int:
    """Return how many results a trial knows: those of the first so many trials of the study.

    The trial is proposed only when these results are known, and it never sees others.

    Parameters
    ----------
    number : int
        Number of the trial.
    lookahead : int
        How many trials may run at the same time.

    Examples
    --------
    >>> [known_results(number, lookahead=4) for number in range(8)]
    [0, 0, 1, 1, 1, 2, 3, 4]
    """
    return max(0, number - lookahead + 1, min(number - 1, _BESIDE_BASELINE))
