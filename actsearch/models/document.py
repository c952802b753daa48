"""``model.json``: all of a model but its numbers, and what is known of it."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, model_validator

from actsearch.datasets.targets import ClassTargets, Targets, TargetScaler
from actsearch.errors import DataError, short
from actsearch.files import read_regular
from actsearch.metrics import LearningTask

# Limit on the size of the file; one of a thousand columns takes a hundredth of it.
_MOST_BYTES = 2**24
_Integer = Annotated[int, Field(ge=-(2**63), lt=2**63)]


class Origin(BaseModel):
    """Where a model comes from, for those who read its file.

    Attributes
    ----------
    study : str
        Name of the study.
    answer : str
        What the study says of the candidate.
    dataset : str
        Name of the data that it was trained on.
    fingerprint : str
        SHA-256 of these data, including the sealed part, which it was not trained on.
    n_samples : int
        Number of samples that it was trained on.
    seed : int
        Seed of its first weights and of the order of its samples.
    environment : dict
        Versions, processor and commit of the training.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    study: str
    answer: str
    dataset: str
    fingerprint: str
    n_samples: int = Field(ge=1)
    seed: int = Field(ge=0)
    environment: dict[str, JsonValue] = {}


class Target(BaseModel):
    """The number that a regression predicts.

    Attributes
    ----------
    mean, deviation : float
        Mean and standard deviation in the training, which the network's output is scaled back with.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)

    mean: float
    deviation: float = Field(gt=0)


class ModelFile(BaseModel):
    """Content of ``model.json``; what is None is left out of it.

    Attributes
    ----------
    format : int
        Version of this format.
    task : {"classification", "regression"}
        What the model predicts: the class of a sample, or a number.
    candidate : dict
        Sizes, activations and training settings, as
        :meth:`actsearch.candidate.Candidate.to_dict` returns them. Of learned parameters it has
        the values before training; those after it are in ``weights.npz``.
    inputs : int
        How many numbers the network takes, after the preparation.
    classes : list of int or str, or None
        Label of each output; None in regression.
    target : Target or None
        The number that is predicted; None in classification.
    preparation : dict
        How samples become these numbers; its arrays are in ``weights.npz``.
    columns : dict or None
        The features of a sample by name, as :meth:`actsearch.datasets.columns.Schema.to_dict`
        returns them; None if they have no names.
    label : str or None
        Name of the column of the labels, or of the target, if there was one.
    origin : Origin or None
        Where the model comes from.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    format: Literal[1] = 1
    task: LearningTask = "classification"
    candidate: dict[str, JsonValue]
    inputs: Annotated[int, Field(ge=1, le=10_000_000)]
    classes: (
        Annotated[list[int], Field(min_length=2)] | Annotated[list[str], Field(min_length=2)] | None
    ) = None
    target: Target | None = None
    preparation: dict[str, JsonValue]
    columns: dict[str, JsonValue] | None = None
    label: str | None = None
    origin: Origin | None = None

    @model_validator(mode="after")
    def _check_task(self) -> Self:
        known = (self.classes is not None, self.target is not None)
        if known != (self.task == "classification", self.task == "regression"):
            raise ValueError("a classification has classes, and a regression has a target")
        return self

    @property
    def targets(self) -> Targets:
        """What the outputs of the network mean."""
        if self.target is not None:
            return TargetScaler(self.target.mean, self.target.deviation)
        return ClassTargets(len(self.classes or ()))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file.

        Raises
        ------
        DataError
            If it cannot be read, or actsearch did not write it.
        """
        try:
            return cls.model_validate_json(read_regular(path, _MOST_BYTES))
        except OSError as error:
            raise DataError(
                f"{str(path)!r} cannot be read ({error.strerror or error}): name the folder that "
                "'actsearch export' wrote"
            ) from error
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise damaged(
                path, f"{short('.'.join(map(str, first['loc'])) or 'file')}: {short(first['msg'])}"
            ) from error

    def text(self) -> str:
        """Return the file's text."""
        data: dict[str, Any] = self.model_dump(mode="json")
        known = {key: value for key, value in data.items() if value is not None}
        return json.dumps(known, indent=2) + "\n"


def damaged(path: Path, what: str) -> DataError:
    """Return the error for a file that is not as actsearch writes it."""
    return DataError(
        f"{str(path)!r} is not a model as actsearch writes it ({what}): export it again"
    )
