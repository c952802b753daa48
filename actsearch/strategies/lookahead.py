"""Look-ahead: how many trials may run at the same time, and so what each knows of the others."""

# Only trial 1 starts before the baseline, trial 0, is done. Without the baseline's result a pruner
# has nothing to compare the others with.
_PIONEERS = 1


def known_results(number: int, lookahead: int) -> int:
    """Count the trials whose results a trial knows: so many, from the first trial on.

    The trial is not proposed before these results are there, and never sees a later one.

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
    return max(0, number - lookahead + 1, min(number - 1, _PIONEERS))
