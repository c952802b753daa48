"""A study as a sampler may see it: some of its trials, and nowhere to write."""

from collections.abc import Sequence
from typing import Any

from optuna.study import Study
from optuna.trial import FrozenTrial, TrialState

from actsearch.strategies.lookahead import known_results


class Past(Study):
    """A study that shows the trials that it is given, whenever it is looked at.

    Parameters
    ----------
    study : optuna.Study
        The whole study.
    trials : sequence of FrozenTrial
        What is to be seen of it, by number.
    """

    def __init__(self, study: Study, trials: Sequence[FrozenTrial]) -> None:
        vars(self).update(vars(study))
        self._trials = trials
        self._storage: Any = _Nowhere()

    def _get_trials(
        self,
        deepcopy: bool = True,
        states: Any = None,
        use_cache: bool = False,
    ) -> list[FrozenTrial]:
        del deepcopy, use_cache
        return [trial for trial in self._trials if states is None or trial.state in states]


class _Nowhere:
    """Takes what a sampler notes for others: of a trial under way they see all that was drawn."""

    def set_trial_system_attr(self, trial_id: int, key: str, value: Any) -> None:
        """Do nothing."""


def past_of(study: Study, number: int, lookahead: int) -> Past:
    """Show a study as one of its trials may see it.

    Parameters
    ----------
    study : optuna.Study
        The whole study.
    number : int
        Of the trial that looks; it sees only those before.
    lookahead : int
        What of their results it may know: with other workers, or after a kill, the rest might not
        have been there.
    """
    before = study.get_trials(deepcopy=False)[:number]
    known = known_results(number, lookahead)
    return Past(study, [*before[:known], *map(_without_result, before[known:])])


def _without_result(trial: FrozenTrial) -> FrozenTrial:
    return FrozenTrial(
        number=trial.number,
        state=TrialState.RUNNING,
        value=None,
        datetime_start=trial.datetime_start,
        datetime_complete=None,
        params=trial.params,
        distributions=trial.distributions,
        user_attrs={},
        system_attrs=trial.system_attrs,
        intermediate_values={},
        trial_id=trial._trial_id,
    )
