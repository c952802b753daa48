"""A study as it is stored: a frozen specification and the trials that followed from it."""

from collections.abc import Iterator
from contextlib import contextmanager

import filelock
import optuna
from optuna.trial import FrozenTrial

from actsearch.errors import SpecificationMismatchError, StorageError
from actsearch.study import storage
from actsearch.study.directory import StudyDirectory, write_atomically
from actsearch.study.specification import Specification, StudyFile

optuna.logging.set_verbosity(optuna.logging.ERROR)


class Study:
    """A frozen specification and the trials that followed from it.

    Get one from :func:`begin` or :func:`resume`; to look only, take a ``Snapshot``.

    Attributes
    ----------
    directory : StudyDirectory
        Its files.
    name : str
        Of the study, also in Optuna's storage.
    specification : Specification
        What it is.
    optuna_study : optuna.Study
        Its store.
    """

    def __init__(
        self, directory: StudyDirectory, file: StudyFile, optuna_study: optuna.Study
    ) -> None:
        self.directory = directory
        self.name = file.study
        self.specification = file.specification
        self.optuna_study = optuna_study

    @property
    def trials(self) -> list[FrozenTrial]:
        """All trials, by number; not to be changed."""
        return self.optuna_study.get_trials(deepcopy=False)

    @property
    def target(self) -> int:
        """How many trials the study is to have in all."""
        return int(self.optuna_study.user_attrs.get("trials", 0))

    @target.setter
    def target(self, trials: int) -> None:
        self.optuna_study.set_user_attr("trials", trials)

    @property
    def n_validation(self) -> int | None:
        """How many samples each validation accuracy was measured on; None before the first."""
        n_validation: int | None = self.optuna_study.user_attrs.get("n_validation")
        return n_validation

    @n_validation.setter
    def n_validation(self, samples: int) -> None:
        self.optuna_study.set_user_attr("n_validation", samples)


@contextmanager
def begin(
    directory: StudyDirectory, specification: Specification, storage_url: str | None = None
) -> Iterator[Study]:
    """Begin a study, or take up the one of the same name and specification.

    Parameters
    ----------
    directory : StudyDirectory
        Where its files go.
    specification : Specification
        What it is.
    storage_url : str, optional
        Another store than SQLite in that folder.

    Yields
    ------
    Study
        Open for writing, for this process alone.

    Raises
    ------
    SpecificationMismatchError
        If the name is taken by a study with another specification; the message shows the
        differences.
    StorageError
        If the store cannot be written, or another process has the study open.
    """
    if directory.exists():
        file = StudyFile.load(directory.specification)
        differences = file.specification.differences(specification)
        if differences:
            raise SpecificationMismatchError(
                f"study {directory.name!r} exists with another specification "
                f"({'; '.join(differences)}); give this one another name with --study"
            )
    else:
        kept = None
        if storage_url is not None:
            # A database that cannot be reached must not leave a study behind.
            with storage.opened(storage_url, create=True):
                kept = storage.without_password(storage_url)
        file = StudyFile(study=directory.name, storage=kept, specification=specification)
        directory.path.mkdir(parents=True, exist_ok=True)
        write_atomically(directory.specification, file.model_dump_json(indent=2) + "\n")
    with _open_for_writing(directory, file, storage_url) as study:
        yield study


@contextmanager
def resume(directory: StudyDirectory, storage_url: str | None = None) -> Iterator[Study]:
    """Take up a study with nothing restated; see :func:`begin`."""
    file = StudyFile.load(directory.specification)
    with _open_for_writing(directory, file, storage_url) as study:
        yield study


@contextmanager
def _open_for_writing(
    directory: StudyDirectory, file: StudyFile, storage_url: str | None
) -> Iterator[Study]:
    # Two processes would each take the other's running trial for an abandoned one.
    try:
        lock = filelock.FileLock(directory.lock).acquire(blocking=False)
    except filelock.Timeout as error:
        raise StorageError(
            f"study {directory.name!r} is being run by another process; wait until that has "
            "ended, or stop it, and run this again"
        ) from error
    url = _url(directory, file, storage_url)
    with lock, storage.explained(url), storage.opened(url, create=True) as store:
        optuna_study = optuna.create_study(
            study_name=file.study, storage=store, direction="maximize", load_if_exists=True
        )
        specification = file.specification.model_dump(mode="json")
        stored = optuna_study.user_attrs.get("specification")
        if stored is None and not optuna_study.get_trials(deepcopy=False):
            optuna_study.set_user_attr("specification", specification)
        elif stored != specification:
            raise SpecificationMismatchError(
                f"the database {storage.without_password(url)!r} has a study {file.study!r} with "
                "another specification; choose another name with --study, or another database"
            )
        yield Study(directory, file, optuna_study)


def _url(directory: StudyDirectory, file: StudyFile, storage_url: str | None) -> str:
    return storage_url or file.storage or storage.sqlite_url(directory.database)
