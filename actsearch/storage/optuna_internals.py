"""Every use of Optuna's undocumented parts, in one place.

``pyproject.toml`` allows only minor versions of Optuna that are tested.
``tests/storage/test_optuna_internals.py`` tests each use by itself, and so shows what a new
version breaks. The database gets the same content as through the documented interface.
"""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import optuna
from optuna.distributions import (
    BaseDistribution,
    check_distribution_compatibility,
    distribution_to_json,
    json_to_distribution,
)
from optuna.exceptions import OptunaError
from optuna.storages import BaseStorage, RDBStorage, get_storage
from optuna.storages._rdb.models import (
    SCHEMA_VERSION,
    TrialIntermediateValueModel,
    TrialModel,
    TrialParamModel,
    TrialUserAttributeModel,
)
from optuna.storages._rdb.storage import _create_scoped_session
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, Trial, TrialState
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from actsearch.errors import ActsearchError
from actsearch.storage import sqlite, tables

if TYPE_CHECKING:
    from sqlite3 import Cursor

_NONE: Mapping[int, float] = MappingProxyType({})


class _Drawn(NamedTuple):
    """A parameter that a trial has drawn: its value as Optuna stores it, and its distribution."""

    value: float
    distribution: BaseDistribution
    previous: BaseDistribution | None


class Storage(RDBStorage):
    """An Optuna storage that reads trials directly from the tables of a SQLite file.

    Optuna makes an object for every stored value, which takes ten times as long. Where a value
    cannot be read, one sentence says that the database is damaged; this holds for any database.
    """

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._drawn: dict[str, _Drawn] | None = None

    def _set_trial_param(
        self,
        trial_id: int,
        param_name: str,
        param_value_internal: float,
        distribution: BaseDistribution,
        previous_distribution: BaseDistribution | None,
    ) -> None:
        if self._drawn is None:
            super()._set_trial_param(
                trial_id, param_name, param_value_internal, distribution, previous_distribution
            )
        else:
            drawn = _Drawn(param_value_internal, distribution, previous_distribution)
            self._drawn[param_name] = drawn

    @contextmanager
    def parameters_at_once(self, trial_id: int) -> Iterator[None]:
        """Keep the parameters that a trial draws in this block, and write them at its end."""
        self._drawn = {}
        try:
            yield
            if self._drawn:
                self._write_parameters(trial_id, self._drawn)
        finally:
            self._drawn = None

    def _write_parameters(self, trial_id: int, drawn: "Mapping[str, _Drawn]") -> None:
        with self._undamaged(), _create_scoped_session(self.scoped_session) as session:
            trial: Any = TrialModel.find_or_raise_by_id(trial_id, session)
            self.check_trial_is_updatable(trial_id, trial.state)
            new = [name for name, each in drawn.items() if each.previous is None]
            stored = (
                select(TrialParamModel.param_name, func.min(TrialParamModel.distribution_json))
                .join(TrialModel)
                .where(TrialModel.study_id == trial.study_id, TrialParamModel.param_name.in_(new))
                .group_by(TrialParamModel.param_name)
            )
            known = {name: json_to_distribution(text) for name, text in session.execute(stored)}
            rows = []
            for name, each in drawn.items():
                if (previous := each.previous or known.get(name)) is not None:
                    check_distribution_compatibility(previous, each.distribution)
                rows.append(
                    {
                        "trial_id": trial_id,
                        "param_name": name,
                        "param_value": each.value,
                        "distribution_json": distribution_to_json(each.distribution),
                    }
                )
            session.execute(insert(TrialParamModel), rows)

    def get_study_directions(self, study_id: int) -> list[StudyDirection]:
        """Read whether each objective is maximized or minimized."""
        with self._undamaged():
            return super().get_study_directions(study_id)

    def get_study_user_attrs(self, study_id: int) -> dict[str, Any]:
        """Read the user attributes of a study."""
        with self._undamaged():
            return super().get_study_user_attrs(study_id)

    def get_study_system_attrs(self, study_id: int) -> dict[str, Any]:
        """Read the system attributes of a study."""
        with self._undamaged():
            return super().get_study_system_attrs(study_id)

    def get_trial(self, trial_id: int) -> FrozenTrial:
        """Read one trial."""
        if not self._reads_directly:
            with self._undamaged():
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
        if not self._reads_directly or states is not None:
            with self._undamaged():
                return super()._get_trials(
                    study_id, states, included_trial_ids, trial_id_greater_than
                )
        return self._read(
            "study_id = ? AND (trial_id > ? OR trial_id IN (SELECT value FROM json_each(?)))",
            [study_id, trial_id_greater_than, json.dumps(sorted(included_trial_ids))],
        )

    @property
    def _reads_directly(self) -> bool:
        return self.engine.name == "sqlite" and SCHEMA_VERSION == tables.SCHEMA

    def _read(self, condition: str, arguments: Sequence[Any]) -> list[FrozenTrial]:
        connection = self.engine.raw_connection()
        try:
            cursor = cast("Cursor", connection.cursor())
            with sqlite.explained(self._name):
                return tables.stored_trials(cursor, self._name, condition, arguments)
        finally:
            connection.close()

    @property
    def _name(self) -> str:
        """Name of the database in messages; SQLAlchemy writes a URL without its password."""
        url = self.engine.url
        return str(url.database) if self.engine.name == "sqlite" else str(url)

    @contextmanager
    def _undamaged(self) -> Iterator[None]:
        try:
            yield
        except (ActsearchError, OptunaError, SQLAlchemyError, KeyError):
            raise  # The database failed, or does not have what was asked for: it is not damaged.
        except Exception as error:
            raise tables.damaged(self._name, error) from error


def cached(storage: RDBStorage) -> BaseStorage:
    """Put Optuna's cache in front of a storage, so that finished trials are read only once."""
    return get_storage(storage)


def store(trial: Trial, attributes: Mapping[str, Any], values: Mapping[int, float] = _NONE) -> None:
    """Write user attributes and intermediate values of a running trial, all in one transaction.

    A kill leaves all of it or nothing. Optuna's documented interface needs one transaction for
    each value.

    Parameters
    ----------
    trial : optuna.trial.Trial
        A running trial, in a :class:`Storage` behind :func:`cached`.
    attributes : mapping
        Values that JSON can hold, by name. A value with the same name is replaced.
    values : mapping, optional
        Intermediate values by step. A value with the same step is replaced.
    """
    backend: RDBStorage = trial.storage._backend  # type: ignore[attr-defined]
    trial_id = trial._trial_id
    with _create_scoped_session(backend.scoped_session) as session:
        stored: Any = TrialModel.find_or_raise_by_id(trial_id, session)
        backend.check_trial_is_updatable(trial_id, stored.state)
        for model, key, rows in (
            (TrialUserAttributeModel, "key", _attribute_rows(trial_id, attributes)),
            (TrialIntermediateValueModel, "step", _value_rows(trial_id, values)),
        ):
            if rows:
                known = getattr(model, key).in_([row[key] for row in rows])
                session.execute(delete(model).where(model.trial_id == trial_id, known))
                session.execute(insert(model), rows)


@contextmanager
def parameters_at_once(trial: Trial) -> Iterator[None]:
    """Write all parameters that a trial draws in this block in one transaction, at its end.

    Optuna's documented interface needs a transaction for each, and for the first of each name
    another search through all parameters of the study.

    Parameters
    ----------
    trial : optuna.trial.Trial
        A running trial, in a :class:`Storage` behind :func:`cached`. Until the end of the block
        its new parameters are known to itself alone.
    """
    backend: Storage = trial.storage._backend  # type: ignore[attr-defined]
    with backend.parameters_at_once(trial._trial_id):
        yield


def adopt(study: optuna.Study, trial: FrozenTrial) -> Trial:
    """Make a running trial this process's own, whichever process started it."""
    return Trial(study, trial._trial_id)


def as_stored(trial: Trial) -> FrozenTrial:
    """Read a trial back from the storage."""
    return trial.storage.get_trial(trial._trial_id)


def tell(trial: Trial, values: Sequence[float], state: TrialState) -> None:
    """End a trial with the values of its objectives, if it has any, and its state."""
    trial.study.tell(trial, values or None, state=state)


def _attribute_rows(trial_id: int, attributes: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"trial_id": trial_id, "key": key, "value_json": json.dumps(value)}
        for key, value in attributes.items()
    ]


def _value_rows(trial_id: int, values: Mapping[int, float]) -> list[dict[str, Any]]:
    to_stored = TrialIntermediateValueModel.intermediate_value_to_stored_repr
    names = ("intermediate_value", "intermediate_value_type")
    return [
        {"trial_id": trial_id, "step": step, **dict(zip(names, to_stored(value), strict=True))}
        for step, value in values.items()
    ]
