"""The record of a trial: which strategy proposed it, what was tried, and the result."""

import math
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from actsearch import objectives
from actsearch.parameter_names import ParameterName
from actsearch.trials.merit import Merit, Outcome

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

    from actsearch.candidate import Candidate
    from actsearch.runs import Evaluation

BASELINE = "baseline"
"""Stored as the strategy of the baseline, a study's first trial, which no strategy proposes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """A candidate in words, as tables show it.

    Parameters
    ----------
    candidate : str
        Activations with their parameters, such as ``"leaky_relu(slope=0.1)"``.
    formula : str
        f(x) with the values of the parameters; one for each layer if layers differ.
    activation : str
        Name of the activation; one for each layer if layers differ.
    activation_params : mapping
        Parameters of the activation by name; if layers differ, the names begin with ``"layer1."``
        and so on.

    Examples
    --------
    >>> from actsearch import activations
    >>> from actsearch.candidate import Candidate
    >>> from actsearch.nn.settings import TrainingSettings
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
    """Everything that is known of a trial; what is not known, or does not apply, is None.

    :func:`actsearch.trials.stored.read` makes the record of a stored trial.

    Parameters
    ----------
    number : int
        Number of the trial within the study, from 0.
    outcome : Outcome
        How the trial ended, or that it has not ended.
    strategy : str or None
        Strategy that proposed the trial.
    generation : int or None
        Generation that the trial belongs to, in a genetic search.
    rejected : mapping
        Why expressions that were drawn for this trial were not worth it, and how many.
    parameters : mapping
        Values that were drawn, by Optuna's names of the parameters.
    distributions : mapping
        Distributions that the values were drawn from, by the same names.
    definition : mapping or None
        Candidate that was tried, as :meth:`Candidate.to_dict` writes it; None also if version 0.1
        stored the trial.
    description : Description or None
        The candidate in words.
    evaluation : Evaluation or None
        Result of the trainings.
    score : float or None
        Value that the strategies were told, see :attr:`Evaluation.score`.
    costs : mapping
        What the study weighs against the score, by name; empty if the score is all that counts.
    repeats : int or None
        Number of the earlier trial with the same candidate, whose result this trial took over.
    reason : str or None
        Why the trial diverged or failed.
    traceback : str or None
        Traceback of the error, if the trial failed.
    started, ended : datetime or None
        When the trial started and ended, in local time.
    """

    number: int
    outcome: Outcome
    strategy: str | None = None
    generation: int | None = None
    rejected: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    distributions: "Mapping[str, BaseDistribution]" = field(default_factory=dict)
    definition: Mapping[str, Any] | None = None
    description: Description | None = None
    evaluation: "Evaluation | None" = None
    score: float | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    repeats: int | None = None
    reason: str | None = None
    traceback: str | None = None
    started: datetime | None = None
    ended: datetime | None = None

    @classmethod
    def of_evaluation(
        cls,
        number: int,
        candidate: "Candidate",
        evaluation: "Evaluation",
        costs: Sequence[str] = (),
    ) -> Self:
        """Make the record of a trial whose candidate was trained, with its costs by these names."""
        outcome = Outcome.COMPLETE
        if evaluation.divergence:
            outcome = Outcome.DIVERGED
        elif evaluation.pruned:
            outcome = Outcome.PRUNED
        return cls(
            number=number,
            outcome=outcome,
            definition=candidate.to_dict(),
            description=Description.of(candidate),
            evaluation=evaluation,
            score=evaluation.score,
            costs=objectives.costs(costs, evaluation),
            reason=evaluation.divergence,
        )

    @classmethod
    def of_failure(cls, number: int, candidate: "Candidate", error: Exception) -> Self:
        """Make the record of a trial that raised an error; Optuna itself stores no reason."""
        return cls(
            number=number,
            outcome=Outcome.FAILED,
            definition=candidate.to_dict(),
            description=Description.of(candidate),
            reason=f"{type(error).__name__}: {error}",
            traceback="".join(traceback.format_exception(error)),
        )

    def repeated(self, number: int, candidate: "Candidate") -> Self:
        """Make the record of a later trial with the same candidate; it takes over this result."""
        return replace(
            self,
            number=number,
            definition=candidate.to_dict(),
            description=Description.of(candidate),
            repeats=self.number,
        )

    @property
    def candidate(self) -> "Candidate | None":
        """Candidate that was tried; None if it was not stored.

        Raises
        ------
        UsageError
            If what is stored is no candidate.
        """
        # A leaderboard needs no candidate, and does without the time that this import takes.
        from actsearch.candidate import Candidate

        return None if self.definition is None else Candidate.from_dict(self.definition)

    @property
    def values(self) -> tuple[float, ...]:
        """Values of the objectives, as Optuna is told; empty unless it calls the trial complete.

        A trial that diverged is told to cost more than any other: it must not be worth a look for
        being small.
        """
        if self.score is None or self.outcome.state != Outcome.COMPLETE.state:
            return ()
        diverged = self.outcome == Outcome.DIVERGED
        return (self.score, *(math.inf if diverged else cost for cost in self.costs.values()))

    @property
    def readings(self) -> tuple[float, ...]:
        """What pruners compare, see :attr:`Evaluation.readings`; empty if there is no result.

        A candidate that diverged on one of several splits has none to compare with.
        """
        if self.evaluation is None:
            return ()
        split = self.evaluation.n_splits > 1
        return () if split and self.outcome == Outcome.DIVERGED else self.evaluation.readings

    @property
    def val_accuracy(self) -> float | None:
        """Validation accuracy, whatever the metric is; None if there is no result."""
        # Of a trial that version 0.1 stored, only the score may be left.
        return self.score if self.evaluation is None else self.evaluation.val_accuracy

    @property
    def merit(self) -> Merit:
        """Merit of the trial, by which trials are compared: the greater is better."""
        return Merit.of(
            self.outcome,
            epochs=self.evaluation.epochs if self.evaluation else None,
            score=self.score,
            loss=self.evaluation.val_loss if self.evaluation else None,
            number=self.number,
        )

    @property
    def seconds(self) -> float | None:
        """Seconds of training: 0 if the trial repeats another one, None if it has no result."""
        if self.evaluation is None:
            return None
        return 0.0 if self.repeats is not None else self.evaluation.seconds
