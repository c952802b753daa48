"""Which candidates the trials before had."""

from collections.abc import Mapping
from typing import Any

from actsearch.duplicates import Duplicates
from actsearch.search_space import SearchSpace
from actsearch.strategies.history import History


class Tried:
    """Tells whether a candidate was tried before.

    Candidates are compared by their parameters, but where a space has expressions by what they
    compute: many trees are the same function.

    Parameters
    ----------
    space : SearchSpace
        Space of the study.
    """

    def __init__(self, space: SearchSpace) -> None:
        self._space = space
        # What earlier trials computed is kept, because it takes time to find out.
        self._known = Duplicates()
        self._count = 0

    def has(self, params: Mapping[str, Any], history: History) -> bool:
        """Tell whether a trial of a history had the candidate with these parameters.

        Parameters
        ----------
        params : mapping
            Parameters of a candidate, by name.
        history : History
            Trials of the study, of which later ones are the continuation.
        """
        trials = history.trials
        if self._space.document.expressions is None:
            return any(trial.params == params for trial in trials)
        for trial in trials[self._count :]:
            self._known.first(self._space.candidate(trial.params), self._count)
            self._count += 1
        first = self._known.find(self._space.candidate(params))
        return first is not None and first < len(trials)
