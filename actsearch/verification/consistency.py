"""Whether a stored trial agrees with itself: nothing lacks, nothing contradicts."""

from collections.abc import Iterator

from optuna.trial import FrozenTrial, TrialState

from actsearch.verification.learning_curve import Course, same

_PROPOSED = ("strategy", "candidate", "formula", "activation", "activation_params")
_MEASURED = (
    "outcome",
    "val_loss",
    "train_loss",
    "val_losses",
    "train_losses",
    "epochs",
    "seconds",
    "seconds_per_epoch",
    "inference_microseconds",
    "n_weights",
)
_OUTCOMES = {
    TrialState.COMPLETE: ("complete", "diverged"),
    TrialState.PRUNED: ("pruned",),
    TrialState.FAIL: ("failed",),
}


def problems(trial: FrozenTrial) -> Iterator[str]:
    """Yield what is wrong with a finished trial; each completes "trial 4 ...".

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> list(problems(create_trial(value=0.97, user_attrs={"outcome": "pruned"})))[-1]
    "has the state COMPLETE with the outcome 'pruned'"
    """
    attributes = trial.user_attrs
    outcome = attributes.get("outcome")
    expected = ("outcome", "traceback") if trial.state == TrialState.FAIL else _MEASURED
    reason = ("reason",) if outcome in ("failed", "diverged") else ()
    missing = [name for name in (*_PROPOSED, *expected, *reason) if name not in attributes]
    if missing:
        yield f"lacks {', '.join(missing)}"
    if outcome not in _OUTCOMES[trial.state]:
        yield f"has the state {trial.state.name} with the outcome {outcome!r}"
    elif trial.state != TrialState.FAIL and not missing:
        yield from _contradictions(trial)


def _contradictions(trial: FrozenTrial) -> Iterator[str]:
    try:
        course = Course.stored(trial)
    except ValueError as error:
        yield f"has {error}"
        return
    attributes = trial.user_attrs
    accuracy, *losses = course.epochs[-1]
    if attributes["epochs"] != len(course.epochs):
        yield f"says {attributes['epochs']} epochs and has {len(course.epochs)}"
    for name, last in zip(("val_loss", "train_loss"), losses, strict=True):
        told = attributes[name]
        if not isinstance(told, int | float) or not same((told,), (last,)):
            yield f"says {name} {told} and ended with {last}"
    score = 0.0 if attributes["outcome"] == "diverged" else accuracy
    if trial.value != score:
        yield f"has the score {trial.value} and ended with validation accuracy {accuracy}"
