"""A trial that the loop works on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optuna.trial import Trial

from actsearch.candidate import Candidate
from actsearch.workers import Task

if TYPE_CHECKING:
    from concurrent.futures import Future

    from actsearch.runs import Evaluation


@dataclass(slots=True)
class OpenTrial:
    """An open trial: one that was asked for and whose result is not told yet."""

    trial: Trial
    candidate: Candidate
    first: int  # number of the first trial with this candidate
    task: Task
    future: "Future[Evaluation] | None" = None

    @property
    def has_begun(self) -> bool:
        """Whether its task was given to a worker, and not taken back."""
        return self.future is not None and not self.future.cancelled()

    @property
    def is_repeated(self) -> bool:
        """Whether an earlier trial has the same candidate."""
        return self.first < self.trial.number
