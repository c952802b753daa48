"""A study as it stood when it was looked at; looking neither creates, changes nor holds it."""

from dataclasses import dataclass

from actsearch.leaderboard import Leaderboard
from actsearch.storage.contents import read_contents
from actsearch.study.attributes import StudyAttributes
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import Specification, StudyFile
from actsearch.trials import Outcome, TrialRecord, stored


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was stored of a study when :func:`read` looked.

    Parameters
    ----------
    name : str
        Of the study.
    specification : Specification
        What it is.
    attributes : StudyAttributes
        What is stored beside the trials.
    trials : list of TrialRecord
        By number.
    """

    name: str
    specification: Specification
    attributes: StudyAttributes
    trials: list[TrialRecord]

    @property
    def best_trial(self) -> TrialRecord | None:
        """The complete trial with the greatest merit; None before the first."""
        complete = [trial for trial in self.trials if trial.outcome == Outcome.COMPLETE]
        return max(complete, key=lambda trial: trial.merit, default=None)

    def leaderboard(self) -> Leaderboard:
        """Return all trials, best first."""
        return Leaderboard.of(self.name, self.trials, self.attributes.n_validation)


def read(directory: StudyDirectory, storage_url: str | None = None) -> Snapshot:
    """Look at a study.

    Parameters
    ----------
    directory : StudyDirectory
        Its folder.
    storage_url : str, optional
        Its storage, if it is another than the one in its specification.

    Raises
    ------
    NotFoundError
        If its storage does not exist, or does not have the study.
    StorageError
        If its storage cannot be read.
    """
    file = StudyFile.load(directory.specification)
    attributes, trials = read_contents(
        storage_url or file.storage or directory.database, file.study
    )
    return Snapshot(
        name=file.study,
        specification=file.specification,
        attributes=StudyAttributes.read(attributes, file.study),
        trials=[stored.read(trial) for trial in trials],
    )
