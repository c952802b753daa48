"""What a final test shows of the answer and the baseline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from actsearch import metrics
from actsearch.candidate import Candidate
from actsearch.confirmation.confirmation import Confirmation
from actsearch.errors import NotFoundError, StorageError
from actsearch.final_test import stored
from actsearch.final_test.contenders import Contender, contenders
from actsearch.final_test.estimate import (
    BY_T,
    OF_ACCURACY,
    OF_ALL,
    Estimate,
    of_accuracy,
    of_score,
)
from actsearch.final_test.stored import Opening, StoredTraining
from actsearch.storage.contents import read_contents
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import StudyFile
from actsearch.wording import amount_in_words, title, value_in_words

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from actsearch.study.study import Study


@dataclass(frozen=True)
class TestedCandidate:
    """A candidate, and its trainings on everything that is not sealed.

    Parameters
    ----------
    name : str
        The candidate in words.
    candidate : Candidate
        What was trained.
    trainings : tuple of StoredTraining
        Its trainings, in the order of the seeds.
    """

    name: str
    candidate: Candidate
    trainings: tuple[StoredTraining, ...]

    @cached_property
    def confusion_matrix(self) -> NDArray[np.int64]:
        """Samples by class (row) and predicted class (column), summed over the trainings.

        It is empty in regression, like ``class_accuracies``.
        """
        matrices = np.array([each.confusion_matrix or [] for each in self.trainings], np.int64)
        return np.asarray(matrices.sum(axis=0))

    @property
    def class_accuracies(self) -> list[float | None]:
        """Fraction of each class that was predicted as such; None of a class without samples."""
        matrix = self.confusion_matrix
        if not matrix.size:
            return []
        return [
            int(right) / int(count) if count else None
            for right, count in zip(matrix.diagonal(), matrix.sum(axis=1), strict=True)
        ]

    @property
    def n_diverged(self) -> int:
        """Number of trainings that diverged."""
        return sum(each.divergence is not None for each in self.trainings)

    def scores(self, metric: str) -> list[float]:
        """Value of a metric, of each training."""
        return [each.scores[metric] for each in self.trainings]

    def estimate(self, metric: str) -> Estimate:
        """Estimate a metric."""
        if metric == metrics.DEFAULT:
            return of_accuracy(self.scores(metric), self.trainings[0].n_samples)
        return of_score(self.scores(metric), self.left_out(metric))

    def left_out(self, metric: str) -> list[list[float]]:
        """Value of a metric without each group of samples, of each training."""
        return [each.left_out[metric] for each in self.trainings]


@dataclass(frozen=True)
class Report:
    """What the test part says of the answer and the baseline.

    Parameters
    ----------
    openings : list of Opening
        All openings of the test part, also for other candidates.
    metrics : tuple of str
        The task's default metric, and the study's metric if that is another.
    candidates : list of TestedCandidate
        The answer and then the baseline; the baseline alone if nothing beats it.
    """

    openings: Sequence[Opening]
    metrics: tuple[str, ...]
    candidates: Sequence[TestedCandidate]

    @property
    def n_samples(self) -> int:
        """Number of test samples."""
        return self.candidates[0].trainings[0].n_samples

    @property
    def seeds(self) -> int:
        """Number of trainings of each candidate."""
        return len(self.candidates[0].trainings)

    @property
    def method(self) -> str:
        """How the intervals were computed."""
        if metrics.DEFAULT not in self.metrics:
            return f"{OF_ALL} By {BY_T}"
        simple = len(self.candidates) == len(self.metrics) == 1
        method = f"{OF_ALL} {OF_ACCURACY}"
        return method if simple else f"{method} Of a difference or another metric: {BY_T}"

    def difference(self, metric: str) -> Estimate | None:
        """Estimate what the answer has more than the baseline, in pairs; None if it is that."""
        if len(self.candidates) < 2:
            return None
        answer, baseline = self.candidates
        scores = np.subtract(answer.scores(metric), baseline.scores(metric))
        left_out: Any = np.subtract(answer.left_out(metric), baseline.left_out(metric))
        return of_score(scores.tolist(), left_out.tolist())


def report(study: "Study", confirmation: Confirmation) -> Report:
    """Report the final test of a confirmation's answer, after it was carried out.

    Raises
    ------
    StorageError
        If what is stored is damaged, or not all of it is there.
    """
    sibling = study.sibling(stored.study_name(study.stored_name))
    trials = sibling.get_trials(deepcopy=False)
    return _of(sibling.user_attrs, trials, confirmation)


def read(
    directory: StudyDirectory, confirmation: Confirmation, storage_url: str | None = None
) -> Report | None:
    """Read the final test of a confirmation's answer; None if it was not carried out to the end.

    Parameters
    ----------
    directory : StudyDirectory
        Folder of the study.
    confirmation : Confirmation
        What fresh seeds say of the study.
    storage_url : str, optional
        URL of the study's storage, if it is not the one in its specification file.

    Raises
    ------
    StorageError
        If the storage cannot be read, or is damaged.
    """
    file = StudyFile.load(directory.specification)
    database = storage_url or file.storage or directory.database
    try:
        attributes, trials = read_contents(database, stored.study_name(file.study))
        return _of(attributes, trials, confirmation)
    except (NotFoundError, _IncompleteError):
        return None


class _IncompleteError(StorageError):
    """Not all trainings are stored."""


def _of(
    attributes: Mapping[str, Any], trials: "Iterable[FrozenTrial]", confirmation: Confirmation
) -> Report:
    known = stored.by_candidate(trials)
    default = metrics.default(metrics.task_of(confirmation.metric))
    return Report(
        openings=stored.openings(attributes),
        metrics=tuple(dict.fromkeys((default, confirmation.metric))),
        candidates=[
            TestedCandidate(each.name, each.candidate, _trainings(known, each, confirmation.seeds))
            for each in contenders(confirmation)
        ],
    )


def summary(found: Report) -> str:
    """Say in one sentence what the test part shows."""
    answer, metric = found.candidates[0], found.metrics[-1]
    share = " %" if metric == "accuracy" else ""
    name = title(metric) if metrics.task_of(metric) == "regression" else metric.replace("_", " ")
    own = answer.estimate(metric)
    mean = value_in_words(metric, own.mean, chance=own.chance)
    score = f"{mean}{share} [{interval_in_words(own, metric)}]"
    sentence = f"{answer.name}: test {name} {score}"
    gain = found.difference(metric)
    if gain is None:
        return f"{sentence}; it is the baseline, which nothing beats"
    more = f"{amount_in_words(metric, gain.mean, '+', gain.chance)} over {found.candidates[1].name}"
    return f"{sentence}, {more} [{interval_in_words(gain, metric)}]"


def interval_in_words(value: Estimate, metric: str, between: str = ", ") -> str:
    """Write the ends of an interval."""
    ends = (value_in_words(metric, end, chance=value.chance) for end in value.interval)
    return between.join(ends)


def _trainings(
    known: dict[str, dict[int, StoredTraining]], contender: Contender, seeds: int
) -> tuple[StoredTraining, ...]:
    own = known.get(contender.candidate.digest, {})
    if not own.keys() >= set(range(seeds)):
        raise _IncompleteError(f"not all trainings of {contender.name} are stored: test again")
    return tuple(own[seed] for seed in range(seeds))
