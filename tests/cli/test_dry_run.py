"""``actsearch run --dry-run``: what a run would meet."""

import cheap_study
import pytest

from actsearch.errors import SpecificationMismatchError, StorageError, UsageError
from actsearch.study.directory import StudyDirectory
from actsearch.study.rehearsal import Rehearsal, rehearse


@pytest.fixture
def cheap(tmp_path):
    runs = tmp_path / "runs"
    cheap_study.run(runs, "random", 4, seed=0)
    frozen = cheap_study.specification(cheap_study.finite_space(tmp_path), "random", 0)
    return StudyDirectory(runs, "cheap"), frozen


def test_a_study_that_exists_is_told_and_stays_as_it_was(cheap):
    directory, frozen = cheap
    before = {path: path.stat().st_mtime_ns for path in directory.path.iterdir()}
    found = rehearse(directory, frozen, None)
    assert found == Rehearsal(str(directory.database), "random", finished=4, trials=4)
    after = {path: path.stat().st_mtime_ns for path in directory.path.iterdir()}
    assert {
        p: t for p, t in after.items() if "-shm" not in p.name and "-wal" not in p.name
    } == before


def test_a_name_that_is_free_and_a_new_database_are_fine(cheap, tmp_path):
    _, frozen = cheap
    free = StudyDirectory(tmp_path / "not" / "yet", "free")
    assert rehearse(free, frozen, None) == Rehearsal(str(free.database))
    url = f"sqlite:///{tmp_path}/new.db"
    assert rehearse(free, frozen, url) == Rehearsal(url)
    assert not (tmp_path / "not").exists()
    assert not (tmp_path / "new.db").exists()


def test_what_would_keep_a_run_from_being_stored_is_said(cheap, tmp_path):
    directory, frozen = cheap
    (tmp_path / "file").write_text("")
    free = StudyDirectory(tmp_path / "runs", "free")
    for place, url, error, message in (
        (StudyDirectory(tmp_path / "file", "a"), None, StorageError, "is a file, so that no fold"),
        (free, f"sqlite:///{tmp_path}/file/new.db", StorageError, "is a file"),
        (free, "nonsense", UsageError, "is not a storage URL"),
        (free, "sqlite://", UsageError, "would keep nothing"),
        (directory, f"sqlite:///{tmp_path}/b.db", SpecificationMismatchError, "is kept in"),
    ):
        with pytest.raises(error, match=message):
            rehearse(place, frozen, url)


def test_a_folder_and_a_database_that_are_not_ours_are_named(cheap, monkeypatch):
    directory, frozen = cheap
    monkeypatch.setattr("os.access", lambda path, _mode: not str(path).endswith("study.db"))
    with pytest.raises(StorageError, match=r"study.db' cannot be written: make it yours"):
        rehearse(directory, frozen, None)
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(StorageError, match=r"folder .* cannot be written: make it yours"):
        rehearse(directory, frozen, None)


def test_a_dry_run_tells_of_study_steps_and_time(actsearch):
    words = ("run", "--dataset", "iris", "--dry-run", "--trials", 8, "--splits", 2, "--steps", 100)
    answer = actsearch(*words, "--workers", 4)
    assert answer.code == 0
    assert "iris-bayes-steps100-splits2: new" in answer.out
    assert "2, so 16 trainings, 1,600 steps: under 1 s on one core, under 1 s on 4" in answer.out


def test_a_dry_run_refuses_a_target_that_the_run_would_refuse(actsearch):
    answer = actsearch("run", "--dataset", "iris", "--dry-run", "--target", 150)
    assert (answer.code, answer.out) == (2, "")
    assert "(--target)" in answer.err
