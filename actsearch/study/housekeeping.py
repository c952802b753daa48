"""Rename and delete studies; a study that a process has open is left alone."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import optuna

from actsearch.errors import NotFoundError, StorageError, UsageError
from actsearch.storage.open import explained, opened
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import locked, locked_file
from actsearch.study.specification import StudyFile


def rename(directory: StudyDirectory, name: str) -> StudyDirectory:
    """Give a study's folder another name; what is stored in it stays as it is.

    In its database, and so in Optuna's tools, the study keeps the name that it began with.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    name : str
        New name.

    Returns
    -------
    StudyDirectory
        The folder under its new name.

    Raises
    ------
    UsageError
        If the name is taken, or cannot be that of a study.
    StorageError
        If another process has the study open, or the folder cannot be renamed.
    """
    renamed = StudyDirectory(directory.path.parent, name)
    with locked(directory), _on_disk(directory):
        if renamed.path.exists():
            raise UsageError(f"{str(renamed.path)!r} exists already; choose another name")
        directory.path.rename(renamed.path)
    return renamed


def delete(directory: StudyDirectory, storage_url: str | None = None) -> None:
    """Delete a study: its folder, and what it has in a database elsewhere.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    storage_url : str, optional
        URL of the study's storage, if it is not the one in its specification file.

    Raises
    ------
    StorageError
        If another process has the study open, or something cannot be deleted.
    """
    file = StudyFile.load(directory.specification)
    url = storage_url or file.storage
    if directory.path.is_symlink():
        raise StorageError(
            f"{str(directory.path)!r} is a link to another folder; delete that folder, and the link"
        )
    with locked(directory), _on_disk(directory):
        if url is not None:
            _delete_from(url, directory, file)
        # Renamed first: whatever happens next, no half of a study is left to be read.
        hidden = directory.path.with_name(f".deleted-{secrets.token_hex(8)}")
        directory.path.rename(hidden)
        shutil.rmtree(hidden)


def _delete_from(url: str, directory: StudyDirectory, file: StudyFile) -> None:
    """Delete a study, and those that lie beside it under its name, from a database."""
    # A database that is gone has nothing to delete.
    with (
        suppress(NotFoundError),
        explained(url),
        opened(url, "write", file.study) as store,
        locked_file(directory, file, url),
    ):
        for found in optuna.get_all_study_names(store):
            if found == file.study or found.startswith(f"{file.study} ("):
                optuna.delete_study(study_name=found, storage=store)


@contextmanager
def _on_disk(directory: StudyDirectory) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{str(directory.path)!r} cannot be changed ({error.strerror}); correct the "
            "permissions of its folder"
        ) from error
