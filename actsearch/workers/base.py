"""The interface between a study and its workers."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from actsearch import metrics
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.evaluation import Stop, evaluate_on_splits
from actsearch.runs import Evaluation

if TYPE_CHECKING:
    from concurrent.futures import Future

Result = TypeVar("Result")
_Given = TypeVar("_Given", covariant=True)


class Job(Protocol[_Given]):
    """What a worker can do with the data; a :class:`Task` is one.

    Attributes
    ----------
    timeout : float or None
        Seconds that it may take; with a limit, a worker that hangs is ended.
    """

    @property
    def timeout(self) -> float | None:
        """Seconds that it may take."""

    def run(self, splits: Iterable[Split]) -> _Given:
        """Do it, with the splits that the worker has."""


@dataclass(frozen=True, slots=True)
class Task:
    """The trainings of one candidate, with everything that decides the result except the data.

    Parameters
    ----------
    candidate : Candidate
        Candidate to train.
    seeds : tuple of int
        For each split, the seed of the first weights and of the order of the samples.
    metric : str
        Metric that the candidate is scored with.
    stop : callable, optional
        Tells whether to prune the trial; see :data:`actsearch.evaluation.Stop`.
    timeout : float, optional
        Seconds that the trainings may take.
    first_split : int
        Number of the first split, of those that the workers have, that it is trained on.
    """

    candidate: Candidate
    seeds: tuple[int, ...]
    metric: str = metrics.DEFAULT
    stop: Stop | None = None
    timeout: float | None = None
    first_split: int = 0

    def run(self, splits: Iterable[Split]) -> Evaluation:
        """Train the candidate on its splits and measure it."""
        return evaluate_on_splits(
            self.candidate,
            islice(splits, self.first_split, self.first_split + len(self.seeds)),
            self.seeds,
            metric=self.metric,
            stop=self.stop,
            timeout=self.timeout,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """Nothing but to have the data: shows whether workers work at all."""

    timeout: float | None = None

    def run(self, splits: Iterable[Split]) -> int:
        """Return the number of splits."""
        return sum(1 for _ in splits)


class Workers(Protocol):
    """A pool of workers, like ``concurrent.futures.Executor``, that already has the data."""

    @property
    def count(self) -> int:
        """How many trainings can run at the same time."""

    def submit(self, task: Job[Result]) -> "Future[Result]":
        """Give a task to the next free worker.

        The future raises ``concurrent.futures.BrokenExecutor`` if a worker died. If the
        task raised an error, the future raises the same.
        """

    def restart(self) -> None:
        """Replace workers that died; all tasks that were submitted are dropped."""


class ManagedWorkers(Workers, Protocol):
    """Workers that are released at the end of a ``with`` block."""

    def __enter__(self) -> Self:
        """Return the workers."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Release the workers."""
