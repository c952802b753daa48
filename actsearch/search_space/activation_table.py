"""An activation of a search space: its parameters, and whether they are learned."""

from collections.abc import Mapping
from math import prod
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    Strict,
    model_serializer,
    model_validator,
)

from actsearch import activations as catalogue
from actsearch.activations import Activation
from actsearch.parameter_names import ParameterName
from actsearch.search_space.baseline import DefaultTrial
from actsearch.search_space.settings import (
    Choice,
    Range,
    Setting,
    Trial,
    Values,
    size,
    suggest,
)

Finite: TypeAlias = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Learning: TypeAlias = Literal["no", "probe", "layer", "unit"]
"""Whether parameters are learned: by no means, a value for each layer, or for each unit.

A probe learns a value for each layer, in a training that is only begun.
"""

LEARNED = "learned"
NOT_LEARNED: Literal["no"] = "no"
PROBE: Literal["probe"] = "probe"


class ActivationTable(BaseModel):
    """A table below ``[activations]``: parameters by name, and ``learned``.

    If the parameters are learned, those with several values or a range are; without any such, all
    of them. They start from the defaults, as near as the space allows, and are not drawn.

    Parameters
    ----------
    learned : {"no", "probe", "layer", "unit"}, or several of them
        Whether the parameters are learned.
    parameters : mapping
        Setting of each parameter.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    learned: Choice[Learning] = NOT_LEARNED
    parameters: dict[str, Setting[Finite]] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, table: Any) -> Any:
        """Put what a file has in one table into the two fields."""
        if not isinstance(table, Mapping):
            return table
        parameters = {name: setting for name, setting in table.items() if name != LEARNED}
        learned = {LEARNED: table[LEARNED]} if LEARNED in table else {}
        return {"parameters": parameters, **learned}

    @model_serializer(mode="wrap")
    def _spread(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write one table again, with ``learned`` if something was said of it."""
        written = write(self)
        learned = {LEARNED: written[LEARNED]} if self.says_learned else {}
        return {**written["parameters"], **learned}

    @property
    def says_learned(self) -> bool:
        """Whether it is said if the parameters are learned, even if they are not."""
        return LEARNED in self.model_fields_set

    @property
    def ways(self) -> tuple[Learning, ...]:
        """The ways in which the parameters may be learned, or not."""
        return self.learned.values if isinstance(self.learned, Values) else (self.learned,)

    @property
    def searched(self) -> list[str]:
        """Names of the parameters with several values or a range."""
        return [name for name, each in self.parameters.items() if isinstance(each, Values | Range)]

    @property
    def learnable(self) -> list[str]:
        """Names of the parameters that are learned if any is."""
        return self.searched or list(self.parameters)

    @property
    def settings(self) -> dict[str, Any]:
        """The parameters, and ``learned`` if any may be."""
        learned = {} if self.learned == NOT_LEARNED else {LEARNED: self.learned}
        return {**learned, **self.parameters}

    @property
    def drawn(self) -> dict[str, Any]:
        """All settings that a trial may draw, by key."""
        return self.settings if NOT_LEARNED in self.ways else {LEARNED: self.learned}

    def count(self) -> int:
        """Count the activations, where nothing is continuous."""
        fixed = prod(size(setting) or 0 for setting in self.parameters.values())
        return sum(fixed if way == NOT_LEARNED else 1 for way in self.ways)

    def suggest(
        self, trial: Trial, activation: str, layer: int | None
    ) -> tuple[Activation, Learning]:
        """Let a trial draw whether the parameters are learned, and else their values.

        Parameters
        ----------
        trial : Trial
            Draws.
        activation : str
            Name of the activation.
        layer : int or None
            Number of the hidden layer, if each layer has an activation of its own.
        """
        name = str(ParameterName(LEARNED, activation, layer))
        way = self.learned
        if isinstance(way, Values):
            way = way.suggest(trial, name)
        learnable = () if way == NOT_LEARNED else self.learnable
        granularity = "layer" if way == PROBE else way
        params: dict[str, Any] = {}
        for key, setting in self.parameters.items():
            learns = key in learnable
            name = str(ParameterName(key, activation, layer))
            value = suggest(setting, DefaultTrial(activation) if learns else trial, name)
            params[key] = {"learned": granularity, "start": value} if learns else value
        return catalogue.get(activation, **params), way
