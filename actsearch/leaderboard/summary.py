"""The lines below the table: how many trials there are, and how much their scores say."""

from collections import Counter
from collections.abc import Iterable

from actsearch.confirmation.confirmation import Confirmation
from actsearch.leaderboard import front
from actsearch.leaderboard.noise import Noise
from actsearch.leaderboard.rows import Row
from actsearch.recommendation import Recommendation
from actsearch.trials import Outcome


def footer(
    rows: Iterable[Row],
    *,
    about_others: str = "",
    recommendation: Recommendation | None = None,
    confirmation: Confirmation | None = None,
    noise: Noise | None = None,
) -> str:
    """Write the lines below a table.

    Parameters
    ----------
    rows : iterable of Row
        All trials, shown or not.
    about_others : str
        Text to add if some trials are not complete, such as how to see them.
    recommendation : Recommendation, optional
        What the search recommends.
    confirmation : Confirmation, optional
        What fresh seeds say; the verdict stands in place of the recommendation if it is of the same
        trial.
    noise : Noise, optional
        How far apart scores must be to count.

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
    others = about_others and any(row.state != Outcome.COMPLETE for row in rows)
    lines = [counts(rows) + (f" ({about_others})" if others else "")]
    lines += front.sentences(rows, None if recommendation is None else recommendation.trial.number)
    if recommendation is not None:
        known = confirmation is not None and confirmation.is_about(recommendation.trial.number)
        lines += recommendation.lines(confirmed=known)
        if not known and recommendation.gain:
            study = rows[0].study if rows else ""
            lines.append(f"not confirmed: actsearch confirm {study} trains it on fresh seeds")
        if noise is not None and recommendation.n_complete > 1:
            lines.append(noise.sentence(recommendation.metric))
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
