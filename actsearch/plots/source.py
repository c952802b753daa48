"""A study as pictures see it: what is stored of it, and its final test, read when it is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from actsearch.errors import ActsearchError
from actsearch.trials import Outcome, TrialRecord

if TYPE_CHECKING:
    from actsearch.final_test.report import Report
    from actsearch.study.directory import StudyDirectory
    from actsearch.study.snapshot import Snapshot


@dataclass(frozen=True)
class Source:
    """A study to draw pictures of.

    Parameters
    ----------
    snapshot : Snapshot
        What is stored of the search and the confirmation.
    directory : StudyDirectory or None
        Folder of the study, for its final test; None: it has none.
    storage_url : str or None
        URL of the study's storage, if it is not the one in its specification file.
    """

    snapshot: "Snapshot"
    directory: "StudyDirectory | None" = None
    storage_url: str | None = None

    @classmethod
    def read(cls, directory: "StudyDirectory", storage_url: str | None = None) -> "Source":
        """Read a study, as :func:`actsearch.study.snapshot.read` does."""
        from actsearch.study.snapshot import read

        return cls(read(directory, storage_url), directory, storage_url)

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.snapshot.name

    @property
    def metric(self) -> str:
        """Metric that its trials are scored with."""
        return self.snapshot.specification.metric

    @property
    def trials(self) -> Sequence[TrialRecord]:
        """All trials, sorted by number."""
        return self.snapshot.trials

    @cached_property
    def ended(self) -> Sequence[TrialRecord]:
        """Trials that have ended."""
        return [trial for trial in self.trials if trial.outcome.has_ended]

    @cached_property
    def complete(self) -> Sequence[TrialRecord]:
        """Complete trials, the best first."""
        complete = [trial for trial in self.trials if trial.outcome == Outcome.COMPLETE]
        return sorted(complete, key=lambda trial: trial.merit, reverse=True)

    @cached_property
    def tested(self) -> "Report | None":
        """What the sealed test part said of the answer; None if it was not opened for it."""
        confirmation = self.snapshot.confirmation
        if self.directory is None or confirmation is None:
            return None
        # Reading a test imports what trains one, which takes time.
        from actsearch.final_test.report import read

        return read(self.directory, confirmation, self.storage_url)

    @cached_property
    def classes(self) -> Sequence[str]:
        """Labels of the data's classes; empty if the data cannot be read any more."""
        try:
            dataset = self.snapshot.specification.dataset.load()
        except (ActsearchError, OSError):
            return ()
        return [str(each) for each in dataset.classes.tolist()]
