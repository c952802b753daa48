"""What the leaderboard knows of a trial, and the order of merit."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from actsearch.parameter_names import ParameterName
from actsearch.trials import Merit, Outcome, TrialRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One trial as the leaderboard shows it; what a trial lacks is None.

    Parameters
    ----------
    rank : int or None
        Place from 1 on; only complete trials have one.
    study : str
        Name of the study.
    trial : int
        Number within the study, from 0 on.
    strategy : str or None
        What proposed the trial.
    state : Outcome
        How the trial ended, or where it stands.
    activation : str or None
        One name, or one per layer as in ``"relu | tanh"``.
    params : mapping
        Parameters of the activation, and whatever else was searched.
    val_accuracy : float or None
        Fraction of the validation samples classified right: of the last epoch where a trial
        did not come to its end.
    val_loss, train_loss : float or None
        Of the last epoch.
    metrics : mapping
        What other metrics measured on the validation samples, by name.
    epochs : int or None
        Epochs trained.
    seconds, seconds_per_epoch : float or None
        Time that training took.
    inference_microseconds : float or None
        Time to predict one sample.
    n_weights : int or None
        Weights and biases of the network.
    candidate : str or None
        Activation and parameters in one, as in ``"leaky_relu(slope=0.1)"``.
    formula : str or None
        f(x) with the values of the parameters.
    reason : str or None
        Why the trial diverged or failed.
    generation : int or None
        Of a genetic search.
    cached_from : int or None
        The earlier trial with the same candidate, whose result this one took over.

    Examples
    --------
    >>> Row(study="digits", trial=3, state="complete", val_accuracy=0.97).val_accuracy
    0.97
    """

    rank: int | None = None
    study: str
    trial: int
    strategy: str | None = None
    state: Outcome
    activation: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    val_accuracy: float | None = None
    val_loss: float | None = None
    train_loss: float | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    epochs: int | None = None
    seconds: float | None = None
    seconds_per_epoch: float | None = None
    inference_microseconds: float | None = None
    n_weights: int | None = None
    candidate: str | None = None
    formula: str | None = None
    reason: str | None = None
    generation: int | None = None
    cached_from: int | None = None

    @property
    def merit(self) -> Merit:
        """What trials are compared by: the greater is the better."""
        return Merit.of(
            self.state,
            epochs=self.epochs,
            accuracy=self.val_accuracy,
            loss=self.val_loss,
            number=self.trial,
        )


def row(study_name: str, record: TrialRecord) -> Row:
    """Write a trial as a row.

    Parameters
    ----------
    study_name : str
        Name of the study that the trial belongs to.
    record : TrialRecord
        The trial, in any state.

    Returns
    -------
    Row
        Without a rank, which only a comparison gives.

    Examples
    --------
    >>> from actsearch.trials import Outcome, TrialRecord
    >>> found = row("digits", TrialRecord(number=3, outcome=Outcome.COMPLETE, score=0.97))
    >>> found.trial, found.val_accuracy
    (3, 0.97)
    """
    described = _fields(record.description, ("activation", "candidate", "formula"))
    measured: dict[str, Any] = _fields(
        record.evaluation,
        (
            *("val_loss", "train_loss", "epochs", "seconds_per_epoch"),
            *("inference_microseconds", "n_weights"),
        ),
    )
    scores = {} if record.evaluation is None else record.evaluation.scores
    return Row(
        study=study_name,
        trial=record.number,
        strategy=record.strategy,
        state=record.outcome,
        params=_params(record),
        # What a strategy was told of a diverged trial is not what was measured.
        val_accuracy=None if record.outcome == Outcome.DIVERGED else _finite(record.score),
        metrics={name: value for name, value in scores.items() if name != "accuracy"},
        seconds=record.seconds,
        reason=record.reason,
        generation=record.generation,
        cached_from=record.repeats,
        **described,
        **{name: _finite(value) for name, value in measured.items()},  # type: ignore[arg-type]
    )


def _fields(part: object, names: Iterable[str]) -> dict[str, Any]:
    return {} if part is None else {name: getattr(part, name) for name in names}


def rank(rows: Iterable[Row]) -> list[Row]:
    """Order by merit, and give the complete trials their places.

    See :class:`actsearch.trials.Merit`. Complete trials come first and hold the places 1 to n; the
    others follow without a place.

    Parameters
    ----------
    rows : iterable of Row
        Of one study or of several.

    Returns
    -------
    list of Row
        Copies with their ranks.

    Examples
    --------
    >>> rows = [
    ...     Row(study="digits", trial=0, state="complete", val_accuracy=0.95),
    ...     Row(study="digits", trial=1, state="failed"),
    ...     Row(study="digits", trial=2, state="complete", val_accuracy=0.97),
    ... ]
    >>> [(row.rank, row.trial) for row in rank(rows)]
    [(1, 2), (2, 0), (None, 1)]
    """
    return [
        replace(row, rank=place if _has_place(row) else None)
        for place, row in enumerate(sorted(rows, key=_order), start=1)
    ]


def _order(row: Row) -> tuple[Any, ...]:
    return (*(-part for part in row.merit), row.study)


def _has_place(row: Row) -> bool:
    # A complete trial without an accuracy cannot be compared; the sort puts it after the others.
    return row.state == Outcome.COMPLETE and _finite(row.val_accuracy) is not None


def _params(record: TrialRecord) -> dict[str, Any]:
    # The parameters of activations are in the description.
    settings = {
        name: value
        for name, value in record.parameters.items()
        if ParameterName.parse(name).is_setting
    }
    if record.description is None:
        return settings
    # An ELU's alpha and the L2 penalty's alpha may meet; the ELU's then goes by its full name.
    activation = record.description.activation
    shape = {
        f"{activation}.{name}" if name in settings else name: value
        for name, value in record.description.activation_params.items()
    }
    return shape | settings


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
