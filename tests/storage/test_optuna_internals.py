"""Test each use of undocumented parts of Optuna alone, to show what a new version breaks."""

import optuna
import pytest
import sqlalchemy
from optuna.storages import RDBStorage
from optuna.trial import TrialState

from actsearch.storage import optuna_internals, tables
from actsearch.storage.optuna_internals import Storage, adopt, as_stored, cached, store, tell

VALUES = {0: 0.5, 1: float("inf"), 2: float("nan")}


@pytest.fixture
def storage(tmp_path):
    made = Storage(f"sqlite:///{tmp_path / 'study.db'}")
    yield made
    made.remove_session()
    made.engine.dispose()


@pytest.fixture
def study(storage):
    return optuna.create_study(storage=cached(storage), direction="maximize")


@pytest.fixture
def documented(storage, study):
    """Return the same study, read only by Optuna's documented interface."""
    plain = RDBStorage(str(storage.engine.url))
    yield lambda: optuna.load_study(study_name=study.study_name, storage=plain)
    plain.remove_session()
    plain.engine.dispose()


def same(one, other):
    """Tell whether two trials are stored alike; NaN equals NaN."""
    return repr(one) == repr(other)


def test_the_schema_is_the_one_whose_tables_are_read_directly():
    assert optuna_internals.SCHEMA_VERSION == tables.SCHEMA, (
        "Optuna has a new schema: trials are read by Optuna itself, which takes ten times as long, "
        "until actsearch/storage/tables.py reads the new tables and names their version"
    )


def test_trials_that_are_read_directly_are_those_of_the_documented_interface(study, documented):
    for _ in range(3):
        trial = study.ask()
        trial.suggest_float("x", 1e-3, 1.0, log=True)
        trial.suggest_categorical("c", ["a", "b"])
        trial.suggest_int("n", 1, 9, step=2)
        trial.set_user_attr("mark", [1, "two"])
        for step, value in VALUES.items():
            trial.report(value, step)
    study.tell(0, 0.25)
    study.tell(1, state=TrialState.FAIL)
    assert same(study.get_trials(deepcopy=False), documented().get_trials(deepcopy=False)), (
        "RDBStorage.get_trial or ._get_trials has changed, or the tables behind them: what "
        "actsearch/storage/tables.py reads is not what Optuna reads"
    )


def test_optuna_reads_trials_by_the_methods_that_are_replaced(storage, study, monkeypatch):
    study.ask()
    read = []
    monkeypatch.setattr(
        storage, "_read", lambda condition, _arguments: read.append(condition) or []
    )
    study.get_trials()
    assert read, (
        "Optuna's cache does not call RDBStorage._get_trials any more: trials are not read "
        "directly, which takes ten times as long"
    )
    with pytest.raises(KeyError, match="no trial with the id 1"):
        storage.get_trial(1)


def test_an_unknown_trial_is_a_key_error_as_with_optuna(storage):
    with pytest.raises(KeyError):
        storage.get_trial(7)


def test_the_cache_reads_a_finished_trial_once(storage, study, monkeypatch):
    study.tell(study.ask(), 0.5)
    study.get_trials()
    arguments = []
    monkeypatch.setattr(storage, "_read", lambda _condition, given: arguments.append(given) or [])
    assert len(study.get_trials()) == 1
    assert [given[1] for given in arguments] == [1], (
        "optuna.storages.get_storage does not put a cache before an RDBStorage any more: every "
        "trial is read again for every proposal"
    )


def test_what_is_stored_at_once_is_what_the_documented_interface_stores(study, documented):
    attributes = {"mark": [1, "two"], "seconds": 0.125}
    at_once, one_by_one = study.ask(), study.ask()
    store(at_once, attributes, VALUES)
    for name, attribute in attributes.items():
        one_by_one.set_user_attr(name, attribute)
    for step, value in VALUES.items():
        one_by_one.report(value, step)
    first, second = documented().get_trials(deepcopy=False)
    broken = (
        "optuna.storages._rdb.models has changed: what store() writes in one transaction is not "
        "what Trial.set_user_attr and Trial.report write"
    )
    assert first.user_attrs == second.user_attrs == attributes, broken
    assert same(first.intermediate_values, second.intermediate_values), broken


def test_what_is_stored_again_is_replaced(study, documented):
    trial = study.ask()
    store(trial, {"mark": "old", "kept": 1}, {0: 0.1, 1: 0.2})
    store(trial, {"mark": "new"}, {1: 0.3})
    (read,) = documented().get_trials()
    assert read.user_attrs == {"mark": "new", "kept": 1}
    assert read.intermediate_values == {0: 0.1, 1: 0.3}


def test_all_is_stored_or_nothing(storage, study, documented):
    def break_off(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO trial_intermediate_values"):
            raise InterruptedError("in the middle")

    trial = study.ask()
    sqlalchemy.event.listen(storage.engine, "before_cursor_execute", break_off)
    with pytest.raises(InterruptedError, match="in the middle"):
        store(trial, {"mark": 1}, {0: 0.5})
    assert documented().get_trials()[0].user_attrs == {}, (
        "_create_scoped_session does not take back what was written before an error: a kill may "
        "leave half of a result"
    )


def test_a_finished_trial_is_not_written_to(study):
    trial = study.ask()
    study.tell(trial, 0.5)
    with pytest.raises(optuna.exceptions.UpdateFinishedTrialError):
        store(trial, {"mark": 1})


def test_a_running_trial_is_adopted(study, documented):
    begun = study.ask()
    begun.suggest_float("x", 0.0, 1.0)
    (running,) = study.get_trials()
    adopted = adopt(study, running)
    broken = "Trial(study, trial_id) has changed: the running trial of a killed process is lost"
    assert adopted.number == begun.number, broken
    assert adopted.params == begun.params, broken
    tell(adopted, 0.75, TrialState.COMPLETE)
    (read,) = documented().get_trials()
    assert (read.state, read.value) == (TrialState.COMPLETE, 0.75), broken


def test_a_trial_is_read_back(study):
    trial = study.ask()
    trial.suggest_float("x", 0.0, 1.0)
    store(trial, {"mark": 1})
    read = as_stored(trial)
    assert (read.number, read.params, read.user_attrs) == (0, trial.params, {"mark": 1}), (
        "Trial.storage or Trial._trial_id has changed: a trial is not read back as it is stored"
    )
