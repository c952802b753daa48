"""Read a study as it is stored now, without creating, changing or locking anything."""

from dataclasses import dataclass, replace

from actsearch.leaderboard import Leaderboard
from actsearch.recommendation import Recommendation
from actsearch.storage.contents import read_contents
from actsearch.study.attributes import StudyAttributes
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import Specification, StudyFile
from actsearch.trials import Outcome, TrialRecord, stored


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A study as it was stored when :func:`read` was called; it does not change later.

    Parameters
    ----------
    name : str
        Name of the study.
    specification : Specification
        Everything that decides what the study's trials are.
    attributes : StudyAttributes
        User attributes of the study, such as its number of trials.
    trials : list of TrialRecord
        All trials, sorted by number.
    """

    name: str
    specification: Specification
    attributes: StudyAttributes
    trials: list[TrialRecord]

    @property
    def best_trial(self) -> TrialRecord | None:
        """The complete trial with the greatest merit; None if no trial is complete."""
        complete = [trial for trial in self.trials if trial.outcome == Outcome.COMPLETE]
        best = max(complete, key=lambda trial: trial.merit, default=None)
        if best is None or best.definition is not None:
            return best
        # Version 0.1 stored no definition: the search space makes it of what was drawn.
        from actsearch.search_space import SearchSpace

        space = SearchSpace.from_dict(self.specification.space)
        return replace(best, definition=space.candidate(best.parameters).to_dict())

    @property
    def recommendation(self) -> Recommendation | None:
        """What the study recommends, and how sure that is; None if no trial is complete."""
        known = self.attributes
        return Recommendation.of(
            self.trials, n_validation=known.n_validation, constant=known.constant
        )

    def leaderboard(self) -> Leaderboard:
        """Return all trials, best first."""
        known = self.attributes
        return Leaderboard.of(self.name, self.trials, known.n_validation, known.constant)


def read(directory: StudyDirectory, storage_url: str | None = None) -> Snapshot:
    """Read a study.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    storage_url : str, optional
        URL of the study's storage, if it is not the one in its specification file.

    Raises
    ------
    NotFoundError
        If the storage does not exist, or does not have the study.
    StorageError
        If the storage cannot be read, or is damaged.
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
