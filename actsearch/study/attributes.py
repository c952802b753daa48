"""The user attributes that actsearch stores in an Optuna study, beside the trials."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from actsearch.errors import StorageError, UsageError, shown
from actsearch.study.specification import Specification, without_start

if TYPE_CHECKING:
    from actsearch.strategies import Phase
    from actsearch.study.budget import Budget


# Name under which the phases are stored, since the first version.
LATER_PHASES = "turns"


class StoredPhase(BaseModel):
    """A phase as it is stored: from which trial on which strategy proposes."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    first_trial: Annotated[int, Field(ge=0)]
    strategy: str
    options: dict[str, Any]

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {**data, "options": without_start(data.get("strategy"), data.get("options"))}


class StoredBudget(BaseModel):
    """The part of a budget that is stored, so that a resumed study ends where it would have."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    target_accuracy: Annotated[float, Field(allow_inf_nan=False)] | None = None
    patience: Annotated[int, Field(ge=1)] | None = None
    trial_seconds: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None

    def filled_into(self, budget: "Budget") -> "Budget":
        """Return a user's budget with what is stored; that may be longer than is allowed now."""
        from actsearch.study.budget import LONGEST

        return replace(
            budget,
            target_accuracy=self.target_accuracy,
            patience=self.patience,
            trial_timeout=self.trial_seconds and min(self.trial_seconds, LONGEST),
        )

    def taking_over(self, budget: "Budget", *, afresh: bool) -> "StoredBudget":
        """Return what is to be stored after a user gave a budget.

        Parameters
        ----------
        budget : Budget
            Budget that the user gave now; what it leaves out stays as it was stored.
        afresh : bool
            Whether to forget the target accuracy and the patience that were stored before.
        """
        known = StoredBudget(trial_seconds=self.trial_seconds) if afresh else self
        given = {
            "target_accuracy": budget.target_accuracy,
            "patience": budget.patience,
            "trial_seconds": budget.trial_timeout,
        }
        return known.model_copy(
            update={name: value for name, value in given.items() if value is not None}
        )


def asked(trials: int, confirm: int | None, budget: "Budget") -> dict[str, Any]:
    """Return what is asked for when a study begins, as its attributes.

    Examples
    --------
    >>> from actsearch.study.budget import Budget
    >>> asked(30, None, Budget(patience=5))
    {'trials': 30, 'budget': {'patience': 5}}
    """
    limits = StoredBudget().taking_over(budget, afresh=True).model_dump(exclude_none=True)
    seeds = {} if confirm is None else {"confirm": confirm}
    return {"trials": trials, **seeds, "budget": limits}


class StudyAttributes(BaseModel):
    """User attributes of the Optuna study.

    Attributes
    ----------
    trials : int
        How many trials the study is to have in all.
    later_phases : list of StoredPhase
        All phases of the study but the first, which its specification has.
    stopped : str or None
        Why the study stopped; None while it runs, and after it was killed.
    budget : StoredBudget
        When to stop before it has all its trials.
    confirm : int or None
        With how many fresh seeds the answer is confirmed after the search; 0: it is not; None: it
        was not asked yet.
    n_validation : int or None
        Number of validation samples of a split; None before the first trial.
    constant : float or None
        Score of a model that predicts the same whatever the sample: each class by its share, or
        the mean. None before the first trial.
    """

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    trials: Annotated[int, Field(ge=0)] = 0
    later_phases: Annotated[list[StoredPhase], Field(alias=LATER_PHASES)] = []
    stopped: str | None = None
    budget: StoredBudget = StoredBudget()
    confirm: Annotated[int, Field(ge=0)] | None = None
    n_validation: Annotated[int, Field(ge=1)] | None = None
    constant: Annotated[float, Field(allow_inf_nan=False)] | None = None

    @classmethod
    def read(cls, attributes: Mapping[str, Any], study: str, asked: Mapping[str, Any] = {}) -> Self:
        """Read the user attributes of a study.

        Parameters
        ----------
        attributes : mapping
            What the database has.
        study : str
            Name of the study.
        asked : mapping, optional
            What was asked for when it began, for all that the database does not have yet.

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
            return cls.model_validate({**asked, **attributes})
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise StorageError(
                f"study {study!r} has an attribute {where!r} that actsearch did not write "
                f"({first['msg']}); restore its database from a backup"
            ) from error

    def phases(self, specification: Specification, n_trials: int, study: str) -> list["Phase"]:
        """Return all phases of a study: which strategy proposes from which trial on.

        Parameters
        ----------
        specification : Specification
            Specification of the study, which has the first phase.
        n_trials : int
            How many trials the study has, finished or not.
        study : str
            Name of the study in messages.

        Raises
        ------
        StorageError
            If a phase has a strategy or options that do not exist, or a first trial that cannot be.
        """
        # A leaderboard shows no phases, and does without the time that this import takes.
        from actsearch import strategies

        phases = [
            strategies.Phase(0, specification.strategy, specification.options),
            *(strategies.Phase(**phase.model_dump()) for phase in self.later_phases),
        ]
        earliest = 0
        for number, phase in enumerate(phases, start=1):
            try:
                strategy = strategies.get(phase.strategy)
                strategy.configure(phase.options)
            except UsageError as error:
                raise _damaged(study, number, str(error)) from error
            if number > 1 and strategy.exhaustive:
                raise _damaged(study, number, f"{phase.strategy!r} can only be the first")
            if not earliest <= phase.first_trial <= n_trials:
                what = f"it begins with trial {shown(phase.first_trial)}"
                expected = f"expected one from {earliest} to {n_trials}"
                raise _damaged(study, number, f"{what}, {expected}")
            # Only the first phase may be without trials: it was left before it proposed one.
            earliest = phase.first_trial + (number > 1)
        return phases


def _damaged(study: str, number: int, what: str) -> StorageError:
    return StorageError(
        f"the stored phases of study {study!r} are damaged (phase {number}: {what}); restore its "
        "database from a backup"
    )
