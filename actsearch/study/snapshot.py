"""A study as it stood when it was looked at; looking neither creates, changes nor holds it."""

from dataclasses import dataclass
from typing import Any

from actsearch.storage.contents import read_contents
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import Specification, StudyFile
from actsearch.trials import TrialRecord, stored


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was stored of a study when :func:`read` looked.

    Parameters
    ----------
    name : str
        Of the study.
    specification : Specification
        What it is.
    attributes : dict
        User attributes of the Optuna study.
    trials : list of TrialRecord
        By number.
    """

    name: str
    specification: Specification
    attributes: dict[str, Any]
    trials: list[TrialRecord]

    @property
    def target(self) -> int:
        """How many trials the study is to have in all."""
        return int(self.attributes.get("trials", 0))

    @property
    def stopped(self) -> str | None:
        """Why it stopped; None while it runs, and after it was killed."""
        reason: str | None = self.attributes.get("stopped")
        return reason

    @property
    def n_validation(self) -> int | None:
        """How many samples each validation accuracy was measured on; None before the first."""
        n_validation: int | None = self.attributes.get("n_validation")
        return n_validation


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
    return Snapshot(file.study, file.specification, attributes, list(map(stored.read, trials)))
