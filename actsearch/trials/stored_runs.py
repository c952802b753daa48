"""The form in which the runs of a trial are stored, and what is checked when they are read."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from actsearch import metrics
from actsearch.nn.causes import Causes
from actsearch.runs import Run

Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Share = Annotated[float, Field(ge=0, le=1)]
_DEFAULTS = {metrics.default(task) for task in metrics.TASKS}


class StoredCauses(BaseModel):
    """The form in which causes are stored; each is a list for each reading."""

    model_config = ConfigDict(strict=True, extra="forbid")

    dead: list[list[_Share]]
    saturated: list[list[_Share]]
    sparsity: list[list[_Share]]
    pre_activation_mean: list[list[float]]
    pre_activation_deviation: list[list[float]]
    gradient_norm: list[list[float]]

    def are_whole(self, readings: int) -> bool:
        """Tell whether each cause has a number for each of so many readings and each layer."""
        shapes = {tuple(map(len, curves)) for _, curves in self}
        layers = len(self.dead[0]) if self.dead else 0
        return layers > 0 and shapes == {(layers,) * readings}

    def causes(self) -> Causes:
        """Make the causes."""
        return Causes(**{name: tuple(map(tuple, curves)) for name, curves in self})


class StoredRun(BaseModel):
    """The form in which a run is stored."""

    model_config = ConfigDict(strict=True, extra="forbid")

    seed: int | None
    scores: dict[str, list[float]]
    val_losses: Annotated[list[float], Field(min_length=1)]
    train_losses: list[float]
    seconds: Seconds
    seconds_per_epoch: Seconds
    inference_microseconds: Seconds
    divergence: str | None = None
    pruned: bool = False
    epochs: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    averaged: Annotated[int, Field(ge=1)] = 1
    learned: dict[str, list[float]] = {}
    inference_error: Seconds | None = None
    causes: StoredCauses | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if _DEFAULTS.isdisjoint(self.scores):
            raise ValueError("it needs the default metric of a task")
        if not all(0 <= each <= 1 for each in self.scores.get("accuracy", ())):
            raise ValueError("it needs validation accuracies between 0 and 1")
        curves = (self.train_losses, *self.scores.values(), *self.learned.values())
        if any(len(curve) != len(self.val_losses) for curve in curves):
            raise ValueError("its learning curves differ in length")
        # The first reading is before the first step.
        if self.causes is not None and not self.causes.are_whole(1 + len(self.val_losses)):
            raise ValueError("its causes differ in length")
        return self

    def run(self) -> Run:
        """Make the run."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return Run(
            **values
            | {
                "scores": {name: tuple(curve) for name, curve in self.scores.items()},
                "val_losses": tuple(self.val_losses),
                "train_losses": tuple(self.train_losses),
                "learned": {name: tuple(curve) for name, curve in self.learned.items()},
                "causes": None if self.causes is None else self.causes.causes(),
            }
        )
