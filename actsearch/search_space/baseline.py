"""What people take by habit: the candidate that a search has to beat."""

from collections.abc import Callable, Sequence
from typing import Any

from actsearch import activations as catalogue
from actsearch.nn.training import TrainingSettings
from actsearch.search_space.settings import Trial, Value, step_from

_HABIT = "relu"


class _Habit:
    """A trial that answers each question with ReLU, or with what is nearest to the default."""

    def __init__(self) -> None:
        self.params: dict[str, Value] = {}

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        del log
        value = float(_nearest(_default(name), low, high, step))
        self.params[name] = value
        return value

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        del log
        value = int(_nearest(_default(name), low, high, step))
        self.params[name] = value
        return value

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        default = _default(name)
        self.params[name] = default if default in choices else choices[0]
        return self.params[name]


def baseline(suggest: Callable[[Trial], object]) -> dict[str, Value]:
    """Return what a trial is answered that asks for ReLU and for defaults.

    Parameters
    ----------
    suggest : callable
        Asks the trial that it is given.
    """
    habit = _Habit()
    suggest(habit)
    return habit.params


def _default(name: str) -> Any:
    """Return an activation's default, or the training's, by a parameter's name."""
    *path, key = name.split(".")
    if key == "activation":
        return _HABIT
    if path:
        return catalogue.get(path[-1]).params[key]
    return getattr(TrainingSettings(), key, None)


def _nearest(value: float, low: float, high: float, step: float | None) -> float:
    within = min(max(value, low), high)
    return within if step is None else step_from(low, step, round((within - low) / step))
