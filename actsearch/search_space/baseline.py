"""The baseline: ReLU and default settings. A search has to find something better."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from actsearch import activations as catalogue
from actsearch.nn.settings import TrainingSettings
from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.search_space.settings import Trial, Value, step_from

RELU = "relu"
"""Activation of the baseline, unless the space names another."""


class DefaultTrial:
    """A trial that gives every parameter its default, or the value nearest to it.

    Parameters
    ----------
    activation : str
        The default of an activation's choice.
    others : mapping
        Values that are taken instead of the defaults, by parameter name.
    """

    def __init__(self, activation: str, others: Mapping[str, Value] = MappingProxyType({})) -> None:
        self._activation = activation
        self._others = others
        self.params: dict[str, Value] = {}

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        """Give a number its default."""
        del log
        value = float(_nearest(self._default(name), low, high, step))
        self.params[name] = value
        return value

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        """Give a whole number its default."""
        del log
        value = int(_nearest(self._default(name), low, high, step))
        self.params[name] = value
        return value

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        """Choose the default."""
        default = self._default(name)
        self.params[name] = default if default in choices else choices[0]
        return self.params[name]

    def _default(self, name: str) -> Any:
        """Return the default of a parameter: of an activation, or of the training settings."""
        if name in self._others:
            return self._others[name]
        parameter = ParameterName.parse(name)
        if parameter.is_choice:
            return self._activation
        if parameter.activation == EXPRESSION:
            return None
        if parameter.activation is not None:
            # Of an activation only "learned" is no parameter: by default nothing is.
            return catalogue.definition(parameter.activation).defaults.get(parameter.key, "no")
        return getattr(TrainingSettings(), parameter.key, None)


def baseline(
    suggest: Callable[[Trial], object],
    activation: str = RELU,
    others: Mapping[str, Value] = MappingProxyType({}),
) -> dict[str, Value]:
    """Return the parameters of the candidate with one activation and default settings.

    Parameters
    ----------
    suggest : callable
        Takes a trial and draws every parameter of a candidate from it.
    activation : str
        Activation of all layers; ReLU unless another one is named.
    others : mapping
        Values that are taken instead of the defaults, by parameter name.

    Returns
    -------
    dict
        Values by parameter name.
    """
    trial = DefaultTrial(activation, others)
    suggest(trial)
    return trial.params


def _nearest(value: float | None, low: float, high: float, step: float | None) -> float:
    # The length of a training has no default: the baseline gets the longest.
    within = high if value is None else min(max(value, low), high)
    return within if step is None else step_from(low, step, round((within - low) / step))
