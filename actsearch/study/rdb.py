"""Optuna's relational storage, with two shortcuts where it takes its time for every single value.

Both reach below Optuna's public interface, which is why its major version is pinned; what is stored
is the same.
"""

import json
from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from optuna.storages import RDBStorage
from optuna.storages._rdb.models import (
    TrialIntermediateValueModel,
    TrialModel,
    TrialUserAttributeModel,
)
from optuna.storages._rdb.storage import _create_scoped_session
from optuna.trial import FrozenTrial, Trial, TrialState
from sqlalchemy import delete, insert

from actsearch.study.snapshot import stored_trials

if TYPE_CHECKING:
    from sqlite3 import Cursor

_NO_COURSE: Mapping[int, float] = MappingProxyType({})


class Storage(RDBStorage):
    """A store whose trials are read from SQLite's tables themselves, where it is SQLite's."""

    def get_trial(self, trial_id: int) -> FrozenTrial:
        """Read one trial."""
        if self.engine.name != "sqlite":
            return super().get_trial(trial_id)
        found = self._read("trial_id = ?", [trial_id])
        if not found:
            raise KeyError(f"no trial with the id {trial_id}")
        return found[0]

    def _get_trials(
        self,
        study_id: int,
        states: Container[TrialState] | None,
        included_trial_ids: set[int],
        trial_id_greater_than: int,
    ) -> list[FrozenTrial]:
        if self.engine.name != "sqlite" or states is not None:
            return super()._get_trials(study_id, states, included_trial_ids, trial_id_greater_than)
        return self._read(
            "study_id = ? AND (trial_id > ? OR trial_id IN (SELECT value FROM json_each(?)))",
            [study_id, trial_id_greater_than, json.dumps(sorted(included_trial_ids))],
        )

    def _read(self, condition: str, arguments: Sequence[Any]) -> list[FrozenTrial]:
        connection = self.engine.raw_connection()
        try:
            return stored_trials(cast("Cursor", connection.cursor()), condition, arguments)
        finally:
            connection.close()


def store(
    trial: Trial, attributes: Mapping[str, Any], course: Mapping[int, float] = _NO_COURSE
) -> None:
    """Write attributes and intermediate values of a running trial, all in one transaction.

    Parameters
    ----------
    trial : optuna.trial.Trial
        Kept in a relational storage, behind the cache that Optuna puts before it.
    attributes : mapping
        What JSON can hold, by name; what was stored under a name is replaced.
    course : mapping, optional
        Intermediate values by step, likewise.
    """
    backend: RDBStorage = trial.storage._backend  # type: ignore[attr-defined]
    trial_id = trial._trial_id
    with _create_scoped_session(backend.scoped_session) as session:
        stored: Any = TrialModel.find_or_raise_by_id(trial_id, session)
        backend.check_trial_is_updatable(trial_id, stored.state)
        for model, key, rows in (
            (TrialUserAttributeModel, "key", _attribute_rows(trial_id, attributes)),
            (TrialIntermediateValueModel, "step", _course_rows(trial_id, course)),
        ):
            if rows:
                known = getattr(model, key).in_([row[key] for row in rows])
                session.execute(delete(model).where(model.trial_id == trial_id, known))
                session.execute(insert(model), rows)


def _attribute_rows(trial_id: int, attributes: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"trial_id": trial_id, "key": key, "value_json": json.dumps(value)}
        for key, value in attributes.items()
    ]


def _course_rows(trial_id: int, course: Mapping[int, float]) -> list[dict[str, Any]]:
    to_stored = TrialIntermediateValueModel.intermediate_value_to_stored_repr
    names = ("intermediate_value", "intermediate_value_type")
    return [
        {"trial_id": trial_id, "step": step, **dict(zip(names, to_stored(value), strict=True))}
        for step, value in course.items()
    ]
