"""Shared ranks: who cannot be told apart has the same one."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from actsearch.leaderboard.rows import Row
from actsearch.metrics import turned


def share_ranks(
    rows: Sequence[Row],
    margin: float,
    beats: Callable[[int, int], bool | None] = lambda *_: None,
) -> list[Row]:
    """Give each complete trial a rank: one more than the number of those that are really better.

    Parameters
    ----------
    rows : sequence of Row
        Rows that are ranked by merit, see :func:`actsearch.leaderboard.rank`.
    margin : float
        Scores that are no further apart are not told apart.
    beats : callable
        Takes the numbers of two trials; tells whether the first one beats the second one on fresh
        seeds, or returns None if that is not known. What it says counts more than the scores.

    Returns
    -------
    list of Row
        Rows by rank, and by merit within a rank.

    Examples
    --------
    >>> from actsearch.leaderboard import rank
    >>> rows = rank(
    ...     Row(study="digits", trial=number, state="complete", score=score)
    ...     for number, score in enumerate((0.95, 0.97, 0.96))
    ... )
    >>> [(row.rank, row.trial) for row in share_ranks(rows, margin=0.015)]
    [(1, 1), (1, 2), (2, 0)]
    """
    placed = [row for row in rows if row.rank is not None and row.score is not None]
    known = [row for row in placed if beats(row.trial, row.trial) is not None]
    falling = [_fallen(row) for row in placed]
    shared = []
    for row, score in zip(placed, falling, strict=True):
        better = bisect_left(falling, score - margin)
        if row in known:
            # What fresh seeds say of these replaces what their scores say.
            for other in known:
                ahead = _fallen(other) < score - margin
                better += bool(beats(other.trial, row.trial)) - ahead
        shared.append(replace(row, rank=1 + better))
    shared.sort(key=lambda row: row.rank or 0)
    return [*shared, *(row for row in rows if row.rank is None)]


def _fallen(row: Row) -> float:
    """Return a number of which less is better."""
    return -turned(row.metric, row.score or 0.0)
