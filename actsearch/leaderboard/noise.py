"""The noise of scores, as a study itself has measured it: how far apart two must be to count."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Self

from actsearch.comparison import LEVEL, half_width
from actsearch.confirmation.confirmation import Confirmation
from actsearch.recommendation import OVERLAP
from actsearch.trials import Outcome, TrialRecord
from actsearch.wording import amount_in_words


@dataclass(frozen=True, kw_only=True, slots=True)
class Noise:
    """How far chance moves scores apart.

    Parameters
    ----------
    margin : float
        Two scores that differ by less are not told apart: 95 % of a paired difference.
    source : str
        Where that is known from, in words.
    error : float or None
        Standard deviation of the score of one training on one split, over the fresh seeds; None
        if that was not measured.
    """

    margin: float
    source: str
    error: float | None = None

    @classmethod
    def of(
        cls,
        trials: Sequence[TrialRecord],
        n_validation: int | None,
        confirmation: Confirmation | None,
    ) -> Self | None:
        """Find the noise of a study's scores; None if nothing is known of it.

        With several splits it is the root mean square over the complete trials of the half-width
        of their paired difference to the best one. With one split it is measured by the fresh
        seeds of a confirmation; without one it is the most that the sampling of an accuracy can
        give, and what seeds do is not known.
        """
        complete = [
            trial
            for trial in trials
            if trial.outcome == Outcome.COMPLETE and trial.evaluation is not None
        ]
        best = max(complete, key=lambda trial: trial.merit, default=None)
        if best is None or best.evaluation is None:
            return None
        n_splits = best.evaluation.n_splits
        if n_splits > 1:
            margin = _between_splits(best, complete)
            return None if margin is None else cls(margin=margin, source=f"{n_splits} splits")
        if confirmation is not None and (found := _on_fresh_seeds(confirmation)):
            margin, error = found
            source = f"one training each; measured on {confirmation.seeds} fresh seeds"
            return cls(margin=margin, source=source, error=error)
        if best.evaluation.metric != "accuracy" or not n_validation:
            return None
        wrong = 1 - best.evaluation.score
        source = f"one training each on {n_validation:,} validation samples, at most"
        # Where nothing is wrong: Hanley and Lippman-Hand's rule of three, JAMA 249, 1983.
        margin = _normal() * math.sqrt(2 * wrong / n_validation) if wrong else 3 / n_validation
        return cls(margin=min(1.0, margin), source=source)

    def sentence(self, metric: str) -> str:
        """Say which rows share a rank.

        Examples
        --------
        >>> Noise(margin=0.0034, source="10 splits").sentence("accuracy")
        'scores that differ by less than 0.34 points share a rank (10 splits)'
        """
        less = amount_in_words(metric, self.margin)
        return f"scores that differ by less than {less} share a rank ({self.source})"


def _between_splits(best: TrialRecord, complete: Sequence[TrialRecord]) -> float | None:
    halves = [
        half_width(differences, OVERLAP, LEVEL)
        for trial in complete
        if trial is not best and len(differences := _differences(trial, best)) > 1
    ]
    return math.sqrt(fmean(half**2 for half in halves)) if halves else None


def _differences(one: TrialRecord, other: TrialRecord) -> list[float]:
    if one.evaluation is None or other.evaluation is None:
        return []
    pairs = zip(one.evaluation.split_scores, other.evaluation.split_scores, strict=False)
    return [mine - theirs for mine, theirs in pairs]


def _on_fresh_seeds(confirmation: Confirmation) -> tuple[float, float] | None:
    found = [each.comparison for each in confirmation.finalists]
    if not any(each.noise for each in found):
        return None
    from scipy.special import stdtrit

    # The variances of several finalists count by their degrees of freedom.
    freedom = sum(each.n - 1 for each in found)
    variance = sum((each.n - 1) * each.noise**2 for each in found) / freedom
    alone = [confirmation.baseline_sd, *(each.sd for each in found)]
    margin = float(stdtrit(freedom, 1 - LEVEL / 2)) * math.sqrt(variance)
    return margin, math.sqrt(fmean(sd**2 for sd in alone))


def _normal() -> float:
    return NormalDist().inv_cdf(1 - LEVEL / 2)
