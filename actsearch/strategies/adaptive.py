"""``adaptive``: learn parameters by gradient first, then search near what was learned."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial

from actsearch.errors import UsageError
from actsearch.search_space import SearchSpace
from actsearch.strategies.base import Strategy, register
from actsearch.strategies.bayes import Bayes
from actsearch.strategies.fixed import fixed
from actsearch.strategies.history import History
from actsearch.strategies.probing import ProbePlan


@register("adaptive")
class Adaptive(Strategy):
    """Adaptive: learn parameters by gradient, and try what was learned before anything else.

    After the plan of :class:`~actsearch.strategies.probing.ProbePlan`, ``bayes`` proposes.

    References
    ----------
    He et al., "Delving deep into rectifiers", ICCV 2015, for learned slopes.
    """

    def __init__(self, space: SearchSpace, options: Mapping[str, Any] = MappingProxyType({})):
        super().__init__(space, options)
        self._bayes = Bayes(space, {"startup_trials": 0})
        self._plan = ProbePlan(space)
        if not self._plan.probes:
            raise UsageError(
                f"strategy 'adaptive' learns parameters, and search space {space.name!r} has none "
                "that may be learned: begin a new study with this strategy, or give an activation "
                "a range"
            )

    @classmethod
    def prepared(cls, space: SearchSpace, *, splits: int = 1) -> SearchSpace:
        """Return the space, in which searched parameters may be learned too."""
        del splits
        return space.with_learning()

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler that returns the next of the plan, and after its end that of ``bayes``."""
        planned = self._plan.next(history)
        if planned is None:
            return self._bayes.sampler(history, trial, seed)
        return fixed(planned, seed)
