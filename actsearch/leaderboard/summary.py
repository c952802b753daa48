"""The lines below the table: how many trials there are, and how exact their accuracies are."""

import math
from collections import Counter
from collections.abc import Iterable

from actsearch.leaderboard.rows import Row, rank
from actsearch.recommendation import Recommendation
from actsearch.trials import Outcome


def footer(
    rows: Iterable[Row],
    n_validation: int | None = None,
    *,
    about_others: str = "",
    recommendation: Recommendation | None = None,
) -> str:
    """Write the lines below a table.

    Parameters
    ----------
    rows : iterable of Row
        All trials, shown or not.
    n_validation : int, optional
        Number of samples that the validation accuracy was measured on. Without it, or with several
        splits, there is no line about its error.
    about_others : str
        Text to add if some trials are not complete, such as how to see them.
    recommendation : Recommendation, optional
        What the study recommends.

    Returns
    -------
    str
        A few lines.

    Examples
    --------
    >>> rows = [
    ...     Row(study="digits", trial=0, state="complete", val_accuracy=0.976),
    ...     Row(study="digits", trial=1, state="failed"),
    ... ]
    >>> print(footer(rows))
    2 trials: 1 complete, 1 failed
    """
    rows = list(rows)
    accuracies = [
        row.val_accuracy for row in rows if row.state == "complete" and row.val_accuracy is not None
    ]
    others = about_others and any(row.state != Outcome.COMPLETE for row in rows)
    lines = [counts(rows) + (f" ({about_others})" if others else "")]
    if any(row.costs for row in rows):
        lines.append(on_front(rank(rows)))
    if recommendation is not None:
        lines += recommendation.lines()
    several = any(row.val_accuracy_error is not None for row in rows)
    if n_validation is not None and accuracies and not several:
        lines.append(sampling_error(max(accuracies), n_validation))
    return "\n".join(lines)


def counts(rows: Iterable[Row]) -> str:
    """Say how many trials there are in each state.

    Examples
    --------
    >>> counts([Row(study="digits", trial=0, state="complete")])
    '1 trial: 1 complete'
    """
    found = Counter(row.state for row in rows)
    total = found.total()
    if total == 0:
        return "no trials"
    parts = [f"{found[state]:,} {state}" for state in Outcome if found[state]]
    return f"{total:,} {'trial' if total == 1 else 'trials'}: {', '.join(parts)}"


def on_front(rows: Iterable[Row]) -> str:
    """Say how many trials no other beats in all objectives, and which objectives these are.

    Examples
    --------
    >>> on_front([Row(study="digits", trial=0, state="complete", front=1, costs={"epochs": 9})])
    '1 trial is on the front (*): no other is as good in score and epochs, and better in one'
    """
    rows = list(rows)
    names = ["score", *dict.fromkeys(name for row in rows for name in row.costs)]
    count = sum(row.front == 1 for row in rows)
    subject = "1 trial is" if count == 1 else f"{count:,} trials are"
    which = f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{subject} on the front (*): no other is as good in {which}, and better in one"


def sampling_error(accuracy: float, n_validation: int) -> str:
    """Say how exact an accuracy is that was measured on a limited number of samples.

    The standard error is sqrt(p (1 - p) / n). For a perfect score that is 0, which says nothing;
    there the rule of three gives 3/n as the upper bound of the error rate.

    Parameters
    ----------
    accuracy : float
        Accuracy of the best trial, between 0 and 1.
    n_validation : int
        Number of samples that it was measured on.

    Returns
    -------
    str
        One line of text.

    References
    ----------
    Hanley and Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249, 1983.

    Examples
    --------
    >>> print(sampling_error(0.976, 10_000))  # doctest: +NORMALIZE_WHITESPACE
    ± 0.15 points: standard error of an accuracy of 97.6 % measured on 10,000 validation samples;
    closer rows are not told apart.
    """
    samples = f"{n_validation:,} validation samples"
    if accuracy == 1.0:
        return (
            f"All {samples} are right: that leaves room for an error rate of up to "
            f"{300 / n_validation:.2g} % (rule of three, 95 %)."
        )
    error = 100 * math.sqrt(accuracy * (1 - accuracy) / n_validation)
    return (
        f"± {error:.2f} points: standard error of an accuracy of {100 * accuracy:.1f} % measured "
        f"on {samples}; closer rows are not told apart."
    )
