"""Carry out a confirmation: train the finalists and the baseline on fresh seeds."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from actsearch.confirmation import stored
from actsearch.confirmation.race import ROUND, seeds_due
from actsearch.confirming.finalists import Finalist, finalists
from actsearch.datasets import Dataset, Split
from actsearch.datasets.samples import width
from actsearch.errors import UsageError
from actsearch.running import environment
from actsearch.running.in_order import in_order
from actsearch.running.interruption import Interruption
from actsearch.strategies.seeds import derive_seed
from actsearch.study import defaults
from actsearch.study.specification import Specification
from actsearch.study.study import Study
from actsearch.trials import TrialRecord
from actsearch.workers import Task, start
from actsearch.workers.base import Workers

# Splits that may be in memory at once; of large data the workers get new ones in between.
_MOST_BYTES = 1_200_000_000


@dataclass(frozen=True, slots=True)
class Progress:
    """A training that is stored now.

    Parameters
    ----------
    finalist : Finalist
        Candidate that was trained.
    seed : int
        Number of the seed, from 0 on.
    record : TrialRecord
        Result.
    """

    finalist: Finalist
    seed: int
    record: TrialRecord


def confirm(
    study: Study,
    dataset: Dataset,
    *,
    top: int,
    seeds: int,
    workers: int | None = None,
    dask: str | None = None,
    announce: Callable[[str], None] = lambda _: None,
) -> Iterator[Progress]:
    """Train the best candidates and the baseline on seeds that the search has not used.

    A seed decides the split, the first weights and the order of the samples; it is the same for
    all candidates. Of several finalists, those that are clearly worse drop out early. Trainings
    that are stored already are not repeated.

    Parameters
    ----------
    study : Study
        Study that is open for writing.
    dataset : Dataset
        Data of the study.
    top : int
        Number of finalists.
    seeds : int
        Number of seeds, two or more.
    workers, dask, announce
        As for :func:`actsearch.running.run.carry_on`.

    Yields
    ------
    Progress
        Each training, as soon as it is stored.

    Raises
    ------
    UsageError
        If the study has no complete trial besides the baseline.
    KeyboardInterrupt
        If a signal came; what is stored is safe.
    WorkersError
        If there are no workers that can train.
    """
    chosen = finalists(study.space, study.finished, top)
    if len(chosen) < 2:
        raise UsageError(
            f"study {study.directory.name!r} has no complete trial besides the baseline: there is "
            "nothing to confirm; carry it on first"
        )
    environment.record(study.directory)
    race = _Race(study, dataset, chosen, seeds)
    size = 4 * len(dataset.y) * width(dataset.X)
    at_once = max(ROUND, _MOST_BYTES // max(1, size) // ROUND * ROUND)
    with Interruption() as interruption:
        for begin in range(0, seeds, at_once):
            numbers = range(begin, min(begin + at_once, seeds))
            if not any(race.missing(n) for n in numbers):
                continue
            make_splits = FreshSplits(study.specification, dataset, numbers)
            with start(make_splits, workers, dask, lookahead=2**10, announce=announce) as pool:
                for first in range(numbers.start, numbers.stop, ROUND):
                    stage = range(first, min(first + ROUND, numbers.stop))
                    yield from race.run(stage, begin, pool, interruption)


def due(study: Study) -> tuple[int, int] | None:
    """Return how many finalists and fresh seeds a study waits to be confirmed with; None if not.

    It waits if a race has begun that is not over; or if it was asked for, and the best candidate
    was not confirmed against its baseline with as many seeds yet.

    Parameters
    ----------
    study : Study
        Study that is open for writing.
    """
    seeds = study.attributes.confirm
    if not seeds:
        return None
    chosen = finalists(study.space, study.finished, defaults.FINALISTS)
    if len(chosen) < 2:
        return None
    race, found = study.race(), study.confirmation()
    if race is not None:
        seeds = max(seeds, race.seeds)
        known = {each.candidate.digest for each in found.finalists} if found else set()
        if found is None or found.seeds < race.seeds or known != set(race.finalists):
            return len(race.finalists), seeds
    if found is None or found.seeds < seeds:
        return defaults.FINALISTS, seeds
    baseline, *best = (each.candidate for each in chosen)
    told = {each.candidate for each in found.finalists}
    if found.baseline == baseline and told.issuperset(best):
        return None
    return defaults.FINALISTS, seeds


class FreshSplits:
    """Makes the splits of some fresh seeds when it is called.

    Parameters
    ----------
    specification : Specification
        Specification of the study.
    dataset : Dataset
        Its data.
    numbers : range
        Numbers of the seeds, from 0 on.
    """

    def __init__(self, specification: Specification, dataset: Dataset, numbers: range) -> None:
        self._specification = specification
        self._dataset = dataset
        self._numbers = numbers

    def __call__(self) -> Iterator[Split]:
        """Yield one split after the other."""
        seed = self._specification.seed
        if self._specification.splits == 1:
            return (self._dataset.split(fresh_seed(seed, n)) for n in self._numbers)
        folds = self._dataset.splits(max(2, self._numbers.stop), fresh_seed(seed, 0))
        return islice(folds, self._numbers.start, self._numbers.stop)


class _Race:
    """The finalists, the seeds that each is to have, and what is stored of them."""

    def __init__(
        self, study: Study, dataset: Dataset, chosen: Sequence[Finalist], seeds: int
    ) -> None:
        self._specification = study.specification
        self._timeout = study.attributes.budget.trial_seconds
        self._default = study.space.candidate(study.space.baseline())
        self._baseline, *self._finalists = chosen
        self._seeds = seeds
        self._overlap = overlap(dataset, study.specification.splits)
        self._sibling = study.sibling(stored.study_name(study.stored_name))
        self._way_out = "mend the cause"
        if self._timeout is not None:
            self._way_out += (
                f", or allow more time: actsearch resume {study.name} --trial-timeout 10m"
            )
        if len(self._finalists) > 1:
            self._way_out += ", or leave a finalist out with a smaller --top"
        self._known = stored.by_candidate(self._sibling.get_trials(deepcopy=False))
        self._begin()

    def _begin(self) -> None:
        """Store what this race is, unless it was begun before."""
        race = stored.Race(
            seeds=self._seeds,
            finalists=[each.candidate.digest for each in self._finalists],
            baseline=self._baseline.candidate.digest,
            overlap=self._overlap,
        )
        before = stored.Race.read(self._sibling.user_attrs)
        if before is not None:
            own = before.baseline or self._default.digest
            if race == before.model_copy(update={"looks": 1, "baseline": own}):
                return
            scores = {digest: self._scores(digest, before.seeds) for digest in before.finalists}
            looked = before.is_over(scores, self._scores(own, before.seeds))
            if looked:
                self._sibling.set_user_attr(stored.FINISHED, before.model_dump())
            race = race.model_copy(update={"looks": before.looks + looked})
        self._sibling.set_user_attr(stored.RACE, race.model_dump())

    def _scores(self, digest: str, seeds: int) -> list[float]:
        return stored.first_scores(self._known, digest)[:seeds]

    def missing(self, seed: int) -> list[Finalist]:
        """Return which candidates are to be trained on a seed, and are not yet."""
        scores = {
            each: self._scores(each.candidate.digest, self._seeds) for each in self._finalists
        }
        due = seeds_due(scores, seeds=self._seeds, overlap=self._overlap)
        racing = [self._baseline, *(each for each in self._finalists if seed < due[each])]
        return [each for each in racing if seed not in self._known.get(each.candidate.digest, {})]

    def run(
        self, stage: range, first_split: int, pool: Workers, interruption: Interruption
    ) -> Iterator[Progress]:
        """Train all that is missing on some seeds."""
        waiting = [(each, seed) for seed in stage for each in self.missing(seed)]
        results = in_order(
            [self._task(each, seed, first_split) for each, seed in waiting],
            [f"{each.candidate} on fresh seed {seed + 1}" for each, seed in waiting],
            pool,
            interruption,
            way_out=self._way_out,
        )
        for (each, seed), evaluation in zip(waiting, results, strict=True):
            record = stored.add(self._sibling, each.candidate, each.trial, seed, evaluation)
            self._known[each.candidate.digest][seed] = record
            yield Progress(each, seed, record)

    def _task(self, finalist: Finalist, seed: int, first_split: int) -> Task:
        fresh = fresh_seed(self._specification.seed, seed)
        metric = self._specification.metric
        return Task(
            *(finalist.candidate, (fresh,), metric),
            timeout=self._timeout,
            first_split=seed - first_split,
        )


def fresh_seed(seed: int, number: int) -> int:
    """Return a seed that the search has not used.

    Parameters
    ----------
    seed : int
        Seed of the study.
    number : int
        Number of the fresh seed, from 0 on.
    """
    return derive_seed(seed, "confirmation", number)


def overlap(dataset: Dataset, splits: int) -> float:
    """Return how many validation samples a split has for each training sample."""
    held_out = dataset.held_out(splits)
    return held_out / (len(dataset.y) - held_out)
