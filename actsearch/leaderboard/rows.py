"""What the leaderboard knows of a trial, and the order of merit."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

State: TypeAlias = Literal["complete", "pruned", "diverged", "failed", "unfinished", "waiting"]

# In the order in which the leaderboard lists them.
STATES: tuple[State, ...] = ("complete", "pruned", "diverged", "failed", "unfinished", "waiting")

_STATE_OF: dict[str, State] = {
    "COMPLETE": "complete",
    "PRUNED": "pruned",
    "FAIL": "failed",
    "RUNNING": "unfinished",
    "WAITING": "waiting",
}


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
    state : {"complete", "pruned", "diverged", "failed", "unfinished", "waiting"}
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
    state: State
    activation: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    val_accuracy: float | None = None
    val_loss: float | None = None
    train_loss: float | None = None
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


def row(study_name: str, trial: "FrozenTrial") -> Row:
    """Read a trial of an Optuna study.

    Parameters
    ----------
    study_name : str
        Name of the study that the trial belongs to.
    trial : optuna.trial.FrozenTrial
        The trial, in any state.

    Returns
    -------
    Row
        Without a rank, which only a comparison gives.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> trial = create_trial(
    ...     value=0.97,
    ...     user_attrs={"activation": "swish", "activation_params": {"beta": 1.5}},
    ... )
    >>> found = row("digits", trial)
    >>> found.state, found.activation, found.params, found.val_accuracy
    ('complete', 'swish', {'beta': 1.5}, 0.97)
    """
    attributes = trial.user_attrs
    state = _state(trial)
    activation = attributes.get("activation")
    epochs = attributes.get("epochs", trial.last_step)
    return Row(
        study=study_name,
        trial=trial.number,
        strategy=attributes.get("strategy"),
        state=state,
        activation=activation,
        params=_params(trial, activation),
        val_accuracy=_val_accuracy(trial, state),
        val_loss=_finite(attributes.get("val_loss")),
        train_loss=_finite(attributes.get("train_loss")),
        epochs=epochs,
        seconds=_finite(attributes.get("seconds")),
        seconds_per_epoch=_finite(attributes.get("seconds_per_epoch")),
        inference_microseconds=_finite(attributes.get("inference_microseconds")),
        n_weights=attributes.get("n_weights"),
        candidate=attributes.get("candidate"),
        formula=attributes.get("formula"),
        reason=attributes.get("reason"),
        generation=attributes.get("generation"),
        cached_from=attributes.get("cached_from"),
    )


def rank(rows: Iterable[Row]) -> list[Row]:
    """Order by merit, and give the complete trials their places.

    Merit is validation accuracy, then validation loss (which tells close candidates apart
    better), then the lower trial number. Complete trials come first and hold the places
    1 to n; the other states follow in the order of ``STATES``, without a place.

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
        for place, row in enumerate(sorted(rows, key=_merit), start=1)
    ]


def _merit(row: Row) -> tuple[int, float, float, int, str]:
    accuracy, loss = _finite(row.val_accuracy), _finite(row.val_loss)
    return (
        STATES.index(row.state),
        math.inf if accuracy is None else -accuracy,
        math.inf if loss is None else loss,
        row.trial,
        row.study,
    )


def _has_place(row: Row) -> bool:
    # A complete trial without an accuracy cannot be compared; the sort puts it after the others.
    return row.state == "complete" and _finite(row.val_accuracy) is not None


def _state(trial: "FrozenTrial") -> State:
    state = _STATE_OF[trial.state.name]
    # The sampler is told a bad value for a diverged trial, so Optuna calls it complete.
    if state == "complete" and trial.user_attrs.get("outcome") == "diverged":
        return "diverged"
    return state


def _val_accuracy(trial: "FrozenTrial", state: State) -> float | None:
    if state == "complete":
        return _finite(trial.value)
    if state in ("pruned", "unfinished") and trial.last_step is not None:
        return _finite(trial.intermediate_values[trial.last_step])
    return None


def _params(trial: "FrozenTrial", activation: str | None) -> dict[str, Any]:
    # Names with a dot belong to an activation, whose parameters are read from the attribute.
    settings = {
        name: value
        for name, value in trial.params.items()
        if "." not in name and name != "activation"
    }
    # An ELU's alpha and the L2 penalty's alpha may meet; the ELU's then goes by its full name.
    shape = {
        f"{activation}.{name}" if name in settings else name: value
        for name, value in trial.user_attrs.get("activation_params", {}).items()
    }
    return shape | settings


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None
