"""``adaptive``: train with learned parameters first, then search near what was learned."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from types import MappingProxyType
from typing import Any

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution
from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial, TrialState

from actsearch.errors import UsageError
from actsearch.parameter_names import ParameterName
from actsearch.search_space import SearchSpace
from actsearch.search_space.activation_table import LEARNED, NOT_LEARNED
from actsearch.search_space.baseline import baseline
from actsearch.search_space.settings import step_from
from actsearch.strategies.base import Strategy, register
from actsearch.strategies.bayes import Bayes
from actsearch.strategies.fixed import fixed
from actsearch.strategies.history import History
from actsearch.strategies.proposal import distributions
from actsearch.trials import merit
from actsearch.trials.stored import DamagedTrialError, read

# Where in a training the learned values are read: at its end, and half-way. What lowers the
# training loss late need not raise the validation accuracy: saturating functions get too steep.
_READINGS = (1.0, 0.5)
_SIGNIFICANT_DIGITS = 2


@register("adaptive")
class Adaptive(Strategy):
    """Adaptive: learn parameters by gradient, then try what was learned, and its neighbours.

    First each activation is trained once with learned parameters. Then what was learned is
    proposed as fixed values, of the best trainings first, as it was at the end and half-way. After
    that ``bayes`` proposes, with all of these trials as its history.

    References
    ----------
    He et al., "Delving deep into rectifiers", ICCV 2015, for learned slopes.
    """

    def __init__(self, space: SearchSpace, options: Mapping[str, Any] = MappingProxyType({})):
        super().__init__(space, options)
        self._distributions = distributions(space)
        self._layers = [
            parameter.layer
            for parameter in map(ParameterName.parse, self._distributions)
            if parameter.is_choice
        ]
        self._bayes = Bayes(space, {"startup_trials": 0})
        self._learnings = list(self._trainings())
        if not self._learnings:
            raise UsageError(
                f"strategy 'adaptive' learns parameters, and search space {space.name!r} has none "
                "that may be learned: begin a new study with this strategy, or give an activation "
                "a range"
            )

    @classmethod
    def prepared(cls, space: SearchSpace) -> SearchSpace:
        """Return the space, in which searched parameters may be learned too."""
        return space.with_learning()

    def sampler(self, history: History, trial: FrozenTrial, seed: int) -> BaseSampler:
        """Make a sampler that returns the next of the plan, and after its end that of ``bayes``."""
        planned = history.once(self._planned)
        if planned is None:
            return self._bayes.sampler(history, trial, seed)
        return fixed(planned, seed)

    def _trainings(self) -> Iterator[dict[str, Any]]:
        """Yield the candidates with learned parameters: each activation in all layers."""
        for name, table in self.space.document.activations.items():
            if any(way != NOT_LEARNED for way in table.ways):
                way = next(way for way in table.ways if way != NOT_LEARNED)
                learned = {str(ParameterName(LEARNED, name, layer)): way for layer in self._layers}
                yield baseline(self.space.suggest, name, learned)

    def _planned(self, history: History) -> dict[str, Any] | None:
        """Return the first candidate of the plan that was not tried; None if all were."""
        tried = [trial.params for trial in history.trials]
        for params in self._learnings:
            if params not in tried:
                return params
        for trial in history.once(_by_merit):
            for reading in _READINGS:
                values = self._fixed_at(trial, reading)
                if values is not None and values not in tried:
                    return values
        return None

    def _fixed_at(self, trial: FrozenTrial, reading: float) -> dict[str, Any] | None:
        """Return the candidate with the values that a trial had learned; None if it learned none.

        Parameters
        ----------
        trial : FrozenTrial
            Trial with a result.
        reading : float
            Which part of the training, up to 1, was over when the values are read.
        """
        learning = {
            name: parameter
            for name, way in trial.params.items()
            if (parameter := ParameterName.parse(name)).key == LEARNED and way != NOT_LEARNED
        }
        evaluation = read(trial).evaluation if learning else None
        # What a training learned that diverged may be no number.
        if evaluation is None or evaluation.divergence:
            return None
        params = dict(trial.params)
        for name, parameter in learning.items():
            activation = str(parameter.activation)
            table = self.space.document.activations[activation]
            if NOT_LEARNED not in table.ways:
                return None
            params[name] = NOT_LEARNED
            for key in table.searched:
                # All layers share a parameter that has no layer in its name.
                ends = [
                    curve[max(0, round(reading * len(curve)) - 1)]
                    for full, curve in evaluation.learned.items()
                    if (each := ParameterName.parse(full)).key == key
                    and parameter.layer in (None, each.layer)
                ]
                if not ends:
                    raise DamagedTrialError(trial.number, f"lacks what it learned of {name!r}")
                full = str(ParameterName(key, activation, parameter.layer))
                params[full] = _rounded(median(ends), self._distributions[full])
        return params


def _by_merit(history: History) -> Sequence[FrozenTrial]:
    known = [
        trial for trial in history.trials if trial.state in (TrialState.COMPLETE, TrialState.PRUNED)
    ]
    return sorted(known, key=merit, reverse=True)


def _rounded(value: float, distribution: BaseDistribution) -> Any:
    """Round to few digits, and move into a parameter's range, or to the nearest of its values."""
    short = float(f"{value:.{_SIGNIFICANT_DIGITS}g}")
    match distribution:
        case CategoricalDistribution(choices=choices):
            return min(choices, key=lambda choice: abs(float(choice or 0) - value))
        case FloatDistribution(low=low, high=high, step=step):
            if step is not None:
                short = step_from(low, step, round((short - low) / step))
            return min(max(short, low), high)
    raise TypeError(f"no number is drawn from {distribution!r}")
