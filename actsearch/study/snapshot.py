"""Read a study as it is stored now, without creating, changing or locking anything."""

from dataclasses import dataclass, replace
from pathlib import Path

from actsearch.confirmation.confirmation import Confirmation
from actsearch.confirmation.stored import study_name
from actsearch.errors import ActsearchError, NotFoundError
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
    confirmation : Confirmation or None
        What fresh seeds say; None if nothing is confirmed, or not to the end yet.
    problem : str or None
        Why the confirmation cannot be read; the search is whole without it.
    """

    name: str
    specification: Specification
    attributes: StudyAttributes
    trials: list[TrialRecord]
    confirmation: Confirmation | None = None
    problem: str | None = None

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
        return Leaderboard.of(
            self.name, self.trials, known.n_validation, known.constant, self.confirmation
        )


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
    database = storage_url or file.storage or directory.database
    attributes, trials = read_contents(database, file.study)
    records = [stored.read(trial) for trial in trials]
    confirmation = problem = None
    try:
        confirmation = _confirmation(database, file, records)
    except ActsearchError as error:
        problem = str(error)
    return Snapshot(
        name=directory.name,
        specification=file.specification,
        attributes=StudyAttributes.read(attributes, directory.name, file.asked),
        trials=records,
        confirmation=confirmation,
        problem=problem,
    )


def _confirmation(
    database: str | Path, file: StudyFile, search: list[TrialRecord]
) -> Confirmation | None:
    try:
        attributes, trials = read_contents(database, study_name(file.study))
    except NotFoundError:
        return None
    # The leaderboard of a study without a confirmation does without the time of this import.
    from actsearch.search_space import SearchSpace

    space = SearchSpace.from_dict(file.specification.space)
    return Confirmation.of(
        attributes,
        trials,
        default=space.candidate(space.baseline()),
        metric=file.specification.metric,
        search=search,
    )
