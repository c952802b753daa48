"""Carry out a confirmation: train the finalists and the baseline on fresh seeds."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from actsearch.confirmation import stored
from actsearch.confirmation.finalists import Finalist, finalists
from actsearch.confirmation.race import ROUND, survivors
from actsearch.datasets import Dataset, Split
from actsearch.errors import ActsearchError, UsageError, WorkersError
from actsearch.running import environment
from actsearch.running.interruption import Interruption
from actsearch.runs import Evaluation
from actsearch.strategies.seeds import derive_seed
from actsearch.study.study import Study
from actsearch.trials import TrialRecord
from actsearch.workers import Task, start
from actsearch.workers.base import Workers

if TYPE_CHECKING:
    from actsearch.candidate import Candidate

# Splits that may be in memory at once; of large data the workers get new ones in between.
_MOST_BYTES = 1_000_000_000
_RETRIES = 3


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
    announce: Callable[[str], None],
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
    at_once = max(ROUND, _MOST_BYTES // max(1, 4 * dataset.X.size) // ROUND * ROUND)
    with Interruption() as interruption:
        for begin in range(0, seeds, at_once):
            numbers = range(begin, min(begin + at_once, seeds))
            if not any(race.missing(n) for n in numbers):
                continue
            make_splits = _Splits(study, dataset, numbers)
            with start(make_splits, workers, dask, lookahead=2**10, announce=announce) as pool:
                for first in range(numbers.start, numbers.stop, ROUND):
                    stage = range(first, min(first + ROUND, numbers.stop))
                    yield from race.run(stage, begin, pool, interruption)


class _Splits:
    """Makes the splits of some seeds."""

    def __init__(self, study: Study, dataset: Dataset, numbers: range) -> None:
        self._specification = study.specification
        self._dataset = dataset
        self._numbers = numbers

    def __call__(self) -> Iterator[Split]:
        seed = self._specification.seed
        if self._specification.splits == 1:
            return (self._dataset.split(fresh_seed(seed, n)) for n in self._numbers)
        folds = self._dataset.splits(max(2, self._numbers.stop), fresh_seed(seed, 0))
        return islice(folds, self._numbers.start, self._numbers.stop)


class _Race:
    """The finalists that are still in the race, and what is stored of them."""

    def __init__(
        self, study: Study, dataset: Dataset, chosen: Sequence[Finalist], seeds: int
    ) -> None:
        self._specification = study.specification
        self._baseline, *self._racing = chosen
        self._finalists = len(self._racing)
        self._seeds = seeds
        self._overlap = overlap(dataset, study.specification.splits)
        self._sibling = study.sibling(stored.study_name(study.name))
        digests = [each.candidate.digest for each in self._racing]
        race = stored.Race(seeds=seeds, finalists=digests, overlap=self._overlap)
        self._sibling.set_user_attr(stored.RACE, race.model_dump())
        self._known = stored.by_candidate(self._sibling.get_trials(deepcopy=False))
        self._decided = 0
        for n in range(ROUND, seeds, ROUND):
            self._drop_out(n)

    @property
    def _running(self) -> list[Finalist]:
        return [self._baseline, *self._racing]

    def missing(self, seed: int) -> list[Finalist]:
        """Return which candidates have no result on a seed yet."""
        return [
            each for each in self._running if seed not in self._known.get(each.candidate.digest, {})
        ]

    def run(
        self, stage: range, first_split: int, pool: Workers, interruption: Interruption
    ) -> Iterator[Progress]:
        """Train all that is missing on some seeds, and then decide who drops out."""
        waiting = [(each, seed) for seed in stage for each in self.missing(seed)]
        futures = [pool.submit(self._task(each, seed, first_split)) for each, seed in waiting]
        for place, (each, seed) in enumerate(waiting):
            evaluation = self._result(futures, place, waiting, first_split, pool, interruption)
            record = stored.add(self._sibling, each.candidate, each.trial, seed, evaluation)
            self._known[each.candidate.digest][seed] = record
            yield Progress(each, seed, record)
        self._drop_out(stage.stop)

    def _task(self, finalist: Finalist, seed: int, first_split: int) -> Task:
        fresh = fresh_seed(self._specification.seed, seed)
        metric = self._specification.metric
        return Task(finalist.candidate, (fresh,), metric, first_split=seed - first_split)

    def _result(
        self,
        futures: "list[Future[Evaluation]]",
        place: int,
        waiting: Sequence[tuple[Finalist, int]],
        first_split: int,
        pool: Workers,
        interruption: Interruption,
    ) -> Evaluation:
        for _ in range(_RETRIES):
            try:
                with interruption.possible():
                    return futures[place].result()
            except BrokenExecutor:
                pool.restart()
                for later, (each, seed) in enumerate(waiting[place:], start=place):
                    futures[later] = pool.submit(self._task(each, seed, first_split))
            except ActsearchError:
                raise
            except Exception as error:
                each, seed = waiting[place]
                raise WorkersError(
                    f"{each.candidate} failed on fresh seed {seed} ({type(error).__name__}: "
                    f"{error}): mend the cause, or leave it out with a smaller --top"
                ) from error
        each, seed = waiting[place]
        raise WorkersError(
            f"the worker process died {_RETRIES} times while it trained {each.candidate} on fresh "
            f"seed {seed}: it may have run out of memory"
        )

    def _drop_out(self, n: int) -> None:
        """Leave in the race who is not clearly worse on the first n seeds, if all have those.

        What was decided once is not decided again: others may have dropped out since.
        """
        if n <= self._decided:
            return
        scores: dict[Candidate, list[float]] = {}
        for each in self._racing:
            known = self._known.get(each.candidate.digest, {})
            if not known.keys() >= set(range(n)):
                return
            scores[each.candidate] = [float(known[seed].score or 0.0) for seed in range(n)]
        kept = survivors(
            scores, finalists=self._finalists, seeds=self._seeds, overlap=self._overlap
        )
        self._racing = [each for each in self._racing if each.candidate in kept]
        self._decided = n


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
