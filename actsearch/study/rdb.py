"""Optuna's relational storage, with two shortcuts where it takes its time for every single value.

Both reach below Optuna's public interface, which is why its major version is pinned; what is stored
is the same.
"""

from collections.abc import Container, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from optuna.storages import RDBStorage
from optuna.storages._rdb.models import TrialUserAttributeModel
from optuna.storages._rdb.storage import _create_scoped_session
from optuna.trial import FrozenTrial, Trial, TrialState

from actsearch.study.snapshot import stored_trials

if TYPE_CHECKING:
    from sqlite3 import Cursor

_NO_COURSE: Mapping[int, float] = MappingProxyType({})


class Storage(RDBStorage):
    """A store whose long studies are read quickly."""

    def _get_trials(
        self,
        study_id: int,
        states: Container[TrialState] | None,
        included_trial_ids: set[int],
        trial_id_greater_than: int,
    ) -> list[FrozenTrial]:
        """Read trials; when all are asked for, as at first, from SQLite's tables themselves."""
        everything = states is None and trial_id_greater_than < 0
        if everything and self.engine.name == "sqlite":
            connection = self.engine.raw_connection()
            try:
                return stored_trials(cast("Cursor", connection.cursor()), study_id)
            finally:
                connection.close()
        return super()._get_trials(study_id, states, included_trial_ids, trial_id_greater_than)


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
        Intermediate values by step.
    """
    backend: RDBStorage = trial.storage._backend  # type: ignore[attr-defined]
    number = trial._trial_id
    with _create_scoped_session(backend.scoped_session) as session:
        for key, value in attributes.items():
            backend._set_trial_attr_without_commit(
                session, TrialUserAttributeModel, number, key, value
            )
        for step, value in course.items():
            backend._set_trial_intermediate_value_without_commit(session, number, step, value)
