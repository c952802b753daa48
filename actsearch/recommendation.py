"""What a study recommends: the candidate with the best score, and how sure that is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Self

from actsearch.comparison import standard_error
from actsearch.metrics import DEFAULT, task_of, turned
from actsearch.runs import Evaluation
from actsearch.trials import BASELINE, Outcome, TrialRecord
from actsearch.wording import described, difference_in_words, in_words

# Splits of a 5-fold split: validation samples for each training sample.
OVERLAP = 1 / 4
# A loss that falls by more than this in the last fifth of a training has not settled.
_SETTLED = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Recommendation:
    """The complete trial with the greatest merit, compared with the baseline.

    Parameters
    ----------
    trial : TrialRecord
        Recommended trial.
    baseline : TrialRecord or None
        The best trial with the activations of the default candidate, whose sizes and settings may
        be searched; None if the default candidate has no result, or is no trial, as in a grid.
    gain : float or None
        Score minus the baseline's score, on the same splits and seeds.
    error : float or None
        Standard error of the gain. With several splits it is that of the paired differences,
        corrected because splits share training samples (Nadeau and Bengio). With one split it is
        the greatest that it can be, for an accuracy; None for another metric.
    constant : float or None
        Score of a model that predicts the same for all samples: the share of each class as its
        probability, or the mean.
    n_complete : int
        Number of complete trials, of which this one is the best.
    n_validation : int or None
        Number of validation samples of a split.

    References
    ----------
    Nadeau and Bengio, "Inference for the generalization error", Machine Learning 52, 2003.
    """

    trial: TrialRecord
    baseline: TrialRecord | None
    gain: float | None
    error: float | None
    constant: float | None
    n_complete: int
    n_validation: int | None

    @classmethod
    def of(
        cls,
        trials: Sequence[TrialRecord],
        *,
        n_validation: int | None = None,
        constant: float | None = None,
    ) -> Self | None:
        """Make the recommendation of a study; None if no trial is complete.

        Parameters
        ----------
        trials : sequence of TrialRecord
            Trials of the study, in any order.
        n_validation : int, optional
            Number of validation samples of a split.
        constant : float, optional
            See :class:`Recommendation`.

        Examples
        --------
        >>> trials = [
        ...     TrialRecord(number=number, outcome=Outcome.COMPLETE, score=score)
        ...     for number, score in enumerate((0.90, 0.95))
        ... ]
        >>> Recommendation.of(trials).trial.number
        1
        """
        complete = [trial for trial in trials if trial.outcome == Outcome.COMPLETE]
        if not complete:
            return None
        best = max(complete, key=lambda trial: trial.merit)
        first = next((trial for trial in complete if trial.strategy == BASELINE), None)
        gain = error = None
        if first is not None and first.description is not None:
            first = max(
                (each for each in complete if _candidate(each) == _candidate(first)),
                key=lambda trial: trial.merit,
            )
        if first is not None and first.evaluation and best.evaluation:
            gain = best.evaluation.score - first.evaluation.score
            error = _error(best.evaluation, first.evaluation, n_validation)
        return cls(
            trial=best,
            baseline=first,
            gain=gain,
            error=error,
            constant=constant,
            n_complete=len(complete),
            n_validation=n_validation,
        )

    @property
    def beats_baseline(self) -> bool:
        """Whether the gain is more than the luck of the best of so many trials explains."""
        if self.gain is None or self.error is None:
            return False
        return self.gain > self._luck(self.error)

    @property
    def beats_constant(self) -> bool:
        """Whether the score is above that of a constant classifier by more than such luck.

        Where that is not known, whether it is above it at all.
        """
        evaluation = self.trial.evaluation
        if self.constant is None or evaluation is None:
            return True
        return evaluation.score - self._luck(self._error_of_score() or 0.0) > self.constant

    def _luck(self, error: float) -> float:
        """Return how far the best trial is ahead by luck in one study of twenty, at most."""
        runs = self.trial.evaluation.runs if self.trial.evaluation is not None else ()
        quantile = 1 - 0.05 / self.n_complete
        if len(runs) <= 1:
            # One training each has the errors of proportions, whose distribution is the normal one.
            return NormalDist().inv_cdf(quantile) * error
        # A leaderboard should not wait for SciPy where one split needs none of it.
        from scipy.special import stdtrit

        return float(stdtrit(len(runs) - 1, quantile)) * error

    @property
    def metric(self) -> str:
        """Metric of the scores."""
        return DEFAULT if self.trial.evaluation is None else self.trial.evaluation.metric

    def lines(self, *, confirmed: bool = False) -> list[str]:
        """Say it in words, a sentence a line.

        Parameters
        ----------
        confirmed : bool
            Whether fresh seeds tell more of this trial: then its gain in the search is left out.

        Examples
        --------
        >>> trial = TrialRecord(number=3, outcome=Outcome.COMPLETE, score=0.9)
        >>> Recommendation.of([trial]).lines()
        ['recommended: trial 3']
        """
        evaluation = self.trial.evaluation
        name = f"trial {self.trial.number}"
        if self.trial.description is not None:
            name = f"{_named(self.trial)} ({name})"
        if evaluation is None:
            return [f"recommended: {name}"]
        lines = [] if confirmed else [f"recommended: {name}{self._compared()}"]
        if self.constant is not None:
            model = "regressor" if task_of(self.metric) == "regression" else "classifier"
            constant = described(self.metric, self.constant)
            always = f"a {model} that ignores the samples has {constant}"
            lines.append(always + self._doubt())
        return lines + [
            f"the training of trial {self.trial.number} {each}" for each in _length(evaluation)
        ]

    def _doubt(self) -> str:
        """Say if the score may be no better than that of a constant classifier, or regressor."""
        if not self.beats_constant:
            return ": nothing here is clearly better"
        if self._error_of_score() is None:
            return "; how much of the difference is chance is not known"
        return ""

    def _error_of_score(self) -> float | None:
        """Return the standard error of the recommended trial's score, if it is known."""
        evaluation = self.trial.evaluation
        if evaluation is None:
            return None
        if evaluation.standard_error is not None:
            return standard_error(evaluation.split_scores, OVERLAP)
        if evaluation.metric != "accuracy" or not self.n_validation:
            return None
        # Where all is right, one more sample could be wrong.
        right = min(evaluation.score, 1 - 1 / (self.n_validation + 1))
        return math.sqrt(right * (1 - right) / self.n_validation)

    def _compared(self) -> str:
        if self.baseline is None or self.gain is None or self.trial.evaluation is None:
            return ""
        if self.baseline.number == self.trial.number:
            if self.n_complete == 1:
                return ", the baseline: no other trial was trained to its end, so add trials"
            return ", the baseline: nothing is better here"
        evaluation, over = self.trial.evaluation, _named(self.baseline)
        if self.baseline.strategy != BASELINE:
            over = f"{over} (trial {self.baseline.number})"
        if self.error is None:
            gained = difference_in_words(evaluation.metric, self.gain)
            return f", {gained} over {over}; how much of that is chance is not known"
        sure = self.beats_baseline
        if evaluation.n_splits > 1:
            doubt = "" if sure else f": within the noise, {over} may be as good"
            gained = difference_in_words(evaluation.metric, self.gain, self.error)
            return f", {gained} over {over} on the same {evaluation.n_splits} splits{doubt}"
        # Only of an accuracy the error is known with one split.
        gained, most = difference_in_words(evaluation.metric, self.gain), f"{100 * self.error:.2f}"
        doubt = "" if sure else "; it may be chance"
        return f", {gained} over {over} in one training each, ± {most} at most{doubt}"


def _error(best: Evaluation, first: Evaluation, n_validation: int | None) -> float | None:
    if best.n_splits > 1 and len(best.runs) == len(first.runs):
        pairs = zip(best.split_scores, first.split_scores, strict=True)
        differences = [mine - theirs for mine, theirs in pairs]
        return standard_error(differences, OVERLAP)
    if best.metric != "accuracy" or n_validation is None:
        return None
    # Of n samples each at most all wrong ones are judged differently by the two networks.
    wrong = (1 - best.score) + (1 - first.score)
    return math.sqrt(wrong / n_validation)


def _length(evaluation: Evaluation) -> "Sequence[str]":
    """Say whether a candidate's trainings were too short, or longer than needed."""
    curves = [run.val_losses for run in evaluation.runs]
    values = [run.scores[evaluation.metric] for run in evaluation.runs]
    loss = [fmean(each) for each in zip(*curves, strict=False)]
    score = [turned(evaluation.metric, fmean(each)) for each in zip(*values, strict=False)]
    count = len(loss)
    if count < 5:
        return ()
    late, half = loss[math.ceil(0.8 * count) - 1], math.ceil(count / 2)
    # A score of 1 is the best there is, though the loss may still fall.
    if loss[-1] < (1 - _SETTLED) * late and score[-1] < 1:
        return ["was still improving at its end: try more --steps, or --epochs"]
    if min(loss[:half]) <= loss[-1] and max(score[:half]) >= score[-1]:
        return ["had stopped improving by half: fewer --steps, or --epochs, would do"]
    return ()


def _candidate(trial: TrialRecord) -> str | None:
    return None if trial.description is None else trial.description.candidate


def _named(trial: TrialRecord) -> str:
    """Name a trial's candidate, with four digits of each parameter."""
    return "the baseline" if trial.description is None else in_words(trial.description.candidate)
