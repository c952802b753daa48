"""The leaderboard as a Python object: ranked rows that print as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Self

from actsearch.leaderboard.columns import default_columns
from actsearch.leaderboard.rows import Row, rank, row
from actsearch.leaderboard.summary import footer
from actsearch.leaderboard.table import as_table
from actsearch.recommendation import Recommendation
from actsearch.trials import Outcome, TrialRecord


@dataclass(frozen=True)
class Leaderboard:
    """The trials of a study, best first; ``str`` and ``print`` show the complete trials only.

    Parameters
    ----------
    rows : tuple of Row
        All trials, ranked.
    n_validation : int or None
        Number of samples that each validation accuracy was measured on.
    recommendation : Recommendation or None
        What the study recommends; None if no trial is complete.

    Examples
    --------
    >>> from actsearch.trials import Outcome
    >>> trials = [TrialRecord(number=number, outcome=Outcome.COMPLETE, score=score)
    ...           for number, score in enumerate((0.95, 0.97))]
    >>> [row.trial for row in Leaderboard.of("digits", trials)]
    [1, 0]
    """

    rows: tuple[Row, ...]
    n_validation: int | None = None
    recommendation: Recommendation | None = None

    @classmethod
    def of(
        cls,
        study: str,
        trials: Sequence[TrialRecord],
        n_validation: int | None = None,
        constant: float | None = None,
    ) -> Self:
        """Make the leaderboard of a study from its trials.

        Parameters
        ----------
        study : str
            Name of the study.
        trials : sequence of TrialRecord
            Its trials.
        n_validation : int, optional
            Number of samples that each validation accuracy was measured on.
        constant : float, optional
            Score of a classifier that ignores the samples.
        """
        found = Recommendation.of(trials, n_validation=n_validation, constant=constant)
        return cls(tuple(rank(row(study, trial) for trial in trials)), n_validation, found)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        from rich.console import Console

        complete = [row for row in self.rows if row.state == Outcome.COMPLETE]
        console = Console(file=StringIO(), width=1000)
        with console.capture() as capture:
            below = footer(self.rows, self.n_validation, recommendation=self.recommendation)
            table = as_table(complete, default_columns(complete), footer=below)
            console.print(table, soft_wrap=True)
        return capture.get().rstrip("\n")
