"""The leaderboard: ranked rows, and what is said of them; it prints as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any, Self

from actsearch.comparison import LEVEL, Comparison, paired_p
from actsearch.confirmation.confirmation import Confirmation
from actsearch.leaderboard.facts import finite
from actsearch.leaderboard.noise import Noise
from actsearch.leaderboard.rows import Row, rank, row
from actsearch.leaderboard.summary import footer
from actsearch.leaderboard.table import as_table
from actsearch.leaderboard.ties import share_ranks
from actsearch.leaderboard.usual_columns import default_columns, every_column
from actsearch.metrics import turned
from actsearch.recommendation import Recommendation
from actsearch.trials import Outcome, TrialRecord


@dataclass(frozen=True)
class Leaderboard:
    """The trials of a study, best first; ``str`` and ``print`` show the complete trials only.

    Parameters
    ----------
    rows : tuple of Row
        All trials, ranked; those that cannot be told apart share a rank. With several objectives
        those of the front come first.
    recommendation : Recommendation or None
        What the search recommends; None if no trial is complete.
    confirmation : Confirmation or None
        What fresh seeds say of it; None if that is not known.
    noise : Noise or None
        How far apart scores must be to count; None if that is not known.

    Examples
    --------
    >>> from actsearch.trials import Outcome
    >>> trials = [TrialRecord(number=number, outcome=Outcome.COMPLETE, score=score)
    ...           for number, score in enumerate((0.95, 0.97))]
    >>> [row.trial for row in Leaderboard.of("digits", trials)]
    [1, 0]
    """

    rows: tuple[Row, ...]
    recommendation: Recommendation | None = None
    confirmation: Confirmation | None = None
    noise: Noise | None = None

    @classmethod
    def of(
        cls,
        study: str,
        trials: Sequence[TrialRecord],
        n_validation: int | None = None,
        constant: float | None = None,
        confirmation: Confirmation | None = None,
    ) -> Self:
        """Make the leaderboard of a study from its trials.

        Parameters
        ----------
        study : str
            Name of the study.
        trials : sequence of TrialRecord
            Its trials.
        n_validation : int, optional
            Number of validation samples of a split.
        constant : float, optional
            Score of a model that ignores the samples.
        confirmation : Confirmation, optional
            What fresh seeds say of its best trials.
        """
        found = Recommendation.of(trials, n_validation=n_validation, constant=constant)
        noise = Noise.of(trials, n_validation, confirmation)
        rows = rank(row(study, trial, n_validation) for trial in trials)
        if noise is not None and noise.error is not None:
            rows = [_with_error(each, noise.error) for each in rows]
        told = _Told(confirmation)
        rows = [replace(each, **told.fields.get(each.trial, {})) for each in rows]
        margin = 0.0 if noise is None else noise.margin
        rows = share_ranks(rows, margin, told.beats)
        rows.sort(key=lambda row: row.front != 1)  # stable: by rank within and outside the front
        return cls(tuple(rows), found, confirmation, noise)

    def to_pandas(self) -> Any:
        """Return a DataFrame with a row for each trial, best first, and all columns.

        Examples
        --------
        >>> from actsearch.trials import Outcome
        >>> trial = TrialRecord(number=3, outcome=Outcome.COMPLETE, score=0.95)
        >>> Leaderboard.of("digits", [trial]).to_pandas()["trial"].tolist()
        [3]
        """
        import pandas as pd

        columns = every_column(self.rows)
        return pd.DataFrame(
            [{column.name: column.value(each) for column in columns} for each in self.rows],
            columns=[column.name for column in columns],
        )

    @property
    def verdict(self) -> str | None:
        """What to use, and how sure that is; None if nothing is confirmed."""
        return None if self.confirmation is None else self.confirmation.verdict()

    def footer(self, about_others: str = "") -> str:
        """Write the lines below the table; see :func:`actsearch.leaderboard.footer`."""
        return footer(
            self.rows,
            about_others=about_others,
            recommendation=self.recommendation,
            confirmation=self.confirmation,
            noise=self.noise,
        )

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        from rich.console import Console

        complete = [row for row in self.rows if row.state == Outcome.COMPLETE]
        console = Console(file=StringIO(), width=1000)
        with console.capture() as capture:
            if self.verdict is not None:
                console.print(f"{self.verdict}\n", soft_wrap=True, markup=False, highlight=False)
            table = as_table(complete, default_columns(complete), footer=self.footer())
            console.print(table, soft_wrap=True)
        return capture.get().rstrip("\n")


def _with_error(row: Row, error: float) -> Row:
    """Give the score of a single training the noise that was measured."""
    if row.state != Outcome.COMPLETE or row.score is None:
        return row
    is_accuracy = row.metric == "accuracy"
    return replace(row, standard_error=error, val_accuracy_error=error if is_accuracy else None)


class _Told:
    """What a confirmation tells of trials."""

    def __init__(self, confirmation: Confirmation | None) -> None:
        self.fields: dict[int, dict[str, Any]] = {}
        self._comparisons: dict[int, Comparison] = {}
        self._scores: dict[int, tuple[float, ...]] = {}
        self._overlap, self._looks = 0.0, 1
        if confirmation is None:
            return
        self._overlap, self._looks = confirmation.overlap, confirmation.looks
        for each in confirmation.finalists:
            found = each.comparison
            self._comparisons[each.trial] = found
            self._scores[each.trial] = each.scores
            self.fields[each.trial] = {
                "confirmed": turned(confirmation.metric, found.mean),
                "confirmed_error": found.error,
                "fresh_seeds": found.n,
                "gain": found.difference,
                "gain_error": finite(found.interval[1] - found.difference),
                "p": found.p,
            }
        baseline, own = confirmation.baseline_trial, confirmation.baseline_scores
        if baseline is not None:
            self._scores[baseline] = own
            self.fields[baseline] = {
                "confirmed": turned(confirmation.metric, confirmation.baseline_mean),
                "confirmed_error": confirmation.baseline_error,
                "fresh_seeds": len(own),
            }

    def beats(self, one: int, other: int) -> bool | None:
        """Tell whether a trial is better than another one on fresh seeds; None if not known."""
        if one not in self._scores or other not in self._scores:
            return None
        if other not in self._comparisons:  # the baseline: as the verdict has it
            return one != other and self._comparisons[one].is_better
        if one not in self._comparisons:
            return self._comparisons[other].is_worse
        mine, theirs = self._scores[one], self._scores[other]
        common = min(len(mine), len(theirs))
        ahead = sum(mine[:common]) > sum(theirs[:common])
        tests = max(1, len(self._comparisons) - 1) * self._looks
        return ahead and paired_p(mine, theirs, self._overlap) * tests < LEVEL
