"""Rows of the leaderboard, one for each trial, and their ranking by merit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actsearch.leaderboard.facts import causes, finite, parameters
from actsearch.metrics import DEFAULT, turned
from actsearch.pareto import fronts
from actsearch.runs import MEASUREMENTS
from actsearch.trials import Merit, Outcome, TrialRecord

_ERRORS = ("standard_error", "val_accuracy_error", "inference_error")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One trial as the leaderboard shows it; a value that the trial does not have is None.

    Parameters
    ----------
    rank : int or None
        Place among the complete trials, from 1; None for all other trials.
    front : int or None
        With several objectives, the number of the front: 1 if no complete trial is as good in all
        objectives and better in one, 2 if only such trials are, and so on. None for trials that are
        not complete, and with one objective.
    study : str
        Name of the study.
    trial : int
        Number of the trial within the study, from 0.
    strategy : str or None
        Strategy that proposed the trial.
    state : Outcome
        How the trial ended, or that it has not ended.
    activation : str or None
        Name of the activation, or one name per layer, such as ``"relu | tanh"``.
    params : mapping
        Parameters of the activation, and everything else that was searched. If parameters were
        learned it also has ``learned``, and their values are those at the end of the training, mean
        over the layers that share them.
    metric : str
        Name of the study's metric.
    score : float or None
        Value of the study's metric, by which trials are ranked; the accuracy or R2, if nothing else
        was asked for. Of RMSE and MAE less is better. None if training diverged.
    standard_error : float or None
        Standard error of the score; None if there is one split.
    val_accuracy : float or None
        Fraction of the validation samples classified right at the end of the training; None in
        regression.
    val_accuracy_error : float or None
        Standard error of that accuracy; None if there is one split.
    val_loss, train_loss : float or None
        Validation and training loss of the last trained epoch, in nats per sample, or half the
        squared error of standardised targets.
    metrics : mapping
        Values of the other metrics on the validation samples, by name.
    epochs : float or None
        Number of trained epochs, over all splits.
    seconds, seconds_per_epoch : float or None
        Wall time of the whole training, and of one epoch.
    inference_microseconds : float or None
        Time to predict one sample.
    inference_error : float or None
        Standard error of that time, from its spread over the checkpoints.
    samples : int or None
        Number of predictions that the scores were measured with: validation samples, of all splits
        together. Scores are shown with as many digits as these allow.
    operations : int or None
        Multiply-adds to predict one sample; counted, and so the same on every machine.
    n_weights : int or None
        Number of weights, intercepts and learned parameters of the network.
    costs : mapping
        Value of each objective but the score, by name; less is better.
    dead, saturated : float or None
        Greatest share of dead, and of saturated, units that a hidden layer has at the end of the
        training, see :class:`actsearch.nn.causes.Causes`.
    sparsity : float or None
        Share of the units' values that are 0 or nearly so at the end, mean over the hidden layers.
    gradient_ratio, initial_gradient_ratio : float or None
        Norm of the first hidden layer's gradient by that of the last, at the end of the training
        and before its first step.
    diagnosis : str or None
        What is wrong with the network, see :func:`actsearch.diagnosis.diagnosis`.
    candidate : str or None
        Activation with its parameters, such as ``"leaky_relu(slope=0.1)"``.
    formula : str or None
        f(x) with the values of the parameters.
    reason : str or None
        Why the trial diverged or failed.
    generation : int or None
        Generation that the trial belongs to, in a genetic search.
    cached_from : int or None
        Number of the earlier trial with the same candidate, whose result this trial took over.
    confirmed : float or None
        Mean score on fresh seeds, and in ``confirmed_error`` half the width of its 95 % interval;
        None if the trial is neither a finalist of the confirmation nor its baseline.
    fresh_seeds : int or None
        Number of these seeds.
    gain : float or None
        Mean of the paired differences to the baseline on these seeds, positive if the trial is
        better, and in ``gain_error`` half the width of its interval.
    p : float or None
        P-value of the gain, corrected for the number of finalists.

    Examples
    --------
    >>> Row(study="digits", trial=3, state="complete", val_accuracy=0.97).val_accuracy
    0.97
    """

    rank: int | None = None
    front: int | None = None
    study: str
    trial: int
    strategy: str | None = None
    state: Outcome
    activation: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    metric: str = DEFAULT
    score: float | None = None
    standard_error: float | None = None
    val_accuracy: float | None = None
    val_accuracy_error: float | None = None
    val_loss: float | None = None
    train_loss: float | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    epochs: float | None = None
    seconds: float | None = None
    seconds_per_epoch: float | None = None
    inference_microseconds: float | None = None
    inference_error: float | None = None
    samples: int | None = None
    operations: int | None = None
    n_weights: int | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    dead: float | None = None
    saturated: float | None = None
    sparsity: float | None = None
    gradient_ratio: float | None = None
    initial_gradient_ratio: float | None = None
    diagnosis: str | None = None
    candidate: str | None = None
    formula: str | None = None
    reason: str | None = None
    generation: int | None = None
    cached_from: int | None = None
    confirmed: float | None = None
    confirmed_error: float | None = None
    fresh_seeds: int | None = None
    gain: float | None = None
    gain_error: float | None = None
    p: float | None = None

    @property
    def merit(self) -> Merit:
        """Merit of the trial, by which trials are compared: the greater is better."""
        return Merit.of(
            self.state,
            epochs=self.epochs,
            score=None if self.score is None else turned(self.metric, self.score),
            loss=self.val_loss,
            number=self.trial,
        )


def row(study_name: str, record: TrialRecord, n_validation: int | None = None) -> Row:
    """Make the row of a trial.

    Parameters
    ----------
    study_name : str
        Name of the study that the trial belongs to.
    record : TrialRecord
        Record of the trial, in any state.
    n_validation : int, optional
        Number of validation samples of a split.

    Returns
    -------
    Row
        Row without a rank; :func:`rank` sets it.

    Examples
    --------
    >>> from actsearch.trials import Outcome, TrialRecord
    >>> found = row("digits", TrialRecord(number=3, outcome=Outcome.COMPLETE, score=0.97))
    >>> found.trial, found.val_accuracy
    (3, 0.97)
    """
    described = _fields(record.description, ("activation", "candidate", "formula"))
    measured: dict[str, Any] = _fields(record.evaluation, MEASUREMENTS)
    evaluation, diverged = record.evaluation, record.outcome == Outcome.DIVERGED
    scores = {} if evaluation is None else evaluation.scores
    metric, score = DEFAULT if evaluation is None else evaluation.metric, finite(record.score)
    errors: dict[str, Any] = {} if diverged else _fields(evaluation, _ERRORS)
    return Row(
        study=study_name,
        trial=record.number,
        strategy=record.strategy,
        state=record.outcome,
        params=parameters(record),
        metric=metric,
        # The score of a diverged trial is what strategies were told, and was not measured.
        score=None if diverged or score is None else turned(metric, score),
        val_accuracy=None if diverged else finite(record.val_accuracy),
        metrics={name: value for name, value in scores.items() if name != "accuracy"},
        samples=n_validation * evaluation.n_splits if n_validation and evaluation else None,
        operations=None if evaluation is None else evaluation.operations,
        costs=record.costs,
        seconds=record.seconds,
        reason=record.reason,
        generation=record.generation,
        cached_from=record.repeats,
        **described,
        **causes(record),
        **errors,
        **{name: finite(value) for name, value in measured.items()},  # type: ignore[arg-type]
    )


def _fields(part: object, names: Iterable[str]) -> dict[str, Any]:
    return {} if part is None else {name: getattr(part, name) for name in names}


def rank(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by merit, and give the complete trials their ranks and fronts.

    :class:`actsearch.trials.Merit` defines the order. Complete trials come first and get the ranks
    1 to n; the others follow without a rank.

    Parameters
    ----------
    rows : iterable of Row
        Trials of one study or of several.

    Returns
    -------
    list of Row
        Copies of the rows with their ranks.

    Examples
    --------
    >>> rows = [
    ...     Row(study="digits", trial=0, state="complete", score=0.95),
    ...     Row(study="digits", trial=1, state="failed"),
    ...     Row(study="digits", trial=2, state="complete", score=0.97),
    ... ]
    >>> [(row.rank, row.trial) for row in rank(rows)]
    [(1, 2), (2, 0), (None, 1)]
    """
    ranked = [
        replace(row, rank=place if _has_place(row) else None)
        for place, row in enumerate(sorted(rows, key=_order), start=1)
    ]
    for names in dict.fromkeys(tuple(row.costs) for row in ranked if row.costs):
        ranked = _with_fronts(ranked, names)
    return ranked


def _with_fronts(rows: Sequence[Row], costs: tuple[str, ...]) -> list[Row]:
    """Give the complete trials that have these costs the numbers of their fronts."""
    points = {
        place: (turned(row.metric, row.score or 0.0), *(-cost for cost in row.costs.values()))
        for place, row in enumerate(rows)
        if _has_place(row) and tuple(row.costs) == costs
    }
    found = dict(zip(points, fronts(list(points.values())), strict=True))
    return [replace(row, front=found.get(place, row.front)) for place, row in enumerate(rows)]


def _order(row: Row) -> tuple[Any, ...]:
    return (*(-part for part in row.merit), row.study)


def _has_place(row: Row) -> bool:
    # A complete trial without a score cannot be compared; the sort puts it after the others.
    return row.state == Outcome.COMPLETE and finite(row.score) is not None
