"""Read a confirmation as it is stored now, and say what it shows."""

from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Any

from actsearch.candidate import Candidate
from actsearch.confirmation import stored
from actsearch.confirmation.comparison import Comparison, compare
from actsearch.errors import NotFoundError, StorageError
from actsearch.recommendation import in_words
from actsearch.search_space import SearchSpace
from actsearch.storage.contents import read_contents
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import StudyFile
from actsearch.trials import TrialRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """A candidate that was trained on fresh seeds.

    Parameters
    ----------
    candidate : Candidate
        The candidate.
    trial : int or None
        Number of the search's trial that showed it.
    comparison : Comparison
        How it compares with the baseline on the same seeds.
    """

    candidate: Candidate
    trial: int | None
    comparison: Comparison


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """What fresh seeds say of the best candidates of a study.

    Parameters
    ----------
    baseline : Candidate
        What all candidates are compared with.
    baseline_mean, baseline_sd : float
        Mean and standard deviation of the baseline's scores.
    seeds : int
        Number of fresh seeds of the baseline.
    metric : str
        Metric of the scores.
    finalists : tuple of Confirmed
        All other candidates, the best mean first.
    """

    baseline: Candidate
    baseline_mean: float
    baseline_sd: float
    seeds: int
    metric: str
    finalists: tuple[Confirmed, ...]

    @property
    def answer(self) -> Candidate:
        """The candidate to use: the best one if it beats the baseline, or else the baseline."""
        best = self.finalists[0]
        return best.candidate if best.comparison.is_better else self.baseline

    def verdict(self) -> str:
        """Say in one sentence what to use, and how sure that is."""
        best, over = self.finalists[0], in_words(self.baseline)
        found = best.comparison
        factor, digits, unit = (100, 2, " points") if self.metric == "accuracy" else (1, 4, "")
        low, high = (f"{factor * end:.{digits}f}" for end in found.interval)
        gain = f"{factor * found.difference:+.{digits}f}{unit} over {over} [{low}, {high}]"
        evidence = f"{gain}, {found.n} fresh seeds, p = {found.p:.1g}"
        if found.is_better:
            return f"use {in_words(best.candidate)}: {evidence}"
        others = "" if len(self.finalists) == 1 else f", the best of {len(self.finalists)},"
        return (
            f"nothing beats {over} beyond the noise; keep it ({in_words(best.candidate)}{others} "
            f"has {evidence})"
        )


def read(directory: StudyDirectory, storage_url: str | None = None) -> Confirmation | None:
    """Read the confirmation of a study; None if there is none, or it has just begun.

    Raises
    ------
    StorageError
        If the storage cannot be read, or is damaged.
    """
    file = StudyFile.load(directory.specification)
    database = storage_url or file.storage or directory.database
    try:
        attributes, trials = read_contents(database, stored.study_name(file.study))
    except NotFoundError:
        return None
    known = stored.by_candidate(trials)
    space = SearchSpace.from_dict(file.specification.space)
    baseline = space.candidate(space.baseline())
    shown = {digest: _scores(by_seed) for digest, by_seed in known.items()}
    own = shown.pop(baseline.digest, [])
    shown = {digest: scores[: len(own)] for digest, scores in shown.items()}
    shown = {digest: scores for digest, scores in shown.items() if len(scores) > 1}
    if len(own) < 2 or not shown:
        return None
    overlap = attributes.get(stored.OVERLAP)
    if not isinstance(overlap, float):
        raise StorageError(
            f"the confirmation of study {file.study!r} lacks the sizes of its splits; restore the "
            "database from a backup"
        )
    return _compared(file.specification.metric, baseline, own, shown, known, overlap)


def _compared(
    metric: str,
    baseline: Candidate,
    own: list[float],
    shown: dict[str, list[float]],
    known: dict[str, dict[int, TrialRecord]],
    overlap: float,
) -> Confirmation:
    comparisons = compare(shown, own, overlap)
    ranked = sorted(shown, key=lambda digest: (len(shown[digest]), comparisons[digest].mean))
    finalists = []
    for digest in reversed(ranked):
        record = known[digest][0]
        definition: dict[str, Any] = dict(record.definition or {})
        trial = record.parameters["trial"]
        finalists.append(
            Confirmed(
                candidate=Candidate.from_dict(definition),
                trial=None if trial < 0 else trial,
                comparison=comparisons[digest],
            )
        )
    return Confirmation(
        baseline=baseline,
        baseline_mean=fmean(own),
        baseline_sd=stdev(own),
        seeds=len(own),
        metric=metric,
        finalists=tuple(finalists),
    )


def _scores(by_seed: dict[int, TrialRecord]) -> list[float]:
    """Return the scores on the first seeds, up to the first that is missing."""
    scores: list[float] = []
    while len(scores) in by_seed:
        scores.append(float(by_seed[len(scores)].score or 0.0))
    return scores
