"""How far a study looks ahead: what each of its trials may know of those before it."""

# Trials that are waited for at the head of a study: before the baseline has come to its end nothing
# tells which trainings are worth no more of their time, and all that are under way go on to theirs.
_PIONEERS = 1


def known_results(number: int, lookahead: int) -> int:
    """Count the results that a trial may know, and waits for: those of so many first trials.

    Parameters
    ----------
    number : int
        Of the trial.
    lookahead : int
        How many trials may be under way at once.

    Examples
    --------
    >>> [known_results(number, lookahead=4) for number in range(8)]
    [0, 0, 1, 1, 1, 2, 3, 4]
    """
    return max(0, number - lookahead + 1, min(number - 1, _PIONEERS))
