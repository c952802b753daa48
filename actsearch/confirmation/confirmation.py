"""What fresh seeds say of the finalists of a study, and the verdict in words."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, Self

from actsearch.confirmation import stored
from actsearch.metrics import turned
from actsearch.trials import Outcome, TrialRecord
from actsearch.wording import amount_in_words, difference_in_words, in_words, interval_in_words

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from actsearch.candidate import Candidate
    from actsearch.comparison import Comparison


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
    scores : tuple of float
        Score on each of the first seeds; one that dropped out of the race has fewer.
    searched : float or None
        Score that the search showed; the fresh seeds gave ``comparison.mean``.
    diverged : int
        On how many of these seeds its training diverged; such a score is the worst there is.
    """

    name: str
    candidate: "Candidate"
    trial: int
    comparison: "Comparison"
    scores: tuple[float, ...]
    searched: float | None = None
    diverged: int = 0

    @property
    def luck(self) -> float | None:
        """The winner's curse: what the search showed, minus what fresh seeds gave."""
        return None if self.searched is None else self.searched - self.comparison.mean


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmation:
    """What fresh seeds say of the finalists of the last race.

    Parameters
    ----------
    baseline : Candidate
        What all finalists are compared with.
    baseline_name : str
        The baseline in words.
    baseline_trial : int or None
        Number of the search's trial that had it; None if none had.
    baseline_scores : tuple of float
        Scores of the baseline, one for each seed.
    seeds : int
        Number of fresh seeds of the race.
    metric : str
        Metric of the scores.
    finalists : tuple of Confirmed
        The finalists: those with all seeds first, and of these the best mean first.
    overlap : float
        Validation samples of a split for each of its training samples.
    looks : int
        How often finalists of this study were compared so far.
    baseline_diverged : int
        On how many seeds the training of the baseline diverged.
    """

    baseline: "Candidate"
    baseline_name: str
    baseline_trial: int | None
    baseline_scores: tuple[float, ...]
    seeds: int
    metric: str
    finalists: tuple[Confirmed, ...]
    overlap: float
    looks: int = 1
    baseline_diverged: int = 0

    @classmethod
    def of(
        cls,
        attributes: Mapping[str, Any],
        trials: "Iterable[FrozenTrial]",
        *,
        default: "Candidate",
        metric: str,
        search: Sequence[TrialRecord],
    ) -> Self | None:
        """Make the confirmation of a study from what is stored of it.

        Parameters
        ----------
        attributes : mapping
            Attributes of the Optuna study that holds the confirmation.
        trials : iterable of FrozenTrial
            Its trials.
        default : Candidate
            Default candidate of the search space.
        metric : str
            Metric of the scores.
        search : sequence of TrialRecord
            Trials of the search.

        Returns
        -------
        Confirmation or None
            That of the last race that is over, for a race tells nothing before; None if none is.

        Raises
        ------
        StorageError
            If it is damaged.
        """
        known = stored.by_candidate(trials)
        for name in (stored.RACE, stored.FINISHED):
            race = stored.Race.read(attributes, name)
            if race is None:
                return None
            digest = race.baseline or default.digest
            own = stored.first_scores(known, digest)[: race.seeds]
            scores = {
                each: stored.first_scores(known, each)[: race.seeds] for each in race.finalists
            }
            if race.is_over(scores, own):
                break
        else:
            return None
        # The leaderboard of a study without a confirmation does without the time of this import.
        from actsearch.comparison import compare

        comparisons = compare(scores, own, race.overlap, race.looks)
        ranked = sorted(scores, key=lambda each: (len(scores[each]), comparisons[each].mean))
        shown = {each.number: each.score for each in search if each.outcome == Outcome.COMPLETE}
        baseline, baseline_trial = _trained(known[digest][0])
        finalists = []
        for each in reversed(ranked):
            candidate, trial = _trained(known[each][0])
            finalists.append(
                Confirmed(
                    name=named(candidate, default),
                    candidate=candidate,
                    trial=trial,
                    comparison=comparisons[each],
                    scores=tuple(scores[each]),
                    searched=shown.get(trial),
                    diverged=_diverged(known[each], len(scores[each])),
                )
            )
        return cls(
            baseline=baseline,
            baseline_name=named(baseline, default),
            baseline_trial=None if baseline_trial < 0 else baseline_trial,
            baseline_scores=tuple(own),
            seeds=race.seeds,
            metric=metric,
            finalists=tuple(finalists),
            overlap=race.overlap,
            looks=race.looks,
            baseline_diverged=_diverged(known[digest], len(own)),
        )

    @property
    def baseline_mean(self) -> float:
        """Mean of the baseline's scores."""
        return fmean(self.baseline_scores)

    @property
    def baseline_sd(self) -> float:
        """Standard deviation of the baseline's scores."""
        return stdev(self.baseline_scores)

    @property
    def baseline_error(self) -> float:
        """Half the width of the 95 % interval of the baseline's mean."""
        from actsearch.comparison import LEVEL, half_width

        return half_width(self.baseline_scores, self.overlap, LEVEL)

    @property
    def answer(self) -> Confirmed | None:
        """The best finalist that beats the baseline; None if none does."""
        # They are sorted: who dropped out has other seeds, so that its mean says less.
        return next((each for each in self.finalists if each.comparison.is_better), None)

    def is_about(self, trial: int) -> bool:
        """Tell whether a trial of the search is a finalist or the baseline."""
        return trial in (self.baseline_trial, *(each.trial for each in self.finalists))

    def verdict(self) -> str:
        """Say in one sentence what to use, and how sure that is."""
        answer, over = self.answer, self.baseline_name
        shown = answer or self.finalists[0]
        found = shown.comparison
        gain = difference_in_words(self.metric, found.difference, chance=found.chance)
        interval = interval_in_words(self.metric, found.interval)
        # Without any spread there is neither an interval nor a test.
        evidence = f"on each of {found.n} fresh seeds"
        if not math.isinf(found.interval[0]):
            evidence = f"[{interval}], {found.n} fresh seeds, p = {found.p:.2g}"
        if answer is not None:
            return f"use {answer.name}: {gain} over {over} {evidence}"
        others = "" if len(self.finalists) == 1 else f", the best of {len(self.finalists)},"
        return (
            f"nothing beats {over} beyond the noise; keep it ({shown.name}{others} has {gain} over "
            f"it {evidence})"
        )

    def lines(self, study: str) -> list[str]:
        """Say how that is known, and what would tell more, a sentence a line.

        Parameters
        ----------
        study : str
            Name of the study, for commands.
        """
        test = "paired t-test, corrected for samples that splits share (Nadeau and Bengio)"
        if len(self.finalists) > 1:
            test += f", p-values for {len(self.finalists)} finalists (Holm)"
        if self.looks > 1:
            test += f" and {self.looks} looks (each after the first doubles the p-values)"
        lines = [test]
        contenders = [(each.name, each.diverged, each.comparison.n) for each in self.finalists]
        contenders.append((self.baseline_name, self.baseline_diverged, self.seeds))
        lines += [
            f"{name} diverged on {diverged} of {n} fresh seeds, which counts as the worst score"
            for name, diverged, n in contenders
            if diverged
        ]
        shown = self.answer or self.finalists[0]
        found = shown.comparison
        if found.pairing is not None:
            by = f"{found.pairing:.2f}"
            lines.append(f"equal seeds for all divide the standard error of the gain by {by}")
        if shown.luck is not None:
            luck = amount_in_words(self.metric, abs(shown.luck))
            more = "less" if turned(self.metric, shown.luck) < 0 else "more"
            lines.append(f"the search showed {luck} {more} of {shown.name} than this mean")
        if spared := sum(self.seeds - each.comparison.n for each in self.finalists):
            everything = self.seeds * (1 + len(self.finalists))
            lines.append(f"the race spared {spared} of {everything} trainings")
        return lines + self.way_on(study)

    def way_on(self, study: str) -> list[str]:
        """Say how many seeds would settle what is seen; nothing if it is settled."""
        if self.answer is not None:
            return []
        best = self.finalists[0].comparison
        if best.noise == 0 or best.difference <= 0:
            return []
        if best.seeds_needed is None:
            return ["1,000 seeds would not settle so small a difference with these samples"]
        more = max(1, best.seeds_needed - self.seeds)
        return [
            f"about {best.seeds_needed} seeds would settle a difference of this size: actsearch "
            f"confirm {study} --more {more}"
        ]


def named(candidate: "Candidate", default: "Candidate") -> str:
    """Name a candidate with the sizes and settings that are not the default candidate's."""
    others: dict[str, Any] = {
        name: value
        for name, value in asdict(candidate.training).items()
        if value != getattr(default.training, name)
    }
    if candidate.hidden_layer_sizes != default.hidden_layer_sizes:
        sizes = "-".join(map(str, candidate.hidden_layer_sizes))
        others = {"hidden_layer_sizes": sizes, **others}
    settings = ", ".join(f"{name}={in_words(value)}" for name, value in others.items())
    return f"{in_words(candidate)} with {settings}" if settings else in_words(candidate)


def _diverged(known: Mapping[int, TrialRecord], seeds: int) -> int:
    """Count the trainings that diverged, of those on the first seeds."""
    return sum(known[seed].outcome == Outcome.DIVERGED for seed in range(seeds))


def _trained(record: TrialRecord) -> "tuple[Candidate, int]":
    """Return the candidate of a training of the confirmation, and the number of its trial."""
    from actsearch.candidate import Candidate

    return Candidate.from_dict(dict(record.definition or {})), record.parameters["trial"]
