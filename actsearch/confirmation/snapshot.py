"""Read a confirmation as it is stored now, and say what it shows."""

from dataclasses import asdict, dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

from actsearch.confirmation import stored
from actsearch.errors import NotFoundError, StorageError
from actsearch.recommendation import in_words
from actsearch.storage.contents import read_contents
from actsearch.study.directory import StudyDirectory
from actsearch.study.specification import StudyFile
from actsearch.trials import TrialRecord

if TYPE_CHECKING:
    from actsearch.candidate import Candidate
    from actsearch.confirmation.comparison import Comparison


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """A finalist that was trained on fresh seeds.

    Parameters
    ----------
    name : str
        The finalist in words, with the settings in which it differs from the baseline.
    candidate : Candidate
        The finalist.
    trial : int
        Number of the search's trial that showed it.
    comparison : Comparison
        How it compares with the baseline on the same seeds.
    """

    name: str
    candidate: "Candidate"
    trial: int
    comparison: "Comparison"


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """What fresh seeds say of the finalists of the last race.

    Parameters
    ----------
    baseline : Candidate
        What all finalists are compared with.
    baseline_mean, baseline_sd : float
        Mean and standard deviation of the baseline's scores.
    seeds : int
        Number of fresh seeds of the race.
    metric : str
        Metric of the scores.
    finalists : tuple of Confirmed
        The finalists: those with all seeds first, and of these the best mean first.
    """

    baseline: "Candidate"
    baseline_mean: float
    baseline_sd: float
    seeds: int
    metric: str
    finalists: tuple[Confirmed, ...]

    @property
    def answer(self) -> Confirmed | None:
        """The best finalist that beats the baseline; None if none does."""
        better = [each for each in self.finalists if each.comparison.is_better]
        return max(better, key=lambda each: each.comparison.mean, default=None)

    def verdict(self) -> str:
        """Say in one sentence what to use, and how sure that is."""
        answer, over = self.answer, in_words(self.baseline)
        shown = answer or self.finalists[0]
        found = shown.comparison
        factor, digits, unit = (100, 2, " points") if self.metric == "accuracy" else (1, 4, "")
        low, high = (f"{factor * end:.{digits}f}" for end in found.interval)
        gain = f"{factor * found.difference:+.{digits}f}{unit} over {over} [{low}, {high}]"
        evidence = f"{gain}, {found.n} fresh seeds, p = {found.p:.2g}"
        if answer is not None:
            return f"use {answer.name}: {evidence}"
        others = "" if len(self.finalists) == 1 else f", the best of {len(self.finalists)},"
        return (
            f"nothing beats {over} beyond the noise; keep it ({shown.name}{others} has {evidence})"
        )


def read(directory: StudyDirectory, storage_url: str | None = None) -> Confirmation | None:
    """Read the confirmation of a study.

    Returns
    -------
    Confirmation or None
        None if none has begun, or its last race is not over: what it shows until then would be
        looked at as often as one likes, and its p-values would not hold.

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
    race = stored.Race.read(attributes)
    if race is None:
        return None
    # The leaderboard of a study without a confirmation does without the time of these imports.
    from actsearch.confirmation.comparison import compare
    from actsearch.search_space import SearchSpace

    known = stored.by_candidate(trials)
    space = SearchSpace.from_dict(file.specification.space)
    baseline = space.candidate(space.baseline())
    own = _scores(known, baseline.digest, race.seeds)
    scores = {digest: _scores(known, digest, race.seeds) for digest in race.finalists}
    # Whoever is still in the race has as many seeds as it is to have.
    if min(len(own), *map(len, scores.values())) < 2 or race.seeds not in map(len, scores.values()):
        return None
    if len(own) < race.seeds:
        return None
    comparisons = compare(scores, own, race.overlap)
    ranked = sorted(scores, key=lambda each: (len(scores[each]), comparisons[each].mean))
    return Confirmation(
        baseline=baseline,
        baseline_mean=fmean(own),
        baseline_sd=stdev(own),
        seeds=race.seeds,
        metric=file.specification.metric,
        finalists=tuple(
            _confirmed(known[digest][0], baseline, comparisons[digest])
            for digest in reversed(ranked)
        ),
    )


def _confirmed(record: TrialRecord, baseline: "Candidate", comparison: "Comparison") -> Confirmed:
    from actsearch.candidate import Candidate

    candidate = Candidate.from_dict(dict(record.definition or {}))
    trial = record.parameters["trial"]
    return Confirmed(
        name=_named(candidate, baseline), candidate=candidate, trial=trial, comparison=comparison
    )


def _named(candidate: "Candidate", baseline: "Candidate") -> str:
    """Name a candidate with the sizes and settings that are not the baseline's."""
    others: dict[str, Any] = {
        name: value
        for name, value in asdict(candidate.training).items()
        if value != getattr(baseline.training, name)
    }
    if candidate.hidden_layer_sizes != baseline.hidden_layer_sizes:
        sizes = "-".join(map(str, candidate.hidden_layer_sizes))
        others = {"hidden_layer_sizes": sizes, **others}
    settings = ", ".join(f"{name}={in_words(value)}" for name, value in others.items())
    return f"{in_words(candidate)} with {settings}" if settings else in_words(candidate)


def _scores(known: dict[str, dict[int, TrialRecord]], digest: str, seeds: int) -> list[float]:
    """Return the scores on the first seeds, up to the first that is missing."""
    by_seed: dict[int, TrialRecord] = known.get(digest, {})
    scores: list[float] = []
    while len(scores) < seeds and len(scores) in by_seed:
        score = by_seed[len(scores)].score
        if score is None:
            raise StorageError("the confirmation has a training without a score; restore a backup")
        scores.append(score)
    return scores
