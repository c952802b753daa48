"""Read all that a report tells of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from actsearch.datasets import Dataset
from actsearch.errors import ActsearchError
from actsearch.final_test import openings
from actsearch.final_test import report as final_test
from actsearch.final_test.stored import Opening
from actsearch.leaderboard import Leaderboard
from actsearch.running.environment import recorded
from actsearch.running.run import load_data
from actsearch.search_space import SearchSpace
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import Snapshot, read


@dataclass(frozen=True)
class Stored:
    """A study, with everything beside it; what is not there or cannot be read is missing.

    Parameters
    ----------
    study : Snapshot
        The study.
    dataset : Dataset or None
        Its data, as long as they can be loaded.
    environments : tuple of mappings
        Where it ran, the earliest first.
    openings : tuple of Opening
        How often its test part was opened.
    tested : final_test.Report or None
        What the test part says.
    problems : tuple of str
        What could not be read, and why; a sentence each.
    """

    study: Snapshot
    dataset: Dataset | None = None
    environments: tuple[Mapping[str, Any], ...] = ()
    openings: tuple[Opening, ...] = ()
    tested: final_test.Report | None = None
    problems: tuple[str, ...] = ()

    @cached_property
    def board(self) -> Leaderboard:
        """The leaderboard."""
        return self.study.leaderboard()

    @cached_property
    def space(self) -> SearchSpace:
        """The search space."""
        return SearchSpace.from_dict(self.study.specification.space)

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes; empty of a regression, and if the data cannot be loaded."""
        return () if self.dataset is None else tuple(map(str, self.dataset.classes.tolist()))


def read_all(
    directory: StudyDirectory, storage_url: str | None = None, dataset: Dataset | None = None
) -> Stored:
    """Read a study and everything beside it.

    Parameters
    ----------
    directory, storage_url
        As for :func:`actsearch.study.snapshot.read`, which says what is raised.
    dataset : Dataset, optional
        The study's data, if they are in memory.
    """
    study = read(directory, storage_url)
    problems = [] if study.problem is None else [f"confirmation: {study.problem}"]
    found: dict[str, Any] = {}
    for name, about, fetch in (
        ("dataset", "data", lambda: dataset or load_data(study)),
        ("environments", "environment", lambda: tuple(recorded(directory))),
        ("openings", "test", lambda: tuple(openings.read(directory, storage_url))),
        ("tested", "test", lambda: _tested(directory, study, storage_url)),
    ):
        try:
            found[name] = fetch()
        except (ActsearchError, OSError) as error:
            problems.append(f"{about}: {error}")
    return Stored(study=study, **found, problems=tuple(dict.fromkeys(problems)))


def _tested(
    directory: StudyDirectory, study: Snapshot, storage_url: str | None
) -> final_test.Report | None:
    confirmation = study.confirmation
    return None if confirmation is None else final_test.read(directory, confirmation, storage_url)
