"""A study: ask, evaluate, tell, and end with the same table however often it is killed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import filelock
import optuna
from optuna.trial import FrozenTrial, Trial, TrialState
from pydantic import BaseModel, ConfigDict, ValidationError

from actsearch import strategies
from actsearch.datasets import Split
from actsearch.errors import NotFoundError, SpecificationMismatchError, StorageError
from actsearch.evaluation import evaluate
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler
from actsearch.study import environment, records, storage
from actsearch.study.directory import StudyDirectory, write_atomically
from actsearch.study.interruption import Interruption
from actsearch.study.specification import Specification

optuna.logging.set_verbosity(optuna.logging.ERROR)


class StudyFile(BaseModel):
    """Content of ``specification.json``.

    Attributes
    ----------
    study : str
        Name.
    storage : str or None
        URL without password; None is ``study.db`` in the same folder, so that it may be moved.
    specification : Specification
        What the study is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    study: str
    storage: str | None
    specification: Specification


class Study:
    """A frozen specification and the trials that follow from it.

    Make one with :func:`begin`, :func:`resume` or :func:`read`.
    """

    def __init__(self, directory: StudyDirectory, file: StudyFile, study: optuna.Study) -> None:
        self.directory = directory
        self.name = file.study
        self.specification = file.specification
        self.space = SearchSpace.from_dict(dict(file.specification.space))
        self._study = study

    @property
    def trials(self) -> list[FrozenTrial]:
        """All trials, by number; not to be changed."""
        return self._study.get_trials(deepcopy=False)

    @property
    def target(self) -> int | None:
        """How many trials the study is to have in all."""
        target: int | None = self._study.user_attrs.get("trials")
        return target

    @target.setter
    def target(self, trials: int) -> None:
        self._study.set_user_attr("trials", trials)

    @property
    def n_validation(self) -> int | None:
        """How many samples each validation accuracy was measured on."""
        n_validation: int | None = self._study.user_attrs.get("n_validation")
        return n_validation

    @property
    def limit(self) -> int | None:
        """The most trials that the strategy can propose."""
        strategy = strategies.get(self.specification.strategy)
        return self.space.size() if strategy.exhaustive else None

    def run(
        self, split: Split, interruption: Interruption, deadline: float | None = None
    ) -> Iterator[FrozenTrial]:
        """Carry out the trials that are missing from the target, and yield each when it is stored.

        Parameters
        ----------
        split : Split
            Of the dataset that the specification names, by its seed.
        interruption : Interruption
            Entered; a training is abandoned when a signal comes, and taken up by the next run.
        deadline : float, optional
            Value of ``time.monotonic()`` after which no further trial is begun.

        Raises
        ------
        Interrupted
            If a signal came.
        """
        specification = self.specification
        factory = strategies.get(specification.strategy).samplers(self.space)
        self._study.sampler = ExactSampler(factory, specification.seed)
        self._study.set_user_attr("n_validation", len(split.y_validation))
        trials = self.trials
        abandoned = [trial for trial in trials if trial.state == TrialState.RUNNING]
        ended = len(trials) - len(abandoned)
        while ended < (self.target or 0) and (deadline is None or time.monotonic() < deadline):
            # A trial whose process was killed keeps its number and its parameters.
            trial = (
                Trial(self._study, abandoned.pop(0)._trial_id) if abandoned else self._study.ask()
            )
            yield self._carry_out(trial, split, interruption)
            ended += 1

    def _carry_out(self, trial: Trial, split: Split, interruption: Interruption) -> FrozenTrial:
        known = self._frozen(trial)
        records.store(trial, {"strategy": self.specification.strategy})
        candidate = self.space.suggest(trial)
        try:
            with interruption.possible():
                evaluation = evaluate(candidate, split, self.specification.seed)
        except Exception as error:  # noqa: BLE001 - whatever a candidate raises is its result
            records.store(trial, {**records.describe(candidate), **records.failure(error)})
            self._study.tell(trial, state=TrialState.FAIL)
        else:
            records.store(trial, records.describe(candidate))
            records.tell(trial, known, evaluation)
        return self._frozen(trial)

    def _frozen(self, trial: Trial) -> FrozenTrial:
        return trial.storage.get_trial(trial._trial_id)


@contextmanager
def begin(
    directory: StudyDirectory, specification: Specification, storage_url: str | None = None
) -> Iterator[Study]:
    """Begin a study, or take up the one of the same name and specification.

    Raises
    ------
    SpecificationMismatchError
        If the name is taken by a study with another specification; the message shows the
        differences.
    StorageError
        If the store cannot be written, or another process has the study open.
    """
    if directory.exists():
        file = _read_file(directory)
        differences = file.specification.differences(specification)
        if differences:
            raise SpecificationMismatchError(
                f"study {directory.name!r} exists with another specification "
                f"({'; '.join(differences)}); give this one another name with --study"
            )
    else:
        directory.path.mkdir(parents=True, exist_ok=True)
        kept = None if storage_url is None else storage.shown(storage_url)
        file = StudyFile(study=directory.name, storage=kept, specification=specification)
        if storage_url is not None:
            # A database that cannot be reached must not leave a study behind.
            storage.open_storage(storage_url, create=True)
        write_atomically(directory.specification, file.model_dump_json(indent=2) + "\n")
    with _opened_for_writing(directory, file, storage_url) as study:
        yield study


@contextmanager
def resume(directory: StudyDirectory, storage_url: str | None = None) -> Iterator[Study]:
    """Take up a study with nothing restated.

    Raises
    ------
    StorageError
        As :func:`begin`.
    """
    with _opened_for_writing(directory, _read_file(directory), storage_url) as study:
        yield study


def read(directory: StudyDirectory, storage_url: str | None = None) -> Study:
    """Open a study to look at it; nothing is created or changed.

    Raises
    ------
    NotFoundError
        If the study has no trials yet.
    StorageError
        If its store cannot be read.
    """
    file = _read_file(directory)
    url = storage_url or file.storage or storage.sqlite_url(directory.database)
    with storage.explained(url):
        store = storage.open_storage(url, create=False)
        try:
            return Study(directory, file, optuna.load_study(study_name=file.study, storage=store))
        except KeyError as error:
            raise NotFoundError(
                f"the database {storage.shown(url)!r} has no study {file.study!r}"
            ) from error


@contextmanager
def _opened_for_writing(
    directory: StudyDirectory, file: StudyFile, storage_url: str | None
) -> Iterator[Study]:
    url = storage_url or file.storage or storage.sqlite_url(directory.database)
    # Two processes would each take the other's running trial for an abandoned one.
    lock = filelock.FileLock(directory.lock, blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise StorageError(
            f"study {directory.name!r} is being run by another process; wait until that has "
            "ended, or stop it and run this again"
        ) from error
    with lock, storage.explained(url):
        store = storage.open_storage(url, create=True)
        study = optuna.create_study(
            study_name=file.study, storage=store, direction="maximize", load_if_exists=True
        )
        frozen = file.specification.model_dump(mode="json")
        stored = study.user_attrs.get("specification")
        if stored is None and not study.get_trials(deepcopy=False):
            study.set_user_attr("specification", frozen)
        elif stored != frozen:
            raise SpecificationMismatchError(
                f"the database {storage.shown(url)!r} has a study {file.study!r} with another "
                "specification; choose another name with --study, or another database"
            )
        environment.record(directory)
        yield Study(directory, file, study)


def _read_file(directory: StudyDirectory) -> StudyFile:
    try:
        return StudyFile.model_validate_json(directory.specification.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise StorageError(
            f"{str(directory.specification)!r} is not a study's specification "
            f"({'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}); restore it, or move "
            "its folder away"
        ) from error
