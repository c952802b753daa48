"""What a final test shows of the answer and the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch import metrics
from actsearch.candidate import Candidate
from actsearch.confirmation.confirmation import Confirmation
from actsearch.errors import StorageError
from actsearch.final_test import stored
from actsearch.final_test.carry_out import Contender, contenders
from actsearch.final_test.estimate import (
    BY_T,
    OF_ACCURACY,
    OF_ALL,
    Estimate,
    of_accuracy,
    of_score,
)
from actsearch.final_test.stored import Opening, StoredTraining
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


def report(study: Study, confirmation: Confirmation) -> Report:
    """Report the final test of a confirmation's answer, after it was carried out.

    Raises
    ------
    StorageError
        If what is stored is damaged, or not all of it is there.
    """
    sibling = study.sibling(stored.study_name(study.name))
    known = stored.by_candidate(sibling.get_trials(deepcopy=False))
    default = metrics.default(metrics.task_of(study.specification.metric))
    return Report(
        openings=stored.openings(sibling.user_attrs),
        metrics=tuple(dict.fromkeys((default, study.specification.metric))),
        candidates=[
            TestedCandidate(each.name, each.candidate, _trainings(known, each, confirmation.seeds))
            for each in contenders(confirmation)
        ],
    )


def _trainings(
    known: dict[str, dict[int, StoredTraining]], contender: Contender, seeds: int
) -> tuple[StoredTraining, ...]:
    own = known.get(contender.candidate.digest, {})
    if not own.keys() >= set(range(seeds)):
        raise StorageError(f"not all trainings of {contender.name} are stored: test again")
    return tuple(own[seed] for seed in range(seeds))
