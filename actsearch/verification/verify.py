"""Run all checks of a study, one after the other."""

from collections.abc import Callable, Iterator, Sequence

from actsearch.datasets import Split
from actsearch.study import defaults
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import Specification, StudyFile
from actsearch.trials import TrialRecord
from actsearch.verification import checks, confirmed, retraining
from actsearch.verification.database import read_database
from actsearch.verification.finding import Finding, short
from actsearch.verification.learning_curve import digest
from actsearch.verification.retraining import NotReproducedError


def verify(
    directory: StudyDirectory,
    trials: int = defaults.VERIFIED_TRIALS,
    storage_url: str | None = None,
    announce: Callable[[str], None] = lambda _: None,
) -> Iterator[Finding]:
    """Check a study, and train some of its trials again; the study is only read.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    trials : int
        How many trials to train again: the best one, and random others, the same each time.
    storage_url : str, optional
        URL of the study's storage, if it is not the one in its specification file.
    announce : callable, optional
        Called with a message before each training.

    Yields
    ------
    Finding
        Result of each check, as soon as it is known.

    Raises
    ------
    NotFoundError
        If the storage does not exist, or does not have the study.
    StorageError
        If ``specification.json`` cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from actsearch import datasets
    >>> from actsearch.study.specification import DatasetSpecification
    >>> from actsearch.study.opening import begin
    >>> space = {"network": {"hidden_layer_sizes": [16]}, "activations": {"relu": {}}}
    >>> print_ = datasets.load("digits").fingerprint
    >>> digits = DatasetSpecification(source="digits", label=None, fingerprint=print_)
    >>> with TemporaryDirectory() as runs:
    ...     study = StudyDirectory(Path(runs), "empty")
    ...     with begin(study, Specification(space=space, dataset=digits, strategy="bayes", seed=0)):
    ...         pass
    ...     for finding in verify(study):
    ...         print(finding.check, finding.status)
    database ok
    trials ok
    specification ok
    phases ok
    data ok
    environment warning
    """
    file = StudyFile.load(directory.specification)
    database = read_database(directory, file, storage_url)
    yield from database.findings
    if database.read:
        yield checks.check_trials(database.trials)
        yield checks.check_specification(directory, file, database.attributes)
    specification = checks.decisive_specification(file, database.attributes)
    if database.read:
        yield checks.check_phases(
            file.study, specification, database.attributes, len(database.trials)
        )
    data, finding = checks.check_data(specification)
    yield finding
    if data is not None and trials:
        # Split before the environment is checked: this loads the libraries that a run loads.
        splits = list(data.splits(specification.splits, specification.seed))
    why, finding = checks.check_environment(directory)
    yield finding
    if not database.trials:
        return
    records = database.records
    space, finding = checks.check_proposals(specification, records)
    yield finding
    chosen = retraining.choose(records, trials, specification.seed)
    if chosen and (data is None or space is None):
        yield Finding(
            check="training",
            status="failed",
            message="no trial was trained anew: first correct what failed above",
        )
        return
    for count, trial in enumerate(chosen, start=1):
        announce(f"[{count}/{len(chosen)}] training trial {trial.number} anew")
        yield _train(records, trial, specification, splits, why)
    if chosen and data is not None:
        url = storage_url or file.storage or directory.database
        yield from confirmed.check(url, file.study, specification, data, why)


def _train(
    trials: list[TrialRecord],
    trial: TrialRecord,
    specification: Specification,
    splits: Sequence[Split],
    why: str,
) -> Finding:
    try:
        runs = retraining.retrain(trials, trial, specification, splits)
    except NotReproducedError as error:
        return Finding(
            check="training",
            status="failed",
            message=f"trial {trial.number} {error}; {why}",
            trial=trial.number,
        )
    return Finding(
        check="training",
        status="ok",
        message=f"trial {trial.number} comes out the same to the last bit, "
        f"checkpoints: {sum(run.checkpoints for run in runs)} ({short(digest(runs))})",
        trial=trial.number,
        digest=digest(runs),
    )
