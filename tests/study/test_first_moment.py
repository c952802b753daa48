"""A study that was killed, or that lost its database, at a moment when little is there."""

import os
import shutil
from pathlib import Path

import cheap_study
import pytest

from actsearch.errors import NotFoundError, StorageError
from actsearch.study import opening
from actsearch.study.attributes import asked
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory, write_atomically
from actsearch.study.housekeeping import delete
from actsearch.study.rehearsal import rehearse
from actsearch.study.snapshot import read

ASKED = asked(7, 0, Budget(patience=9))


def begin(runs, storage=None):
    frozen = cheap_study.specification(cheap_study.finite_space(runs), "random", 0)
    return opening.begin(StudyDirectory(runs, "cheap"), frozen, storage, ASKED)


@pytest.mark.parametrize("moment", ["specification", "database", "tables"])
def test_a_study_that_was_killed_before_it_ran_carries_on_with_what_was_asked(moment, tmp_path):
    """The first file is the specification, and then comes the database, empty at first."""
    with begin(tmp_path):
        pass
    database = tmp_path / "cheap" / "study.db"
    if moment != "tables":
        database.unlink()
    if moment == "database":
        database.touch()
    with opening.resume(StudyDirectory(tmp_path, "cheap")) as study:
        known = study.attributes
        assert (known.trials, known.confirm, known.budget.patience) == (7, 0, 9)
        study.prepare(study.n_trials, study.phases[-1], Budget())
        cheap_study.carry_on(study, study.n_trials)
        assert len(study.trials) == 7


def test_what_was_asked_for_is_read_before_and_after_it_is_stored(tmp_path):
    directory = StudyDirectory(tmp_path, "cheap")
    with begin(tmp_path) as study:
        assert read(directory).attributes.budget.patience == 9
        study.prepare(7, study.phases[-1], Budget(patience=9))
        assert study.optuna_study.user_attrs["budget"] == {"patience": 9}


def test_a_rehearsal_of_a_study_that_was_killed_before_it_ran_carries_it_on(tmp_path):
    with begin(tmp_path) as study:
        frozen, directory = study.specification, study.directory
    directory.database.unlink()
    found = rehearse(directory, frozen, None)
    assert (found.strategy, found.finished, found.trials) == ("random", 0, 7)
    with begin(tmp_path):
        pass


def test_a_lost_database_is_not_made_anew_where_nothing_says_that_it_never_was(tmp_path):
    frozen = cheap_study.specification(cheap_study.finite_space(tmp_path), "random", 0)
    directory = StudyDirectory(tmp_path, "cheap")
    with opening.begin(directory, frozen):
        pass
    directory.database.unlink()
    with pytest.raises(NotFoundError), opening.resume(directory):
        pass
    assert not directory.database.exists()


def test_what_is_stored_later_counts_more(tmp_path):
    with begin(tmp_path) as study:
        study.set_n_trials(3, study.phases[-1])
        study.ask_to_confirm(5)
        assert (study.n_trials, study.attributes.confirm) == (3, 5)


def test_one_sqlite_file_serves_a_study_once_whatever_the_folder(tmp_path):
    url = f"sqlite:///{tmp_path}/shared.db"
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    with (
        begin(tmp_path / "first", url),
        pytest.raises(StorageError, match="'cheap' is being run by another process"),
        begin(tmp_path / "second", url),
    ):
        pass
    with begin(tmp_path / "second", url):
        pass


def test_the_folder_of_the_file_itself_is_such_a_folder_too(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for each in (first, second):
        each.mkdir()
    url = f"sqlite:///{first}/cheap/study.db"
    with (
        begin(first),
        pytest.raises(StorageError, match="'cheap' is being run by another process"),
        begin(second, url),
    ):
        pass


def test_a_study_that_another_folder_has_open_is_not_deleted(tmp_path):
    url = f"sqlite:///{tmp_path}/shared.db"
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        with begin(tmp_path / name, url):
            pass
    with begin(tmp_path / "first", url) as study:
        with pytest.raises(StorageError, match="is being run by another process"):
            delete(StudyDirectory(tmp_path / "second", "cheap"))
        assert study.optuna_study.user_attrs["specification"]


def test_a_name_that_is_a_path_is_damage(tmp_path):
    with begin(tmp_path, f"sqlite:///{tmp_path}/shared.db") as study:
        file = study.directory.specification
    file.write_text(file.read_text().replace('"cheap"', '"x/e"', 1))
    with pytest.raises(StorageError, match=r"specification\.json"), opening.resume(study.directory):
        pass


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: shutil.move(path, f"{path}.away")])
def test_a_database_that_was_deleted_while_it_was_open_is_no_success(damage, tmp_path):
    with (
        pytest.raises(StorageError, match="was deleted or replaced while it was open"),
        begin(tmp_path) as study,
    ):
        damage(study.directory.database)


def test_files_are_as_the_umask_says(tmp_path):
    before = os.umask(0o077)
    try:
        write_atomically(tmp_path / "private.txt", "text")
        os.umask(0o002)
        write_atomically(tmp_path / "shared.txt", "text")
    finally:
        os.umask(before)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("private.txt", "shared.txt")]
    assert modes == [0o600, 0o664]
