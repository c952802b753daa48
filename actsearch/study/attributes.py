"""The user attributes that actsearch stores in an Optuna study, beside the trials."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actsearch.errors import StorageError


class StoredPhase(BaseModel):
    """A change of strategy: from which trial on which strategy proposes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    first_trial: Annotated[int, Field(ge=0)]
    strategy: str
    options: dict[str, Any]


class StoredBudget(BaseModel):
    """The part of a budget that is stored, so that a resumed study ends where it would have."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    target_accuracy: Annotated[float, Field(allow_inf_nan=False)] | None = None
    patience: Annotated[int, Field(ge=1)] | None = None
    trial_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None


class StudyAttributes(BaseModel):
    """User attributes of the Optuna study.

    Attributes
    ----------
    trials : int
        How many trials the study is to have in all.
    turns : list of StoredPhase
        Changes of strategy: all phases of the study but the first.
    stopped : str or None
        Why the study stopped; None while it runs, and after it was killed.
    budget : StoredBudget
        When to stop before it has all its trials.
    n_validation : int or None
        How many samples each validation accuracy was measured on; None before the first.
    constant : float or None
        Score of a classifier that gives each class its share of the samples, whatever the sample;
        None before the first trial.
    """

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    trials: Annotated[int, Field(ge=0)] = 0
    turns: list[StoredPhase] = []
    stopped: str | None = None
    budget: StoredBudget = StoredBudget()
    n_validation: Annotated[int, Field(ge=1)] | None = None
    constant: Annotated[float, Field(allow_inf_nan=False)] | None = None

    @classmethod
    def read(cls, attributes: Mapping[str, Any], study: str) -> Self:
        """Read the user attributes of a study.

        Raises
        ------
        StorageError
            If one is not what actsearch stores.

        Examples
        --------
        >>> StudyAttributes.read({"trials": 30}, "mnist-bayes").trials
        30
        """
        try:
            return cls.model_validate(dict(attributes))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise StorageError(
                f"study {study!r} has an attribute {where!r} that actsearch did not write "
                f"({first['msg']}); restore its database from a backup"
            ) from error
