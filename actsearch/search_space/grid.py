"""All candidates of a finite space, found by calling ``suggest`` again and again."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from actsearch.search_space.settings import Trial, Value, step_from, steps_between


class _GridTrial:
    """A trial that gives each parameter the value at a chosen position of its list of values.

    Parameters
    ----------
    positions : sequence of int
        Positions of the first parameters, in the order in which they are asked for. All further
        parameters get their first value.
    """

    def __init__(self, positions: Sequence[int]) -> None:
        self.positions = list(positions)
        self.sizes: list[int] = []
        self.params: dict[str, Value] = {}

    def _answer(self, name: str, size: int, value: Callable[[int], Any]) -> Any:
        index = len(self.sizes)
        if index == len(self.positions):
            self.positions.append(0)
        self.sizes.append(size)
        self.params[name] = value(self.positions[index])
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

    def next_positions(self) -> list[int]:
        """Return the positions of the next combination; an empty list after the last one.

        The last parameter that has a further value gets it. The parameters after it are left out:
        which of them are asked for may depend on that value.
        """
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
        trial = _GridTrial(positions)
        suggest(trial)
        yield trial.params
        positions = trial.next_positions()
        if not positions:
            return
