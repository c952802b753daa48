"""Studies: their files, their names, their storages, and what cannot be opened."""

import os
import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

import cheap_study
import optuna
import pytest
from optuna.storages import RDBStorage
from sqlalchemy.exc import OperationalError

from actsearch.errors import (
    NotFoundError,
    SpecificationMismatchError,
    StorageError,
    UsageError,
)
from actsearch.running.interruption import Interruption
from actsearch.running.loop import Loop
from actsearch.study.budget import Budget
from actsearch.study.directory import (
    StudyDirectory,
    check_name,
    find,
    study_directories,
    write_atomically,
)
from actsearch.study.opening import begin, resume
from actsearch.study.snapshot import read


def fail_on_tanh(candidate, split, seed):
    if candidate.activations[0].name == "tanh":
        raise FloatingPointError("on purpose")
    return cheap_study.cheap_evaluation(candidate, split, seed)


def trials_of(runs):
    return read(StudyDirectory(runs, "cheap")).trials


@contextmanager
def optunas_own(url):
    """A database as Optuna itself opens it, closed in the end: Python 3.13 warns otherwise."""
    storage = RDBStorage(url)
    try:
        yield storage
    finally:
        storage.remove_session()
        storage.engine.dispose()


def test_a_finished_study_has_what_was_asked_of_each_trial(tmp_path):
    cheap_study.run(tmp_path, "spread", 5, seed=0)
    for trial in trials_of(tmp_path):
        assert trial.outcome == "complete"
        assert trial.strategy == ("spread" if trial.number else "baseline")
        (run,) = trial.evaluation.runs
        units = sum(trial.candidate.hidden_layer_sizes)
        assert (run.seed, run.checkpoints, trial.evaluation.n_weights) == (0, 3, units)
        # The score is that of the last epoch, although the one before was better.
        assert trial.score == run.scores["accuracy"][-1] < max(run.scores["accuracy"])
        assert str(trial.candidate) == trial.description.candidate


def test_optuna_opens_it_as_it_is(tmp_path):
    cheap_study.run(tmp_path, "bayes", 5, seed=0)
    url = f"sqlite:///{tmp_path}/cheap/study.db"
    with optunas_own(url) as storage:
        study = optuna.load_study(study_name="cheap", storage=storage)
        complete = study.get_trials(states=[optuna.trial.TrialState.COMPLETE])
        assert 0 < len(complete) < 5  # the others are probes
        assert study.best_value == max(trial.value for trial in complete)
        snapshot = read(StudyDirectory(tmp_path, "cheap"))
        assert [trial.score for trial in snapshot.trials] == [t.value for t in study.trials]
        expected = {"candidate", "formula", "activation", "activation_params", "val_loss"}
        for trial, record in zip(study.trials, snapshot.trials, strict=True):
            assert trial.params == record.parameters
            assert tuple(trial.intermediate_values.values()) == record.evaluation.learning_curve
            assert expected <= trial.user_attrs.keys()
        assert snapshot.attributes.trials == study.user_attrs["trials"] == 5
    assert read(StudyDirectory(tmp_path, "cheap"), url) == snapshot


def test_times_are_local_as_optuna_shows_them(tmp_path, monkeypatch):
    cheap_study.run(tmp_path, "bayes", 2, seed=0)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        with optunas_own(f"sqlite:///{tmp_path}/cheap/study.db") as storage:
            theirs = optuna.load_study(study_name="cheap", storage=storage).trials
        ours = trials_of(tmp_path)
        assert [(trial.started, trial.ended) for trial in ours] == [
            (trial.datetime_start, trial.datetime_complete) for trial in theirs
        ]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_failing_candidate_is_stored_with_its_reason_and_the_study_goes_on(tmp_path):
    table = cheap_study.run(tmp_path, "grid", 14, seed=0, evaluate=fail_on_tanh)
    trials = trials_of(tmp_path)
    failed = [trial for trial in trials if trial.parameters["activation"] == "tanh"]
    assert len(table) == 14
    for trial in failed:
        assert trial.outcome == "failed"
        assert trial.reason == "FloatingPointError: on purpose"
        assert "fail_on_tanh" in trial.traceback


def test_another_specification_under_the_same_name_is_refused_with_the_difference(tmp_path):
    cheap_study.run(tmp_path, "bayes", 3, seed=0)
    with (
        pytest.raises(SpecificationMismatchError, match=r"\(seed: 0 -> 1\)"),
        cheap_study.opened(tmp_path, "random", seed=1),
    ):
        pass
    # Another strategy alone begins a new phase, but a grid is complete or nothing.
    with (
        pytest.raises(SpecificationMismatchError, match=r"\(strategy: bayes -> grid\)"),
        cheap_study.opened(tmp_path, "grid", seed=0),
    ):
        pass


def test_a_second_process_is_told_so(tmp_path):
    with (
        cheap_study.opened(tmp_path, "bayes", seed=0),
        pytest.raises(StorageError, match=f"being run by process {os.getpid()} on "),
        cheap_study.opened(tmp_path, "bayes", seed=0),
    ):
        pass


def not_utf_8(path):
    path.write_bytes(b"\xff")


def too_long(path):
    path.write_bytes(b"process 1" * 1000)


@pytest.mark.parametrize("make", [Path.mkdir, not_utf_8, too_long, os.mkfifo, Path.exists])
def test_a_second_process_is_told_so_whatever_the_owner_s_file_is(make, tmp_path):
    with cheap_study.opened(tmp_path, "bayes", seed=0) as study:
        study.directory.owner.unlink()
        make(study.directory.owner)
        with (
            pytest.raises(StorageError, match="being run by another process"),
            cheap_study.opened(tmp_path, "bayes", seed=0),
        ):
            pass


def test_the_deadline_begins_no_further_trial(tmp_path):
    with cheap_study.opened(tmp_path, "bayes", seed=0) as study, Interruption() as interruption:
        study.set_n_trials(5, study.phases[-1])
        workers = cheap_study.SerialWorkers(cheap_study.cheap_evaluation)
        budget = Budget(timeout=0.0)
        assert not list(Loop(study, workers, interruption, budget).run())
        assert [trial.state.name for trial in study.trials] == ["WAITING"]
        assert study.stopped == "out of time"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a\\b", "../a", "/a", "a..b", "-a", ".a", "a b", "a\n", "ä", "a" * 101],
)
def test_names_that_could_leave_the_folder_are_refused(name):
    with pytest.raises(UsageError, match="cannot be the name of a study"):
        check_name(name)


def test_the_newest_study_is_the_one_written_to_last(tmp_path):
    for name in ("b", "a", "c"):
        with cheap_study.opened(tmp_path, "bayes", seed=0, name=name):
            pass
    with cheap_study.opened(tmp_path, "bayes", seed=0, name="a") as study:
        study.set_n_trials(9, study.phases[-1])
    assert find(tmp_path).name == "a"


def test_looking_leaves_no_trace_and_makes_no_study_the_newest(tmp_path):
    for name in ("old", "new"):
        with cheap_study.opened(tmp_path, "bayes", seed=0, name=name):
            pass
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    read(StudyDirectory(tmp_path, "old"))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert find(tmp_path).name == "new"


def test_what_is_being_written_can_be_read(tmp_path):
    with cheap_study.opened(tmp_path, "bayes", seed=0) as study:
        study.set_n_trials(9, study.phases[-1])
        assert read(study.directory).attributes.trials == 9
        study.set_n_trials(10, study.phases[-1])
        assert read(study.directory).attributes.trials == 10
    assert read(study.directory).attributes.trials == 10


def test_other_files_among_the_studies_are_ignored(tmp_path):
    cheap_study.run(tmp_path, "bayes", 1, seed=0)
    for foreign in ("-x", "two words", ".hidden"):
        (tmp_path / foreign).mkdir()
        (tmp_path / foreign / "specification.json").write_text("{}")
    (tmp_path / "note.txt").write_text("hello")
    assert [directory.name for directory in study_directories(tmp_path)] == ["cheap"]
    assert find(tmp_path).name == "cheap"


def test_an_unreadable_study_hides_no_other(tmp_path):
    cheap_study.run(tmp_path, "bayes", 1, seed=0)
    unreadable = StudyDirectory(tmp_path, "other")
    unreadable.specification.mkdir(parents=True)
    with pytest.raises(StorageError, match="cannot be read"):
        read(unreadable)
    with mock.patch.object(Path, "is_file", side_effect=PermissionError):
        names = {directory.name for directory in study_directories(tmp_path)}
    assert {"cheap", "other"} <= names


def test_a_missing_study_is_answered_with_those_that_exist(tmp_path):
    with pytest.raises(NotFoundError, match="there is no study in"):
        find(tmp_path, "cheap")
    cheap_study.run(tmp_path, "bayes", 1, seed=0)
    with pytest.raises(NotFoundError, match="did you mean 'cheap'"):
        find(tmp_path, "chaep")


def test_reading_creates_nothing(tmp_path):
    cheap_study.run(tmp_path, "bayes", 1, seed=0)
    directory = StudyDirectory(tmp_path, "cheap")
    directory.database.unlink()
    before = sorted(directory.path.iterdir())
    with pytest.raises(NotFoundError, match="there is no database"):
        trials_of(tmp_path)
    assert sorted(directory.path.iterdir()) == before


def test_a_foreign_database_is_refused_untouched(tmp_path):
    directory = StudyDirectory(tmp_path, "cheap")
    cheap_study.run(tmp_path, "bayes", 1, seed=0)
    directory.database.unlink()
    with sqlite3.connect(directory.database) as connection:
        connection.execute("CREATE TABLE cats (name TEXT)")
    connection.close()
    content = directory.database.read_bytes()
    for attempt in (lambda: trials_of(tmp_path), lambda: cheap_study.run(tmp_path, "bayes", 2, 0)):
        with pytest.raises(StorageError, match="not one of Optuna's"):
            attempt()
    assert directory.database.read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"not a database at all, but text" * 100, b"SQLite format 3\0"]
)
def test_a_damaged_database_is_one_sentence(content, tmp_path):
    directory = StudyDirectory(tmp_path, "cheap")
    cheap_study.run(tmp_path, "bayes", 1, seed=0)
    directory.database.write_bytes(content)
    with pytest.raises(StorageError, match=r"study\.db.*failed"):
        trials_of(tmp_path)


def test_a_damaged_specification_is_one_sentence(tmp_path):
    cheap_study.run(tmp_path, "bayes", 1, seed=0)
    directory = StudyDirectory(tmp_path, "cheap")
    directory.specification.write_text('{"study": "cheap"}')
    with pytest.raises(StorageError, match=r"not a study's specification"):
        trials_of(tmp_path)


def test_the_database_of_another_study_is_refused(tmp_path):
    cheap_study.run(tmp_path / "one", "bayes", 2, seed=0)
    cheap_study.run(tmp_path / "two", "bayes", 2, seed=1)
    ours, theirs = (StudyDirectory(tmp_path / each, "cheap") for each in ("one", "two"))
    ours.database.write_bytes(theirs.database.read_bytes())
    with pytest.raises(SpecificationMismatchError, match="with another specification"):
        cheap_study.run(tmp_path / "one", "bayes", 3, seed=0)


def test_another_storage_serves_two_studies(tmp_path):
    url = f"sqlite:///{tmp_path}/shared.db"
    space = cheap_study.finite_space(tmp_path)
    for seed in (0, 1):
        directory = StudyDirectory(tmp_path / "runs", f"study{seed}")
        frozen = cheap_study.specification(space, "bayes", seed)
        with begin(directory, frozen, url) as study:
            study.set_n_trials(4, study.phases[-1])
        assert not directory.database.exists()
        assert read(directory).attributes.trials == 4
    with optunas_own(url) as storage:
        assert len(optuna.get_all_study_names(storage)) == 2


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "is not a storage URL"),
        ("sqlite:////nowhere/at/all.db", "failed"),
        ("oracle+nonsense://host/db", "no driver"),
        ("sqlite://", "would keep nothing"),
        ("sqlite:///:memory:", "would keep nothing"),
        ("sqlite:///x.db?timeout=abc", "cannot be used .could not convert.*leave them out"),
    ],
)
def test_an_unusable_storage_leaves_no_study_behind(url, message, tmp_path):
    directory = StudyDirectory(tmp_path / "runs", "study")
    frozen = cheap_study.specification(cheap_study.finite_space(tmp_path), "bayes", 0)
    with pytest.raises((UsageError, StorageError), match=message), begin(directory, frozen, url):
        pass
    assert not directory.path.exists()
    # The same message if the study exists already.
    cheap_study.run(tmp_path, "bayes", 1, seed=0)
    with (
        pytest.raises((NotFoundError, UsageError, StorageError), match=f"{message}|no database"),
        resume(StudyDirectory(tmp_path, "cheap"), url),
    ):
        pass


@pytest.mark.parametrize(
    "url",
    [
        "user:se@cret@host/db",
        "user:secret@host/db",
        "postgresql://user:secret@host:port/db",
        "postgresql://user:se@secret@host/db",
        "postgresql+nonsense://user:secret@host/db",
        "oracle+nonsense://user:sec%40ret@host/db?password=secret",
        "nonsense?password=secret",
    ],
)
def test_no_message_shows_a_password(url, tmp_path):
    frozen = cheap_study.specification(cheap_study.finite_space(tmp_path), "bayes", 0)
    directory = StudyDirectory(tmp_path / "runs", "study")
    with pytest.raises((UsageError, StorageError)) as caught, begin(directory, frozen, url):
        pass
    assert "secret" not in str(caught.value)
    assert "cret@" not in str(caught.value)
    assert not directory.path.exists()


def test_the_driver_that_is_missing_is_named_as_it_can_be_installed(tmp_path, monkeypatch):
    for driver in ("psycopg", "psycopg2"):
        monkeypatch.setitem(sys.modules, driver, None)
    frozen = cheap_study.specification(cheap_study.finite_space(tmp_path), "bayes", 0)
    directory = StudyDirectory(tmp_path / "runs", "study")
    with (
        pytest.raises(UsageError, match=r"pip install 'psycopg\[binary\]' 'sqlalchemy>=2.1'"),
        begin(directory, frozen, "postgresql://host/studies"),
    ):
        pass
    assert not directory.path.exists()


def test_the_database_of_strangers_leaves_no_study_behind(tmp_path):
    url = f"sqlite:///{tmp_path}/theirs.db"
    with optunas_own(url) as storage:
        optuna.create_study(study_name="study", storage=storage).ask()
    directory = StudyDirectory(tmp_path / "runs", "study")
    frozen = cheap_study.specification(cheap_study.finite_space(tmp_path), "bayes", 0)
    with (
        pytest.raises(SpecificationMismatchError, match="not one of actsearch's"),
        begin(directory, frozen, url),
    ):
        pass
    assert not directory.path.exists()
    with optunas_own(url) as storage:
        assert len(optuna.load_study(study_name="study", storage=storage).trials) == 1


def test_a_relative_storage_is_found_from_another_folder(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    directory = StudyDirectory(tmp_path / "runs", "study")
    frozen = cheap_study.specification(cheap_study.finite_space(tmp_path), "bayes", 0)
    with begin(directory, frozen, "sqlite:///here.db") as study:
        study.set_n_trials(4, study.phases[-1])
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert read(directory).attributes.trials == 4
    with resume(directory) as study:
        assert study.n_trials == 4
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_what_is_lost_is_not_silently_begun_anew(damage, tmp_path):
    cheap_study.run(tmp_path, "bayes", 2, seed=0)
    directory = StudyDirectory(tmp_path, "cheap")
    damage(directory.database)
    with (
        pytest.raises((NotFoundError, StorageError), match="begin the study again"),
        resume(directory),
    ):
        pass
    # But `begin` does begin anew.
    assert len(cheap_study.run(tmp_path, "bayes", 2, seed=0)) == 2


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("SELECT", {}, sqlite3.OperationalError("unable to open database file")),
        sqlite3.DatabaseError("malformed"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "theirs"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_of_the_caller_s_own_database_is_left_to_them(error, tmp_path):
    with pytest.raises(type(error)) as caught, cheap_study.opened(tmp_path, "bayes", seed=0):
        raise error
    assert caught.value is error


def test_a_database_that_fails_while_it_is_open_is_one_sentence(tmp_path):
    with cheap_study.opened(tmp_path, "bayes", seed=0) as study:
        with closing(sqlite3.connect(study.directory.database)) as connection:
            connection.execute("DROP TABLE study_user_attributes")
            connection.commit()
        with pytest.raises(StorageError, match=r"study\.db' failed \(no such table"):
            study.optuna_study.set_user_attr("trials", 9)
        with pytest.raises(StorageError, match=r"study\.db' failed \(no such table"):
            _ = study.attributes


def test_an_edited_specification_is_refused_with_the_difference(tmp_path):
    cheap_study.run(tmp_path, "bayes", 2, seed=0)
    directory = StudyDirectory(tmp_path, "cheap")
    frozen = directory.specification.read_text()
    directory.specification.write_text(frozen.replace('"seed": 0', '"seed": 1'))
    with pytest.raises(SpecificationMismatchError, match="seed: 0 -> 1"), resume(directory):
        pass
    # Only the label of the data may change.
    directory.specification.write_text(frozen.replace("Finite, conditional", "Small"))
    with resume(directory) as study:
        assert len(study.trials) == 2


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path):
    file = tmp_path / "file.txt"
    write_atomically(file, "before")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(file, "half \ud800")
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]
