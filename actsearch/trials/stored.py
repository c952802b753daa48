"""How trials are stored in an Optuna study; only this module reads and writes their attributes.

Optuna's objective is the score, and its intermediate values are the learning curve.
Everything else is in user attributes. Some of them only repeat a result as a plain value, for
people who use Optuna's own tools: actsearch reads the results from ``definition`` (the candidate)
and ``runs``.
"""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from actsearch import metrics, objectives
from actsearch.errors import StorageError
from actsearch.runs import MEASUREMENTS, Evaluation
from actsearch.trials.merit import Outcome, score
from actsearch.trials.record import Description, TrialRecord
from actsearch.trials.stored_runs import Seconds, StoredRun

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

Count = Annotated[int, Field(ge=0)]


class DamagedTrialError(StorageError):
    """A stored trial has a value that actsearch does not write.

    Attributes
    ----------
    problem : str
        What is wrong, in words that complete "trial 4 ...".
    """

    def __init__(self, number: int, problem: str) -> None:
        self.problem = problem
        super().__init__(f"trial {number} {problem}; restore the database from a backup")


class _Attributes(BaseModel):
    """The user attributes of a trial that actsearch writes; other attributes are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")

    strategy: str | None = None
    generation: Count | None = None
    rejected: dict[str, Count] = {}
    candidate: str | None = None
    formula: str | None = None
    activation: str | None = None
    activation_params: dict[str, float] = {}
    definition: dict[str, Any] | None = None
    outcome: Literal["complete", "pruned", "diverged", "failed"] | None = None
    runs: Annotated[list[StoredRun], Field(min_length=1)] | None = None
    n_weights: Annotated[int, Field(ge=1)] | None = None
    operations: Count | None = None
    costs: dict[objectives.Cost, Seconds] = {}
    reason: str | None = None
    traceback: str | None = None
    cached_from: Count | None = None
    metric: str = metrics.DEFAULT
    n_splits: Annotated[int, Field(ge=1)] = 1

    def description(self) -> Description | None:
        if self.candidate is None or self.formula is None or self.activation is None:
            return None
        return Description(
            candidate=self.candidate,
            formula=self.formula,
            activation=self.activation,
            activation_params=self.activation_params,
        )

    def evaluation(self) -> Evaluation | None:
        if self.runs is None or self.n_weights is None:
            return None
        return Evaluation(
            runs=tuple(run.run() for run in self.runs),
            n_weights=self.n_weights,
            metric=self.metric,
            n_splits=self.n_splits,
            operations=self.operations,
        )

    @model_validator(mode="after")
    def _runs_agree(self) -> Self:
        runs = self.runs or []
        if any(self.metric not in run.scores for run in runs):
            raise ValueError("its runs lack the metric that it was scored with")
        if any(run.learned.keys() != runs[0].learned.keys() for run in runs):
            raise ValueError("its runs differ in what they learned")
        if len(runs) > self.n_splits:
            raise ValueError("it has more runs than splits")
        return self


def read(trial: "FrozenTrial") -> TrialRecord:
    """Make the record of a stored trial, also of one that version 0.1 stored.

    Parameters
    ----------
    trial : optuna.trial.FrozenTrial
        Trial in any state.

    Raises
    ------
    DamagedTrialError
        If an attribute has a value that actsearch does not write.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> record = read(create_trial(value=0.97, user_attrs={"strategy": "bayes"}))
    >>> record.outcome, record.score, record.strategy
    (<Outcome.COMPLETE: 'complete'>, 0.97, 'bayes')
    """
    try:
        stored = _Attributes.model_validate(_with_runs(trial))
    except ValidationError as error:
        raise DamagedTrialError(trial.number, _what_is_wrong(error)) from error
    record = TrialRecord(
        number=trial.number,
        outcome=Outcome.of(trial),
        strategy=stored.strategy,
        generation=stored.generation,
        rejected=stored.rejected,
        parameters=trial.params,
        distributions=trial.distributions,
        definition=stored.definition,
        description=stored.description(),
        evaluation=stored.evaluation(),
        score=score(trial),
        costs={str(name): cost for name, cost in stored.costs.items()},
        repeats=stored.cached_from,
        reason=stored.reason,
        traceback=stored.traceback,
        started=trial.datetime_start,
        ended=trial.datetime_complete,
    )
    if record.values and tuple(trial.values or ()) != record.values:
        what = f"has the values {trial.values} of its objectives, but {list(record.values)} by its"
        raise DamagedTrialError(trial.number, f"{what} outcome and costs")
    return record


def check_result(record: TrialRecord) -> None:
    """Check that a trial with a result has its runs, and the score that they ended with.

    A study that went on without them would propose and prune otherwise than it would have.

    Raises
    ------
    DamagedTrialError
        If it has not.
    """
    if not record.outcome.has_result:
        return
    if record.evaluation is None:
        raise DamagedTrialError(record.number, "has a result without the runs that gave it")
    if record.score != record.evaluation.score:
        raise DamagedTrialError(
            record.number,
            f"has the score {record.score}, but its runs give {record.evaluation.score}",
        )
    costs = objectives.costs(record.costs, record.evaluation)
    if record.costs != costs:
        raise DamagedTrialError(
            record.number, f"has the costs {record.costs}, but its runs give {costs}"
        )


def origin(
    strategy: str, generation: int | None, rejected: Mapping[str, int] = MappingProxyType({})
) -> dict[str, Any]:
    """Return the attributes that say which strategy and generation a trial belongs to.

    Parameters
    ----------
    strategy : str
        Name of the strategy that proposed it.
    generation : int or None
        Generation, if the strategy has any.
    rejected : mapping
        Why other proposals were drawn again, and how often.
    """
    said = {} if generation is None else {"generation": generation}
    return {"strategy": strategy} | said | ({"rejected": dict(rejected)} if rejected else {})


def attributes(record: TrialRecord) -> dict[str, Any]:
    """Return the attributes that hold a trial's candidate and result.

    Parameters
    ----------
    record : TrialRecord
        Record of a trial that has ended.
    """
    kept: dict[str, Any] = {"outcome": str(record.outcome)}
    if record.description is not None:
        kept |= asdict(record.description)
    if record.definition is not None:
        kept["definition"] = record.definition
    if record.evaluation is not None:
        kept |= _measurements(record.evaluation) | {"seconds": record.seconds}
    if record.costs:
        kept["costs"] = dict(record.costs)
    others = {
        "reason": record.reason,
        "traceback": record.traceback,
        "cached_from": record.repeats,
    }
    return kept | {name: value for name, value in others.items() if value is not None}


def learning_curve(record: TrialRecord) -> dict[int, float]:
    """Return the intermediate values for Optuna, see :attr:`Evaluation.learning_curve`."""
    evaluation = record.evaluation
    return dict(enumerate(evaluation.learning_curve, start=1)) if evaluation is not None else {}


def _measurements(evaluation: Evaluation) -> dict[str, Any]:
    return {name: getattr(evaluation, name) for name in MEASUREMENTS} | {
        "runs": [asdict(run) for run in evaluation.runs],
        "metric": evaluation.metric,
        "n_splits": evaluation.n_splits,
        "operations": evaluation.operations,
    }


def _with_runs(trial: "FrozenTrial") -> Mapping[str, Any]:
    """Return a trial's attributes in the current form.

    Version 0.1 stored a single run: its losses in two attributes, and its accuracies only in
    Optuna's intermediate values.
    """
    kept = trial.user_attrs
    if "runs" in kept or "val_losses" not in kept:
        return kept
    steps = sorted(trial.intermediate_values)
    names = ("val_losses", "train_losses", "seconds_per_epoch", "inference_microseconds", "seconds")
    run = {name: kept[name] for name in names if name in kept} | {
        "seed": None,
        "scores": {"accuracy": [trial.intermediate_values[step] for step in steps]},
        "pruned": kept.get("outcome") == Outcome.PRUNED,
        "divergence": kept.get("reason") if kept.get("outcome") == Outcome.DIVERGED else None,
    }
    return {**kept, "runs": [run]}


def _what_is_wrong(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"has an attribute {where!r} that actsearch did not write ({first['msg']})"
