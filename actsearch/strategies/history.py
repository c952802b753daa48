"""The history of a trial: what it may know about the trials before it."""

from collections.abc import Callable, Container, Sequence
from copy import copy
from functools import cached_property
from typing import Any, TypeVar

import optuna
from optuna.pruners import NopPruner
from optuna.samplers import RandomSampler
from optuna.storages import InMemoryStorage
from optuna.study import Study, StudyDirection
from optuna.trial import FrozenTrial, TrialState

from actsearch.strategies.lookahead import known_results

T = TypeVar("T")


class History:
    """Trials that a strategy may learn from.

    Parameters
    ----------
    trials : sequence of FrozenTrial
        Trials sorted by number.
    seed : int
        Seed of the study, for what all its trials share.
    directions : sequence of StudyDirection
        Whether each objective of the study is maximized or minimized.

    Examples
    --------
    >>> from optuna.trial import create_trial
    >>> history = History([create_trial(value=0.9), create_trial(value=0.8)])
    >>> [trial.value for trial in history.study.trials]
    [0.9, 0.8]
    """

    def __init__(
        self,
        trials: Sequence[FrozenTrial],
        seed: int = 0,
        directions: Sequence[StudyDirection] = (StudyDirection.MAXIMIZE,),
    ) -> None:
        self.trials = trials
        self.seed = seed
        self.directions = list(directions)
        self._prepared: dict[Any, Any] = {}

    @classmethod
    def of(cls, study: Study, number: int, lookahead: int, seed: int = 0) -> "History":
        """Return what one trial of a study may know.

        These are the candidates of all trials before it, and the results of the first
        :func:`known_results` of them. Later results are hidden: whether they are there depends on
        the number of workers, and on kills.

        Parameters
        ----------
        study : optuna.Study
            The whole study.
        number : int
            Number of the trial.
        lookahead : int
            How many trials may run at the same time.
        seed : int
            Seed of the study.
        """
        before = study.get_trials(deepcopy=False)[:number]
        known = known_results(number, lookahead)
        shown = [*before[:known], *map(_without_result, before[known:])]
        return cls(shown, seed, study.directions)

    @cached_property
    def study(self) -> Study:
        """The trials as a study, which Optuna's samplers need; it is read-only."""
        # Sampler and pruner are not used; without them, Optuna would make its default ones.
        return optuna.load_study(
            study_name="history",
            storage=_ReadOnlyStorage(self.trials, self.directions),
            sampler=RandomSampler(seed=0),
            pruner=NopPruner(),
        )

    def once(self, prepare: Callable[["History"], T]) -> T:
        """Return ``prepare(history)``, computed only once for all proposals of a trial.

        Examples
        --------
        >>> history = History([])
        >>> history.once(lambda history: len(history.trials))
        0
        """
        if prepare not in self._prepared:
            self._prepared[prepare] = prepare(self)
        result: T = self._prepared[prepare]
        return result


class _ReadOnlyStorage(InMemoryStorage):
    """A storage with one study, which has the given trials."""

    def __init__(self, trials: Sequence[FrozenTrial], directions: list[StudyDirection]) -> None:
        super().__init__()
        self._shown = trials
        self._directions = directions

    def get_study_id_from_name(self, study_name: str) -> int:
        del study_name
        return 0

    def get_study_directions(self, study_id: int) -> list[StudyDirection]:
        del study_id
        return self._directions

    def get_all_trials(
        self,
        study_id: int,
        deepcopy: bool = True,
        states: Container[TrialState] | None = None,
    ) -> list[FrozenTrial]:
        del study_id, deepcopy
        return [trial for trial in self._shown if states is None or trial.state in states]

    def set_trial_system_attr(self, trial_id: int, key: str, value: Any) -> None:
        """Ignore the attributes that samplers write."""


def _without_result(trial: FrozenTrial) -> FrozenTrial:
    """Return a trial as it was while it ran."""
    running = copy(trial)
    running.state = TrialState.RUNNING
    running.values = None
    running.datetime_complete = None
    running.intermediate_values = {}
    running.user_attrs = {}
    return running
