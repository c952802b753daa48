"""A study as it is stored: a frozen specification and the trials that followed from it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any, Literal

import filelock
import optuna
from optuna.storages import BaseStorage
from optuna.trial import FrozenTrial
from pydantic import ValidationError

from actsearch import strategies
from actsearch.errors import (
    NotFoundError,
    SpecificationMismatchError,
    StorageError,
    UsageError,
)
from actsearch.storage.open import absolute, explained, opened, without_password
from actsearch.storage.owner import taken, this_process
from actsearch.storage.sqlite import url_of
from actsearch.strategies import Phase
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory, write_atomically
from actsearch.study.specification import Specification, StudyFile
from actsearch.trials import TrialRecord, stored

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
    def finished(self) -> list[TrialRecord]:
        """What is known of the trials that have ended, by number."""
        return [stored.read(trial) for trial in self.trials if trial.state.is_finished()]

    @property
    def target(self) -> int:
        """How many trials the study is to have in all."""
        return int(self.optuna_study.user_attrs.get("trials", 0))

    @target.setter
    def target(self, trials: int) -> None:
        self.optuna_study.set_user_attr("trials", trials)

    @property
    def turns(self) -> list[Phase]:
        """Which strategy proposes from which trial on."""
        first = Phase(0, self.specification.strategy, self.specification.options)
        later = self.optuna_study.user_attrs.get("turns", [])
        return [first, *(Phase(**turn) for turn in later)]

    def turn_by(self, strategy: str, options: Mapping[str, Any]) -> Phase:
        """Return the turn in which this strategy proposes from the next trial on.

        Raises
        ------
        UsageError
            If it can only begin a study.
        """
        current = self.turns[-1]
        if (current.strategy, dict(current.options)) == (strategy, dict(options)):
            return current
        if strategies.get(strategy).exhaustive:
            raise UsageError(
                f"strategy {strategy!r} goes through a space from its first candidate on and "
                "cannot carry on another's study; begin one with 'actsearch run --study NAME'"
            )
        return Phase(len(self.trials), strategy, dict(options))

    def take(self, turn: Phase) -> None:
        """Begin a turn, unless it is the one that the study is in."""
        if turn != self.turns[-1]:
            later = [each for each in self.turns[1:] if each.first_trial < turn.first_trial]
            self.optuna_study.set_user_attr("turns", [asdict(each) for each in (*later, turn)])

    @property
    def stopped(self) -> str | None:
        """Why it stopped; None while it runs, and after it was killed."""
        reason: str | None = self.optuna_study.user_attrs.get("stopped")
        return reason

    @stopped.setter
    def stopped(self, reason: str | None) -> None:
        if reason != self.stopped:
            self.optuna_study.set_user_attr("stopped", reason)

    def remember(self, budget: Budget, *, afresh: bool = False) -> Budget:
        """Keep what of a budget belongs to the study, and fill in what was kept before.

        A resumed study then ends where an undisturbed one would have.

        Parameters
        ----------
        budget : Budget
            As it was given now.
        afresh : bool
            Whether to forget which accuracy and patience were enough before.
        """
        kept = self.optuna_study.user_attrs.get("budget", {})
        if afresh:
            kept = {name: value for name, value in kept.items() if name == "trial_seconds"}
        for name in ("target_accuracy", "patience", "trial_seconds"):
            value = getattr(budget, name)
            if value is not None:
                kept = {**kept, name: value}
        if kept != self.optuna_study.user_attrs.get("budget", {}):
            self.optuna_study.set_user_attr("budget", kept)
        return replace(budget, **kept)

    @property
    def n_validation(self) -> int | None:
        """How many samples each validation accuracy was measured on; None before the first."""
        n_validation: int | None = self.optuna_study.user_attrs.get("n_validation")
        return n_validation

    @n_validation.setter
    def n_validation(self, samples: int) -> None:
        self.optuna_study.set_user_attr("n_validation", samples)


def check(directory: StudyDirectory, specification: Specification) -> None:
    """Refuse a name that is taken by a study with another specification; nothing is written.

    Raises
    ------
    SpecificationMismatchError
        If it is; the message shows the differences.
    """
    if directory.exists():
        taken = StudyFile.load(directory.specification).specification
        if differences := taken.differences(specification):
            raise SpecificationMismatchError(
                f"study {directory.name!r} exists with another specification "
                f"({'; '.join(differences)}); give this one another name with --study"
            )


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
    check(directory, specification)
    if directory.exists():
        file = StudyFile.load(directory.specification)
        if storage_url is not None:
            _check_same_storage(directory, file, storage_url)
    else:
        file = StudyFile(study=directory.name, storage=None, specification=specification)
        if storage_url is not None:
            # A database that cannot be used must not leave a study behind.
            with explained(storage_url), opened(storage_url, "create") as store:
                _optuna_study(file, store, storage_url, may_be_new=True)
            kept = without_password(absolute(storage_url))
            file = file.model_copy(update={"storage": kept})
        directory.path.mkdir(parents=True, exist_ok=True)
        write_atomically(directory.specification, file.model_dump_json(indent=2) + "\n")
    with _open_for_writing(directory, file, storage_url, "create") as study:
        yield study


def _check_same_storage(directory: StudyDirectory, file: StudyFile, url: str) -> None:
    """Refuse to begin the study a second time, in another database."""
    kept = file.storage or url_of(directory.database)
    given = without_password(absolute(url))
    if given != kept:
        raise SpecificationMismatchError(
            f"study {directory.name!r} is kept in {kept!r}, not in {given!r}: leave out --storage "
            "(or ACTSEARCH_STORAGE), or give this study another name with --study"
        )


@contextmanager
def resume(directory: StudyDirectory, storage_url: str | None = None) -> Iterator[Study]:
    """Take up a study with nothing restated; see :func:`begin`.

    Raises
    ------
    NotFoundError
        If its store is gone: what was to be resumed is not silently begun anew.
    """
    file = StudyFile.load(directory.specification)
    with _open_for_writing(directory, file, storage_url, "write") as study:
        yield study


@contextmanager
def _open_for_writing(
    directory: StudyDirectory,
    file: StudyFile,
    storage_url: str | None,
    mode: Literal["write", "create"],
) -> Iterator[Study]:
    # Two processes would each take the other's running trial for an abandoned one.
    try:
        lock = filelock.FileLock(directory.lock).acquire(blocking=False)
    except filelock.Timeout as error:
        owner = directory.owner.read_text(encoding="utf-8") if directory.owner.exists() else None
        raise StorageError(taken(directory.name, owner)) from error
    write_atomically(directory.owner, this_process())
    url = _url(directory, file, storage_url)
    with lock, explained(url), opened(url, mode, file.study) as store:
        found = _optuna_study(file, store, url, may_be_new=mode == "create")
        yield Study(directory, file, found)


def _optuna_study(
    file: StudyFile, store: BaseStorage, url: str, *, may_be_new: bool
) -> optuna.Study:
    """Find or make the study in its store, and see that it is the one of the file."""
    if may_be_new:
        found = optuna.create_study(
            study_name=file.study, storage=store, direction="maximize", load_if_exists=True
        )
    else:
        try:
            found = optuna.load_study(study_name=file.study, storage=store)
        except KeyError as error:
            raise NotFoundError(
                f"the database {without_password(url)!r} has no study {file.study!r}; "
                "restore it, or begin the study again with 'actsearch run'"
            ) from error
    stored = found.user_attrs.get("specification")
    if stored is None and not found.get_trials(deepcopy=False):
        found.set_user_attr("specification", file.specification.model_dump(mode="json"))
        return found
    try:
        differences = Specification.model_validate(stored).differences(file.specification)
    except ValidationError:
        differences = ["it is not one of actsearch's"]
    if differences:
        raise SpecificationMismatchError(
            f"the database {without_password(url)!r} has a study {file.study!r} with "
            f"another specification ({'; '.join(differences)}); restore "
            "'specification.json', or choose another name with --study, or another database"
        )
    return found


def _url(directory: StudyDirectory, file: StudyFile, storage_url: str | None) -> str:
    return storage_url or file.storage or url_of(directory.database)
