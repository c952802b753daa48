"""The interface between a study and its workers."""

from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.evaluation import Evaluation, Stop, evaluate

if TYPE_CHECKING:
    from concurrent.futures import Future


@dataclass(frozen=True, slots=True)
class Task:
    """One training, with everything that decides its result except the data.

    Parameters
    ----------
    candidate : Candidate
        Candidate to train.
    seed : int
        Seed of the first weights and of the order of the samples.
    stop : callable, optional
        Takes the validation accuracies so far and tells whether to prune the trial.
    timeout : float, optional
        Seconds that the training may take.
    """

    candidate: Candidate
    seed: int
    stop: Stop | None = None
    timeout: float | None = None

    def run(self, split: Split) -> Evaluation:
        """Train the candidate and measure it; see :func:`actsearch.evaluation.evaluate`."""
        return evaluate(self.candidate, split, self.seed, stop=self.stop, timeout=self.timeout)


class Workers(Protocol):
    """A pool of workers, like ``concurrent.futures.Executor``, that already has the data."""

    @property
    def count(self) -> int:
        """How many trainings can run at the same time."""

    def submit(self, task: Task) -> "Future[Evaluation]":
        """Give a task to the next free worker.

        The future raises ``concurrent.futures.BrokenExecutor`` if a worker died. If the
        evaluation raised an error, the future raises the same.
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
