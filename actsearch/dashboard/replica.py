"""A copy of a study in memory, for optuna-dashboard: it may write there what it likes."""

import math
from dataclasses import fields
from typing import Any
from warnings import catch_warnings

import optuna
from optuna.exceptions import ExperimentalWarning
from optuna.storages import InMemoryStorage
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState, create_trial

from actsearch.dashboard import notes
from actsearch.leaderboard.rows import Row
from actsearch.metrics import turned
from actsearch.storage.optuna_internals import adopt
from actsearch.storage.quiet import quiet
from actsearch.study.snapshot import Snapshot
from actsearch.trials import TrialRecord, stored

# What the dashboard shows in another place, or what is no single value.
_LEFT_OUT = {"study", "trial", "state", "params", "metrics", "costs", "metric", "score"}


def replica(study: Snapshot) -> InMemoryStorage:
    """Copy a study into a storage of its own, with a note for each trial.

    The values of its objectives are those that people read: of RMSE and MAE less is better. A
    trial's user attributes are its columns of the leaderboard.

    Parameters
    ----------
    study : Snapshot
        Study as it was read.

    Returns
    -------
    InMemoryStorage
        Storage with this one study.
    """
    from optuna_dashboard import save_note

    metric, costs = study.specification.metric, study.specification.costs
    storage, board = InMemoryStorage(), study.leaderboard()
    rows = {row.trial: row for row in board}
    best = StudyDirection.MAXIMIZE if turned(metric, 1.0) > 0 else StudyDirection.MINIMIZE
    with quiet():
        copy = optuna.create_study(
            storage=storage,
            study_name=study.name,
            directions=[best, *(StudyDirection.MINIMIZE for _ in costs)],
            sampler=optuna.samplers.RandomSampler(),  # nothing is proposed
        )
    copy.add_trials(_trial(record, rows[record.number], metric) for record in study.trials)
    with catch_warnings(action="ignore", category=ExperimentalWarning):
        copy.set_metric_names([metric, *costs])
    save_note(copy, notes.of_study(study.name, board))
    for record, trial in zip(study.trials, copy.get_trials(deepcopy=False), strict=True):
        save_note(adopt(copy, trial), notes.of_trial(record, rows[record.number]))
    return storage


def _trial(record: TrialRecord, row: Row, metric: str) -> FrozenTrial:
    state, values = TrialState[record.outcome.state], _values(record, metric)
    if any(not math.isfinite(value) for value in values):
        # The dashboard cannot show it, and what has no finite cost has diverged.
        state, values = TrialState.FAIL, []
    made = create_trial(
        state=state,
        values=values or None,
        params=dict(record.parameters),
        distributions=dict(record.distributions),
        user_attrs=_facts(row),
        intermediate_values={
            step: turned(metric, value) for step, value in stored.learning_curve(record).items()
        },
    )
    made.datetime_start, made.datetime_complete = record.started, record.ended
    return made


def _values(record: TrialRecord, metric: str) -> list[float]:
    if not record.values:
        return []
    score, *costs = record.values
    return [turned(metric, score), *costs]


def _facts(row: Row) -> dict[str, Any]:
    own = {each.name: getattr(row, each.name) for each in fields(row)}
    own |= {f"val_{name}": value for name, value in row.metrics.items()}
    return {
        name: value for name, value in own.items() if value is not None and name not in _LEFT_OUT
    }
