"""A trial of a study: who proposed it, what was tried, and what came of it."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from actsearch.parameter_names import ParameterName
from actsearch.trials.merit import Merit, Outcome

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

    from actsearch.candidate import Candidate
    from actsearch.evaluation import Evaluation


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """What was tried, in words, as tables show it.

    Parameters
    ----------
    candidate : str
        Activations with their parameters, as in ``"leaky_relu(slope=0.1)"``.
    formula : str
        f(x) with the values of the parameters, one for each layer where they differ.
    activation : str
        Names alone, one for each layer where they differ.
    activation_params : mapping
        Parameters by name, after ``"layer1."`` and so on where layers differ.

    Examples
    --------
    >>> from actsearch import activations
    >>> from actsearch.candidate import Candidate
    >>> from actsearch.nn.training import TrainingSettings
    >>> relu, leaky = activations.get("relu"), activations.get("leaky_relu", slope=0.1)
    >>> described = Description.of(Candidate((16, 16), (relu, leaky), TrainingSettings()))
    >>> described.activation, described.activation_params
    ('relu | leaky_relu', {'layer2.slope': 0.1})
    """

    candidate: str
    formula: str
    activation: str
    activation_params: Mapping[str, float]

    @classmethod
    def of(cls, candidate: "Candidate") -> Self:
        """Describe a candidate."""
        activations = candidate.activations
        shared = len(set(activations)) == 1
        shown = activations[:1] if shared else activations
        parameters = {
            str(ParameterName(name, layer=None if shared else layer)): value
            for layer, activation in enumerate(shown, start=1)
            for name, value in activation.params.items()
        }
        return cls(
            candidate=str(candidate),
            formula=" | ".join(activation.formula for activation in shown),
            activation=" | ".join(activation.name for activation in shown),
            activation_params=parameters,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialRecord:
    """All that is known of a trial; what it lacks is None.

    Get those of a study from :func:`actsearch.trials.stored.read`.

    Parameters
    ----------
    number : int
        Number within the study, from 0 on.
    outcome : Outcome
        How the trial ended, or where it stands.
    strategy : str or None
        What proposed the trial.
    generation : int or None
        Generation of a genetic search.
    parameters, distributions : mapping
        What was drawn, and where each value came from, by Optuna's names.
    candidate : Candidate or None
        What was tried; None also where an early version did not store it.
    description : Description or None
        What was tried, in words.
    evaluation : Evaluation or None
        What the trainings gave.
    score : float or None
        What the strategies were told.
    repeats : int or None
        The earlier trial with the same candidate, whose result this one took over.
    reason, traceback : str or None
        Why it diverged or failed.
    started, ended : datetime or None
        When.
    """

    number: int
    outcome: Outcome
    strategy: str | None = None
    generation: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    distributions: "Mapping[str, BaseDistribution]" = field(default_factory=dict)
    candidate: "Candidate | None" = None
    description: Description | None = None
    evaluation: "Evaluation | None" = None
    score: float | None = None
    repeats: int | None = None
    reason: str | None = None
    traceback: str | None = None
    started: datetime | None = None
    ended: datetime | None = None

    @classmethod
    def of_evaluation(cls, number: int, candidate: "Candidate", evaluation: "Evaluation") -> Self:
        """Say what came of a trial whose candidate was trained."""
        if evaluation.divergence:
            # A sampler is to learn that the candidate is a bad one; a trial that Optuna calls
            # failed would be forgotten, and its region drawn again and again.
            outcome, score = Outcome.DIVERGED, 0.0
        elif evaluation.pruned:
            outcome, score = Outcome.PRUNED, evaluation.val_accuracy
        else:
            outcome, score = Outcome.COMPLETE, evaluation.val_accuracy
        return cls(
            number=number,
            outcome=outcome,
            candidate=candidate,
            description=Description.of(candidate),
            evaluation=evaluation,
            score=score,
            reason=evaluation.divergence,
        )

    @classmethod
    def of_failure(cls, number: int, candidate: "Candidate", error: Exception) -> Self:
        """Say that a trial gave no result; Optuna itself would store no reason."""
        return cls(
            number=number,
            outcome=Outcome.FAILED,
            candidate=candidate,
            description=Description.of(candidate),
            reason=f"{type(error).__name__}: {error}",
            traceback="".join(traceback.format_exception(error)),
        )

    def repeated(self, number: int, candidate: "Candidate") -> Self:
        """Say that a later trial takes over this result, because its candidate is the same."""
        return replace(
            self,
            number=number,
            candidate=candidate,
            description=Description.of(candidate),
            repeats=self.number,
        )

    @property
    def learning_curve(self) -> tuple[float, ...]:
        """Validation accuracy after each epoch; empty where there is no result."""
        return self.evaluation.learning_curve if self.evaluation is not None else ()

    @property
    def merit(self) -> Merit:
        """What trials are compared by: the greater is the better."""
        return Merit.of(
            self.outcome,
            epochs=self.evaluation.epochs if self.evaluation else None,
            accuracy=self.score,
            loss=self.evaluation.val_loss if self.evaluation else None,
            number=self.number,
        )

    @property
    def seconds(self) -> float | None:
        """Wall time that the trial's trainings took; none where it repeats another."""
        if self.evaluation is None:
            return None
        return 0.0 if self.repeats is not None else self.evaluation.seconds
