"""Open a study for writing: begin a new one, or resume one that exists."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import filelock
import optuna
from optuna.storages import BaseStorage
from optuna.study import StudyDirection
from pydantic import ValidationError

from actsearch import strategies
from actsearch.errors import NotFoundError, SpecificationMismatchError, StorageError
from actsearch.search_space import SearchSpace
from actsearch.storage.open import absolute, explained, opened, sqlite_file, without_password
from actsearch.storage.owner import is_run_by, read_owner, this_process
from actsearch.storage.presence import watch
from actsearch.storage.quiet import quiet
from actsearch.storage.sqlite import url_of
from actsearch.study.directory import StudyDirectory, write_atomically
from actsearch.study.specification import Specification, StudyFile
from actsearch.study.study import Study


def check(directory: StudyDirectory, specification: Specification) -> None:
    """Check that the name of a study is free, or that its study has this specification.

    Only the strategy may be another one: it can begin a new phase, see :meth:`Study.phase_by`. A
    grid cannot, and must be what the study began with. Nothing is written.

    Raises
    ------
    SpecificationMismatchError
        If the study exists with another specification; the message shows the differences.
    """
    if directory.exists():
        taken = StudyFile.load(directory.specification).specification
        if not strategies.get(specification.strategy).exhaustive:
            began = {"strategy": taken.strategy, "options": taken.options}
            specification = specification.model_copy(update=began)
        if differences := _learning(taken).differences(_learning(specification)):
            raise SpecificationMismatchError(
                f"study {directory.name!r} exists with another specification "
                f"({'; '.join(differences)}); resume it as it is, or give this one another name",
                parameter="study",
            )


def _learning(specification: Specification) -> Specification:
    """Let searched parameters be learned: whether they may be was for the first strategy to say."""
    space = SearchSpace.from_dict(specification.space).with_learning()
    return specification.model_copy(update={"space": space.to_dict()})


@contextmanager
def begin(
    directory: StudyDirectory,
    specification: Specification,
    storage_url: str | None = None,
    asked: dict[str, Any] | None = None,
) -> Iterator[Study]:
    """Begin a study, or resume the one with the same name and specification; see :func:`check`.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    specification : Specification
        Everything that decides what the study's trials are.
    storage_url : str, optional
        URL of an Optuna storage; by default a SQLite file in the study's folder.
    asked : dict, optional
        What is asked for, as :func:`actsearch.study.attributes.asked` returns it: a study that is
        killed before it is stored carries on with it.

    Yields
    ------
    Study
        The study, open for writing by this process alone.

    Raises
    ------
    SpecificationMismatchError
        If the study exists with another specification or storage; the message shows the
        differences.
    StorageError
        If the storage cannot be written or is damaged, or another process has the study open.
    """
    check(directory, specification)
    if directory.exists():
        file = StudyFile.load(directory.specification)
        if storage_url is not None:
            check_same_storage(directory, file, storage_url)
    else:
        file = StudyFile(
            study=directory.name, storage=None, specification=specification, asked=asked or {}
        )
        if storage_url is not None:
            # Try the database first: if it cannot be used, no study folder may be left behind.
            with explained(storage_url), opened(storage_url, "create") as store:
                _optuna_study(file, store, storage_url, may_be_new=True)
            kept = without_password(absolute(storage_url))
            file = file.model_copy(update={"storage": kept})
        directory.path.mkdir(parents=True, exist_ok=True)
        write_atomically(directory.specification, file.as_text())
    with _open_for_writing(directory, file, storage_url, "create") as study:
        yield study


def check_same_storage(directory: StudyDirectory, file: StudyFile, url: str) -> None:
    """Raise an error if the study is kept in another database: it must not begin a second time."""
    kept = file.storage or url_of(directory.database)
    given = without_password(absolute(url))
    if given != kept:
        raise SpecificationMismatchError(
            f"study {directory.name!r} is kept in {kept!r}, not in {given!r}: leave out "
            "the storage, or give this study another name",
            parameter="storage",
        )


@contextmanager
def resume(directory: StudyDirectory, storage_url: str | None = None) -> Iterator[Study]:
    """Open a study that exists, with the specification that it has.

    Parameters
    ----------
    directory, storage_url
        As for :func:`actsearch.study.snapshot.read`.

    Yields
    ------
    Study
        As for :func:`begin`, which says what is raised too.

    Raises
    ------
    NotFoundError
        If its storage is gone; no new study is begun in its place.
    """
    file = StudyFile.load(directory.specification)
    # Nothing can be lost of a study that was killed before it ran.
    may_be_new = bool(file.asked) and not directory.environment.exists()
    mode: Literal["write", "create"] = "create" if may_be_new else "write"
    with _open_for_writing(directory, file, storage_url, mode) as study:
        yield study


@contextmanager
def _open_for_writing(
    directory: StudyDirectory,
    file: StudyFile,
    storage_url: str | None,
    mode: Literal["write", "create"],
) -> Iterator[Study]:
    url = _url(directory, file, storage_url)
    with (
        locked(directory),
        opened(url, mode, file.study) as store,
        locked_file(directory, file, url),
    ):
        with explained(url):
            found = _optuna_study(file, store, url, may_be_new=mode == "create")
        check_there = watch(url)
        yield Study(directory, file, found, store, url)
        check_there()


@contextmanager
def locked(directory: StudyDirectory) -> Iterator[None]:
    """Have a study's folder for this process alone.

    Of two processes each would adopt the other's running trial as abandoned.

    Raises
    ------
    StorageError
        If another process has it.
    """
    with _acquired(directory.lock, directory.name, directory.owner):
        write_atomically(directory.owner, this_process())
        yield


@contextmanager
def locked_file(directory: StudyDirectory, file: StudyFile, url: str) -> Iterator[None]:
    """Have the study for this process alone in a SQLite file that other folders may name too.

    Raises
    ------
    StorageError
        If another process has it.
    """
    database = sqlite_file(url)
    if database is None or database.resolve() == directory.database.resolve():
        yield
        return
    path = database.with_name(f".{database.name}.{file.study}.lock")
    owner = database.with_name(directory.specification.name)
    if database.name == directory.database.name and owner.is_file():
        # The file is another study folder's own, which is locked as a whole.
        path = database.with_name(directory.lock.name)
    with _acquired(path, directory.name):
        yield


@contextmanager
def _acquired(lock: Path, study: str, owner: Path | None = None) -> Iterator[None]:
    """Hold a lock; if another process does, say which, as far as its file of the owner tells."""
    try:
        held = filelock.FileLock(lock).acquire(blocking=False)
    except filelock.Timeout as error:
        known = None if owner is None else read_owner(owner)
        raise StorageError(is_run_by(study, known)) from error
    with held:
        yield


def _optuna_study(
    file: StudyFile, store: BaseStorage, url: str, *, may_be_new: bool
) -> optuna.Study:
    """Load or create the Optuna study, and check that it has the file's specification."""
    name = without_password(url)
    costs = [StudyDirection.MINIMIZE for _ in file.specification.costs]
    directions = [StudyDirection.MAXIMIZE, *costs]
    if may_be_new:
        try:
            with quiet():
                found = optuna.create_study(
                    study_name=file.study,
                    storage=store,
                    directions=directions,
                    load_if_exists=True,
                )
        except KeyError as error:
            # Optuna could not make it because of rows that belong to it, and then did not find it.
            raise StorageError(
                f"the database {name!r} is damaged: it has values of study {file.study!r}, and not "
                "the study itself; restore it from a backup"
            ) from error
    else:
        try:
            found = optuna.load_study(study_name=file.study, storage=store)
        except KeyError as error:
            raise NotFoundError(
                f"the database {name!r} has no study {file.study!r}; restore it, or begin the "
                "study again"
            ) from error
    as_planned = found.directions == directions
    stored = found.user_attrs.get("specification")
    if stored is None and as_planned and not found.get_trials(deepcopy=False):
        found.set_user_attr("specification", file.specification.model_dump(mode="json"))
        return found
    try:
        differences = Specification.model_validate(stored).differences(file.specification)
    except ValidationError:
        differences = ["it is not one of actsearch's"]
    if differences:
        raise SpecificationMismatchError(
            f"the database {name!r} has a study {file.study!r} with "
            f"another specification ({'; '.join(differences)}); restore "
            "'specification.json', or choose another name, or another database",
            parameter="study",
        )
    if not as_planned:
        raise StorageError(
            f"the database {name!r} is damaged: it has a study {file.study!r} that does not "
            f"maximize one value{f' and minimize {len(costs)}' if costs else ''}, as it did; "
            "restore it from a backup"
        )
    return found


def _url(directory: StudyDirectory, file: StudyFile, storage_url: str | None) -> str:
    return storage_url or file.storage or url_of(directory.database)
