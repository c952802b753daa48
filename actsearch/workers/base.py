"""What the study asks of its workers."""

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
    """One training, with all that decides its result.

    Parameters
    ----------
    candidate : Candidate
        What to train.
    seed : int
        Of weights and order of samples.
    stop : callable, optional
        Takes the validation accuracies so far and tells whether to prune the trial.
    timeout : float, optional
        How long it may take.
    """

    candidate: Candidate
    seed: int
    stop: Stop | None = None
    timeout: float | None = None

    def run(self, split: Split) -> Evaluation:
        """Train and measure."""
        return evaluate(self.candidate, split, self.seed, stop=self.stop, timeout=self.timeout)


class Workers(Protocol):
    """A pool of workers; a ``concurrent.futures.Executor`` with the data at hand."""

    @property
    def count(self) -> int:
        """How many trainings run at once."""

    def submit(self, task: Task) -> "Future[Evaluation]":
        """Have a task run by the next free worker.

        The future raises ``concurrent.futures.BrokenExecutor`` if a worker died, and what the
        evaluation raised otherwise.
        """

    def restart(self) -> None:
        """Replace workers that died; whatever was submitted is forgotten."""


class ManagedWorkers(Workers, Protocol):
    """Workers that are let go of at the end of a ``with`` block."""

    def __enter__(self) -> Self:
        """Return the workers."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let go of them."""
