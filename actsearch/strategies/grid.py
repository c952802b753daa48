"""``grid``: every candidate of a finite space, once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy, register
from actsearch.strategies.fixed import fixed
from actsearch.strategies.history import History


@register("grid")
class Grid(Strategy):
    """Grid: every combination of a finite space once, in the order of its file.

    Raises
    ------
    UsageError
        If a range of the space is continuous.
    """

    exhaustive = True

    def __init__(self, space: SearchSpace, options: Mapping[str, Any] = MappingProxyType({})):
        super().__init__(space, options)
        self._points = list(space.grid())

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler that returns the combination with the trial's number."""
        del history
        point = self._points[trial.number % len(self._points)]
        # Optuna's GridSampler does not support conditional parameters: it would repeat ReLU for
        # every slope of a leaky ReLU.
        return fixed(point, seed)
