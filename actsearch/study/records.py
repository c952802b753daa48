"""What is stored with a trial, besides what Optuna stores itself."""

import traceback
from typing import Any

from optuna.trial import FrozenTrial, Trial, TrialState

from actsearch.candidate import Candidate
from actsearch.evaluation import Evaluation
from actsearch.storage.optuna_internals import store


def describe(candidate: Candidate) -> dict[str, Any]:
    """Return the attributes that say what was tried."""
    activations = candidate.activations
    shared = len(set(activations)) == 1
    shown = activations[:1] if shared else activations
    parameters = (
        dict(activations[0].params)
        if shared
        else {
            f"layer{layer}.{name}": value
            for layer, activation in enumerate(activations, start=1)
            for name, value in activation.params.items()
        }
    )
    return {
        "candidate": str(candidate),
        "formula": " | ".join(a.formula for a in shown),
        "activation": " | ".join(a.name for a in shown),
        "activation_params": parameters,
    }


def outcome(evaluation: Evaluation) -> str:
    """Say in one word how a training ended."""
    return "diverged" if evaluation.divergence else "pruned" if evaluation.pruned else "complete"


def measurements(evaluation: Evaluation) -> dict[str, Any]:
    """Return the attributes that say what came of it."""
    reason = {"reason": evaluation.divergence} if evaluation.divergence else {}
    return {
        "outcome": outcome(evaluation),
        **reason,
        "val_loss": evaluation.val_losses[-1],
        "train_loss": evaluation.train_losses[-1],
        "val_losses": evaluation.val_losses,
        "train_losses": evaluation.train_losses,
        "epochs": len(evaluation.val_losses),
        "seconds": evaluation.seconds,
        "seconds_per_epoch": evaluation.seconds_per_epoch,
        "inference_microseconds": evaluation.inference_microseconds,
        "n_weights": evaluation.n_weights,
    }


def tell(trial: Trial, candidate: Candidate, evaluation: Evaluation) -> None:
    """Store an evaluation and end its trial.

    Parameters
    ----------
    trial : Trial
        Running.
    candidate : Candidate
        What was tried.
    evaluation : Evaluation
        What came of it.
    """
    course = dict(enumerate(evaluation.val_accuracies, start=1))
    store(trial, {**describe(candidate), **measurements(evaluation)}, course)
    if evaluation.pruned:
        trial.study.tell(trial, state=TrialState.PRUNED)
        return
    # A diverged candidate is a bad one, which a sampler must learn; a trial that Optuna calls
    # failed would be forgotten, and its region drawn again and again.
    value = 0.0 if evaluation.divergence else evaluation.val_accuracies[-1]
    trial.study.tell(trial, value, state=TrialState.COMPLETE)


def has_result(trial: FrozenTrial) -> bool:
    """Tell whether a trial ended with something that holds for its candidate wherever it is tried.

    A failure may have been the fault of the machine.
    """
    return trial.state in (TrialState.COMPLETE, TrialState.PRUNED)


def tell_again(trial: Trial, candidate: Candidate, earlier: FrozenTrial) -> None:
    """End a trial with the result of an earlier one whose candidate was the same.

    Parameters
    ----------
    trial, candidate
        As for :func:`tell`.
    earlier : FrozenTrial
        With a result.
    """
    proposal = ("strategy", "generation")
    result = {key: value for key, value in earlier.user_attrs.items() if key not in proposal}
    again = {"cached_from": earlier.number, "seconds": 0.0}
    store(trial, {**result, **describe(candidate), **again}, earlier.intermediate_values)
    value = earlier.value if earlier.state == TrialState.COMPLETE else None
    trial.study.tell(trial, value, state=earlier.state)


def tell_failure(trial: Trial, candidate: Candidate, error: Exception) -> None:
    """End a trial without result; Optuna itself would store no reason."""
    failure = {
        "outcome": "failed",
        "reason": f"{type(error).__name__}: {error}",
        "traceback": "".join(traceback.format_exception(error)),
    }
    store(trial, {**describe(candidate), **failure})
    trial.study.tell(trial, state=TrialState.FAIL)
