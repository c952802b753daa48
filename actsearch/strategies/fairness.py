"""A fair baseline: where sizes or training settings are searched, they are tuned for it too."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from optuna.trial import TrialState

from actsearch.parameter_names import EXPRESSION, ParameterName
from actsearch.search_space import SearchSpace
from actsearch.strategies.history import History
from actsearch.trials import merit


class FairBaseline:
    """Says which trials tune the baseline, and turns their proposals into candidates that do so.

    A gain should be the activation's own, and not that of a better step size. So the activations
    of the baseline get as many trials as those of the best trial so far. Such a trial keeps the
    sizes and settings that the strategy proposes.

    Parameters
    ----------
    space : SearchSpace
        Space of the study.
    """

    def __init__(self, space: SearchSpace) -> None:
        self._space = space
        self._tunes = any(_is_setting(name) for name in space.searched())

    def is_due(self, history: History) -> bool:
        """Tell whether the next trial is the baseline's."""
        if not self._tunes:
            return False
        known = [each for each in history.trials if each.state == TrialState.COMPLETE]
        best = max(known, key=merit, default=None)
        if best is None:
            return False
        if self._is_own(best.params):
            return False
        own = [self._is_own(each.params) for each in history.trials]
        leads = _activations(best.params)
        theirs = sum(
            _activations(each.params) == leads and not is_own
            for each, is_own in zip(history.trials, own, strict=True)
        )
        return sum(own) < theirs

    def _is_own(self, params: Mapping[str, Any]) -> bool:
        """Tell whether a trial has the activations of the baseline, with their parameters."""
        return params == self.candidate(params)

    def candidate(self, proposed: Mapping[str, Any]) -> dict[str, Any]:
        """Return a proposal's parameters, with the activations of the baseline."""
        settings = {name: value for name, value in proposed.items() if _is_setting(name)}
        return self._space.baseline(settings)


def _is_setting(name: str) -> bool:
    return ParameterName.parse(name).is_setting


def _activations(params: Mapping[str, Any]) -> frozenset[Any]:
    """Return the names of the activations, or their trees, in whatever layers they are."""
    names = {ParameterName.parse(name): value for name, value in params.items()}
    trees: dict[int | None, list[tuple[str, Any]]] = defaultdict(list)
    for name, value in names.items():
        if name.activation == EXPRESSION:
            trees[name.layer].append((name.key, value))
    return frozenset(
        tuple(sorted(trees[name.layer])) if value == EXPRESSION else value
        for name, value in names.items()
        if name.is_choice
    )
