"""What probes with learned parameters tell: a plan of candidates, the first trials of a study."""

from collections.abc import Iterator, Sequence
from itertools import chain
from statistics import median
from typing import Any

from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution
from optuna.trial import FrozenTrial, TrialState

from actsearch.parameter_names import ParameterName
from actsearch.search_space import SearchSpace
from actsearch.search_space.activation_table import LEARNED, NOT_LEARNED, PROBE
from actsearch.search_space.baseline import baseline
from actsearch.search_space.settings import step_from
from actsearch.strategies.history import History
from actsearch.strategies.proposal import distributions
from actsearch.trials import merit
from actsearch.trials.stored import DamagedTrialError, read

# How far from the start to what was learned the fixed values lie. What lowers the training loss
# need not raise the validation accuracy: saturating functions get too steep (benchmarks/LOG.md).
_SHARES = (1.0, 0.5)
_SIGNIFICANT_DIGITS = 2


class ProbePlan:
    """Probes of all activations, and then fixed candidates with the values that they learned.

    Each activation has a probe: a training with learned parameters that is only begun. Then what
    was learned is proposed as fixed values, that of the best probe first, and after these the
    values half-way to what was learned.

    Parameters
    ----------
    space : SearchSpace
        Space of the study; the plan is empty if none of its parameters may be learned.
    """

    def __init__(self, space: SearchSpace) -> None:
        self.space = space
        self._distributions = distributions(space)
        self._layers = [
            parameter.layer
            for parameter in map(ParameterName.parse, self._distributions)
            if parameter.is_choice
        ]
        self.probes = list(self._probes())

    def next(self, history: History) -> dict[str, Any] | None:
        """Return the first candidate of the plan that was not tried; None if all were."""
        return history.once(self._planned)

    def _probes(self) -> Iterator[dict[str, Any]]:
        """Yield the candidates with learned parameters: each activation in all layers."""
        for name, table in self.space.document.activations.items():
            ways = [way for way in table.ways if way != NOT_LEARNED]
            if ways:
                way = PROBE if PROBE in ways else ways[0]
                learned = {str(ParameterName(LEARNED, name, layer)): way for layer in self._layers}
                yield baseline(self.space.suggest, name, learned)

    def _planned(self, history: History) -> dict[str, Any] | None:
        """Return the first candidate of the plan that was not tried; None if all were."""
        tried = [trial.params for trial in history.trials]
        ranked = history.once(_by_merit)
        proposals = (self._fixed(trial, share) for share in _SHARES for trial in ranked)
        plan = chain(self.probes, proposals)
        return next((params for params in plan if params and params not in tried), None)

    def _fixed(self, trial: FrozenTrial, share: float) -> dict[str, Any] | None:
        """Return the candidate with fixed values near what a trial has learned.

        Parameters
        ----------
        trial : FrozenTrial
            Trial with a result.
        share : float
            How far from the start to what was learned the values lie, up to 1.

        Returns
        -------
        dict or None
            None if the trial has learned nothing, or the space has no fixed values for it.
        """
        learning = [
            parameter
            for name, way in trial.params.items()
            if (parameter := ParameterName.parse(name)).key == LEARNED and way != NOT_LEARNED
        ]
        evaluation = read(trial).evaluation if learning else None
        # What a training learned that diverged may be no number.
        if evaluation is None or evaluation.divergence:
            return None
        params, activations = dict(trial.params), self.space.candidate(trial.params).activations
        for parameter in learning:
            name, layer = str(parameter.activation), parameter.layer
            table = self.space.document.activations[name]
            if NOT_LEARNED not in table.ways:
                return None
            params[str(parameter)] = NOT_LEARNED
            # All layers share a parameter that has no layer in its name.
            layers = range(1, 1 + len(activations)) if layer is None else [layer]
            for each in activations[layers[0] - 1].learned:
                names = [str(ParameterName(each.name, layer=n)) for n in layers]
                if not evaluation.learned.keys() >= set(names):
                    raise DamagedTrialError(trial.number, f"lacks what it learned of {name!r}")
                ends = [evaluation.learned[one] for one in names]
                full = str(ParameterName(each.name, name, layer))
                if full not in self._distributions:
                    return None
                value = each.toward(median(curve[-1] for curve in ends), share)
                params[full] = _rounded(value, self._distributions[full])
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
