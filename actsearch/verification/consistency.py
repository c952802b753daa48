"""Check that a stored trial is consistent: nothing is missing, and no value contradicts another."""

from collections.abc import Iterator
from typing import Any

from optuna.trial import FrozenTrial, TrialState

from actsearch.errors import UsageError
from actsearch.runs import MEASUREMENTS
from actsearch.trials import Outcome, TrialRecord, stored
from actsearch.verification.learning_curve import same

_PROPOSED = ("strategy", "candidate", "formula", "activation", "activation_params")
_MEASURED = (*MEASUREMENTS, "seconds")


def problems(trial: FrozenTrial) -> Iterator[str]:
    """Yield each problem of a finished trial, in words that complete "trial 4 ...".

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> list(problems(create_trial(value=0.97, user_attrs={"outcome": "pruned"})))[-1]
    "has the state COMPLETE with the outcome 'pruned'"
    """
    try:
        record = stored.read(trial)
        _ = record.candidate  # also what only few ask for can be read
    except stored.DamagedTrialError as error:
        yield error.problem
        return
    except UsageError as error:
        yield f"has a definition that cannot be read ({error})"
        return
    outcome = trial.user_attrs.get("outcome")
    missing = [name for name in _expected(trial, outcome) if name not in trial.user_attrs]
    if missing:
        yield f"lacks {', '.join(missing)}"
    if outcome is None or Outcome(outcome).state != trial.state.name:
        yield f"has the state {trial.state.name} with the outcome {outcome!r}"
    elif record.evaluation is not None and not missing:
        yield from _contradictions(trial, record)


def _expected(trial: FrozenTrial, outcome: Any) -> tuple[str, ...]:
    """Return the names of the attributes that a trial must have."""
    reason = ("reason",) if outcome in (Outcome.FAILED, Outcome.DIVERGED) else ()
    if trial.state == TrialState.FAIL:
        return (*_PROPOSED, "outcome", "traceback", *reason)
    # Version 0.1 stored neither the candidate's definition nor runs.
    early = "val_losses" in trial.user_attrs
    runs = ("train_losses",) if early else ("definition", "runs")
    return (*_PROPOSED, "outcome", *_MEASURED, *runs, *reason)


def _contradictions(trial: FrozenTrial, record: TrialRecord) -> Iterator[str]:
    told, ended = trial.user_attrs, stored.attributes(record)
    for name in _MEASURED:
        if not _equal(told[name], ended[name]):
            yield f"has {name} {told[name]}, but its runs give {ended[name]}"
    curve = stored.learning_curve(record)
    if trial.intermediate_values != curve:
        yield f"has the learning curve {trial.intermediate_values}, but its runs give {curve}"
    try:
        stored.check_result(record)
    except stored.DamagedTrialError as error:
        yield error.problem


def _equal(mine: Any, theirs: Any) -> bool:
    numbers = all(isinstance(each, int | float) for each in (mine, theirs))
    return same((mine,), (theirs,)) if numbers else bool(mine == theirs)
