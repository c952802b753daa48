"""How openings of the test part and their trainings are stored: in an Optuna study of their own.

The study is in the same database, beside the search's, so that Optuna's tools show it. An opening
is one of its attributes, written before the test part is read; a training is a trial, written in
one transaction when it is over.
"""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from actsearch import metrics
from actsearch.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import optuna
    from optuna.trial import FrozenTrial

    from actsearch.candidate import Candidate
    from actsearch.final_test.measuring import Measured

OPENINGS = "openings"
"""Attribute of the study: a list of :class:`Opening`."""

# No study of a search can have such a name.
_SUFFIX = " (test)"
_SEED = "seed"
_DAMAGED = "restore the database from a backup"
_Finite = Annotated[float, Field(allow_inf_nan=False)]


class Tested(BaseModel):
    """A candidate that is tested: its name in words, and its digest."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    name: str
    digest: str


class Opening(BaseModel):
    """One opening of the test part.

    Attributes
    ----------
    opened : datetime
        When, with the offset to UTC.
    candidates : list of Tested
        What was tested; the answer first.
    seeds : int
        Number of trainings of each.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    opened: AwareDatetime
    candidates: Annotated[list[Tested], Field(min_length=1)]
    seeds: Annotated[int, Field(ge=1)]

    def asks_the_same(self, other: "Opening") -> bool:
        """Whether it is for the same candidates, with as many trainings."""
        return (self.candidates, self.seeds) == (other.candidates, other.seeds)


class StoredTraining(BaseModel):
    """A training as it is stored; :class:`actsearch.final_test.measuring.Measured` says what is."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    definition: dict[str, Any]
    scores: dict[str, _Finite]
    left_out: dict[str, Annotated[list[_Finite], Field(min_length=1)]]
    n_samples: Annotated[int, Field(ge=1)]
    confusion_matrix: (
        Annotated[list[list[Annotated[int, Field(ge=0)]]], Field(min_length=2)] | None
    ) = None
    divergence: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _upgrade(cls, data: Any) -> Any:
        """Count the samples where they were only stored in the confusion matrix."""
        if not isinstance(data, dict) or "n_samples" in data:
            return data
        try:
            return {**data, "n_samples": sum(map(sum, data["confusion_matrix"]))}
        except (KeyError, TypeError):
            return data

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        task = metrics.task_of(next(iter(self.scores), metrics.DEFAULT))
        if not self.scores.keys() == self.left_out.keys() >= {metrics.default(task)}:
            raise ValueError("it lacks a score")
        if (self.confusion_matrix is None) != (task == "regression"):
            raise ValueError("it has a confusion matrix, or none, against its scores")
        if self.confusion_matrix is None:
            return self
        classes = len(self.confusion_matrix)
        total = sum(map(sum, self.confusion_matrix))
        if {len(row) for row in self.confusion_matrix} != {classes} or total != self.n_samples:
            raise ValueError("its confusion matrix is none")
        right = sum(row[place] for place, row in enumerate(self.confusion_matrix))
        if abs(right - self.scores[metrics.DEFAULT] * self.n_samples) > 0.5:
            raise ValueError("its accuracy is not that of its confusion matrix")
        return self


def study_name(study: str) -> str:
    """Return the name of the Optuna study that tests the answer of a study."""
    return f"{study}{_SUFFIX}"


def openings(attributes: "Mapping[str, Any]") -> list[Opening]:
    """Read all openings from the study's attributes, in their order.

    Raises
    ------
    StorageError
        If they are not as :func:`record` writes them.
    """
    kept = attributes.get(OPENINGS, [])
    try:
        return [Opening.model_validate(each) for each in kept]
    except (ValidationError, TypeError) as error:
        raise StorageError(
            f"the openings of the test part were not written by actsearch; {_DAMAGED}"
        ) from error


def record(study: "optuna.Study", candidates: list[Tested], seeds: int) -> Opening:
    """Store that the test part is opened, unless it was opened for just this before.

    Parameters
    ----------
    study : optuna.Study
        Study of the final test.
    candidates : list of Tested
        What is to be tested, the answer first.
    seeds : int
        Number of trainings of each.
    """
    known = openings(study.user_attrs)
    now = datetime.now().astimezone().replace(microsecond=0)
    new = Opening(opened=now, candidates=candidates, seeds=seeds)
    for before in known:
        if before.asks_the_same(new):
            return before
    kept = [each.model_dump(mode="json") for each in (*known, new)]
    study.set_user_attr(OPENINGS, kept)
    return new


def add(
    study: "optuna.Study", candidate: "Candidate", seed: int, result: "Measured", metric: str
) -> StoredTraining:
    """Store a training; the trial's value is the study's metric on the test part.

    Parameters
    ----------
    study : optuna.Study
        Study of the final test.
    candidate : Candidate
        Candidate that was trained.
    seed : int
        Number of the seed, from 0 on.
    result : Measured
        What was measured.
    metric : str
        Metric of the study.
    """
    from optuna.distributions import IntDistribution
    from optuna.trial import TrialState, create_trial

    # As JSON has it: lists, and no tuples.
    kept = {
        "candidate": str(candidate),
        "definition": candidate.to_dict(),
        **asdict(result),
        "left_out": {name: list(values) for name, values in result.left_out.items()},
        "confusion_matrix": result.confusion_matrix and [list(r) for r in result.confusion_matrix],
    }
    study.add_trial(
        create_trial(
            state=TrialState.COMPLETE,
            value=metrics.turned(metric, result.scores[metric]),
            params={_SEED: seed},
            distributions={_SEED: IntDistribution(0, 2**31 - 1)},
            user_attrs=kept,
        )
    )
    return StoredTraining.model_validate(kept)


def by_candidate(trials: "Iterable[FrozenTrial]") -> dict[str, dict[int, StoredTraining]]:
    """Return what is stored: by the candidate's digest, and then by the number of the seed.

    Raises
    ------
    StorageError
        If a trial is not as :func:`add` writes it.
    """
    # Who shows the openings alone does without the time that this import takes.
    from actsearch.candidate import Candidate

    found: dict[str, dict[int, StoredTraining]] = defaultdict(dict)
    for trial in trials:
        try:
            training = StoredTraining.model_validate(trial.user_attrs)
            seed = trial.params[_SEED]
        except (ValidationError, KeyError) as error:
            raise StorageError(
                f"trial {trial.number} of the final test was not written by actsearch; {_DAMAGED}"
            ) from error
        found[Candidate.from_dict(training.definition).digest][seed] = training
    return found
