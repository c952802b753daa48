"""What a killed run left is removed, and nothing that somebody else names."""

import os
import tempfile

import pytest

from actsearch.workers import leftovers


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_behind(text=""):
    """Return the folder of a process that has died."""
    folder, lock = leftovers.make_folder()
    (folder / "semaphores").write_text(text)
    os.close(lock)
    return folder


def test_the_folder_of_a_dead_process_is_removed_and_that_of_a_living_one_stays(temporary):
    dead = left_behind()
    living, lock = leftovers.make_folder()
    leftovers.clear()
    os.close(lock)
    assert not dead.exists()
    assert living.exists()


def test_only_semaphores_are_removed(temporary):
    semaphore, precious = temporary / "sem.loky-47-abc_1", temporary / "precious.txt"
    for file in (semaphore, precious):
        file.touch()
    left_behind(f"{semaphore}\n{precious}")
    leftovers.clear()
    assert not semaphore.exists()
    assert precious.exists()


def test_a_folder_that_others_may_write_to_is_left_alone(temporary):
    semaphore = temporary / "sem.loky-47-abc_1"
    semaphore.touch()
    folder = left_behind(str(semaphore))
    folder.chmod(0o777)
    leftovers.clear()
    assert folder.exists()
    assert semaphore.exists()


def test_links_are_not_followed(temporary, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name in ("alive", "precious.txt"):
        (elsewhere / name).touch()
    (temporary / "actsearch-link").symlink_to(elsewhere)
    mine = temporary / "actsearch-lock"
    mine.mkdir(mode=0o700)
    (mine / "alive").symlink_to(elsewhere / "alive")
    leftovers.clear()
    assert sorted(file.name for file in elsewhere.iterdir()) == ["alive", "precious.txt"]
    assert mine.exists()
