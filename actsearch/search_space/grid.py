"""All candidates of a finite space, found by calling ``suggest`` again and again."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from actsearch.search_space.settings import Trial, Value, step_from, steps_between


class _Odometer:
    """A trial that counts like an odometer: one wheel per parameter, the last turns fastest.

    A parameter gets the value at its wheel's position. Which parameters are asked for later depends
    on earlier values, so the wheels after a turned one are removed and made anew.
    """

    def __init__(self, positions: Sequence[int]) -> None:
        self.positions = list(positions)
        self.sizes: list[int] = []
        self.params: dict[str, Value] = {}

    def _answer(self, name: str, size: int, value: Callable[[int], Any]) -> Any:
        wheel = len(self.sizes)
        if wheel == len(self.positions):
            self.positions.append(0)
        self.sizes.append(size)
        self.params[name] = value(self.positions[wheel])
        return self.params[name]

    def suggest_float(
        self, name: str, low: float, high: float, *, step: float | None = None, log: bool = False
    ) -> float:
        if step is None:
            raise ValueError(f"{name} is continuous{' (log)' if log else ''}: it has no grid")
        size = 1 + steps_between(low, high, step)
        return float(self._answer(name, size, lambda count: step_from(low, step, count)))

    def suggest_int(
        self, name: str, low: int, high: int, *, step: int = 1, log: bool = False
    ) -> int:
        del log  # a logarithmic range of whole numbers contains all of them
        size = 1 + (high - low) // step
        return int(self._answer(name, size, lambda count: low + count * step))

    def suggest_categorical(self, name: str, choices: Sequence[Any]) -> Any:
        return self._answer(name, len(choices), lambda position: choices[position])

    def turned(self) -> list[int]:
        """Return the next positions; an empty list when all positions were visited."""
        positions = list(self.positions)
        while positions and positions[-1] + 1 == self.sizes[len(positions) - 1]:
            positions.pop()
        if positions:
            positions[-1] += 1
        return positions


def assignments(suggest: Callable[[Trial], object]) -> Iterator[dict[str, Value]]:
    """Yield all combinations of values that a trial can draw, the last parameter changing fastest.

    Parameters
    ----------
    suggest : callable
        Takes a trial and draws from it. Ranges must have steps.

    Yields
    ------
    dict
        Values by parameter name.

    Examples
    --------
    >>> def suggest(trial):
    ...     if trial.suggest_categorical("activation", ["relu", "sigmoid"]) == "sigmoid":
    ...         trial.suggest_int("gain", 1, 2)
    >>> for params in assignments(suggest):
    ...     print(params)
    {'activation': 'relu'}
    {'activation': 'sigmoid', 'gain': 1}
    {'activation': 'sigmoid', 'gain': 2}
    """
    positions: list[int] = []
    while True:
        trial = _Odometer(positions)
        suggest(trial)
        yield trial.params
        positions = trial.turned()
        if not positions:
            return
