"""What is said of the front, where a study weighs costs against its metric."""

from collections.abc import Iterable

from actsearch.leaderboard.rows import Row
from actsearch.wording import in_words


def sentences(rows: Iterable[Row], recommended: int | None = None) -> list[str]:
    """Say how many trials are on the front, and which is cheap and as good as the recommended one.

    Parameters
    ----------
    rows : iterable of Row
        All trials, ranked; those that cannot be told apart share a rank.
    recommended : int, optional
        Number of the recommended trial.

    Returns
    -------
    list of str
        Nothing if the study has one objective.

    Examples
    --------
    >>> rows = [
    ...     Row(study="digits", trial=trial, state="complete", rank=1, front=1, candidate="relu",
    ...         costs={"n_weights": cost})
    ...     for trial, cost in enumerate((2410.0, 650.0))
    ... ]
    >>> for sentence in sentences(rows, recommended=0):
    ...     print(sentence)
    2 trials are on the front (*): no other is as good in score and n_weights, and better in one
    cheapest of the same rank: relu (trial 1), n_weights 650 instead of 2,410
    """
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row.costs))
    if not names:
        return []
    count = sum(row.front == 1 for row in rows)
    subject = "1 trial is" if count == 1 else f"{count:,} trials are"
    which = f"{', '.join(['score', *names[:-1]])} and {names[-1]}"
    said = [f"{subject} on the front (*): no other is as good in {which}, and better in one"]
    best = next((row for row in rows if row.trial == recommended), None)
    if best is not None:
        alike = [row for row in rows if row.front == 1 and row.rank == best.rank]
        cheapest = min(alike, key=lambda row: tuple(row.costs.values()), default=best)
        if cheapest.trial != best.trial:
            said.append(f"cheapest of the same rank: {_saving(cheapest, best)}")
    return said


def _saving(cheap: Row, best: Row) -> str:
    costs = [
        f"{name} {_number(cost)} instead of {_number(best.costs[name])}"
        for name, cost in cheap.costs.items()
    ]
    return f"{in_words(cheap.candidate)} (trial {cheap.trial}), {', '.join(costs)}"


def _number(cost: float) -> str:
    return f"{cost:,.0f}" if cost.is_integer() else f"{cost:.4g}"
