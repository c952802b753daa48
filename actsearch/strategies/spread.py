"""``spread``: points that cover the search space evenly."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial

from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy, register
from actsearch.strategies.covering import CoveringSequence
from actsearch.strategies.fixed import fixed
from actsearch.strategies.history import History


@register("spread")
class Spread(Strategy):
    """Spread: points that cover the space evenly, and each activation once at its defaults.

    A proposal depends on the study's seed and the trial's number only, and on no result.

    References
    ----------
    Halton, "On the efficiency of certain quasi-random sequences of points in evaluating
    multi-dimensional integrals", Numerische Mathematik 1960.
    """

    def __init__(self, space: SearchSpace, options: Mapping[str, Any] = MappingProxyType({})):
        super().__init__(space, options)
        self._sequence = CoveringSequence(space)

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler that returns the point with the trial's number."""
        del trial
        return fixed(history.once(self._point), seed)

    def _point(self, history: History) -> dict[str, Any]:
        return self._sequence.point(len(history.trials), history.seed)
