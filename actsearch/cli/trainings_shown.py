"""What is shown of a confirmation or a final test while it runs: its trainings, the time to go."""

import time
from collections.abc import Callable

from actsearch.cli.pace import Pace
from actsearch.cli.progress import Ended, Status


class TrainingsShown:
    """Takes trainings as they end, and says what to show of them.

    Parameters
    ----------
    title : str
        What a seed is called.
    seeds : int
        How many seeds each candidate is to have in all.
    candidates : int
        How many candidates are trained from each seed, at most.
    metric : str
        Metric of the scores.
    clock : callable, optional
        Returns the time in seconds.

    Examples
    --------
    >>> shown = TrainingsShown("fresh seed", 5, 2, "accuracy")
    >>> str(shown.add(0, "relu", 0.9758, 8.6))
    'fresh seed 1 of 5: relu 97.58 %'
    """

    def __init__(
        self,
        title: str,
        seeds: int,
        candidates: int,
        metric: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._title = title
        self._seeds = seeds
        self._candidates = candidates
        self._metric = metric
        self._pace = Pace(clock=clock)
        self._seed = self._of_seed = 0
        self._last = ""

    def add(self, seed: int, name: str, value: float, seconds: float) -> Ended:
        """Take a training into account, and return the line that shows it.

        Parameters
        ----------
        seed : int
            Number of the seed, from 0 on.
        name : str
            The candidate in words.
        value : float
            Value of the metric.
        seconds : float
            How long it was trained; 1 for each if that is not known.
        """
        from actsearch.metrics import DEFAULT
        from actsearch.wording import value_in_words

        self._of_seed = self._of_seed + 1 if seed == self._seed else 1
        self._seed = seed
        self._pace.ended(seconds, self._total - self._done)
        unit = " %" if self._metric == DEFAULT else ""
        score = f" {value_in_words(self._metric, value)}{unit}"
        self._last = f"{name}{score}"
        return Ended(f"{self._title} {seed + 1} of {self._seeds}: ", name, score)

    def status(self) -> Status:
        """Return what the line of progress says now."""
        parts = [
            (3, f"{self._title} {self._seed + 1} of {self._seeds}"),
            (1, self._pace.elapsed_in_words()),
            (4, self._pace.left_in_words()),
        ]
        return Status(self._done, self._total, parts, name=(0, self._last))

    @property
    def _total(self) -> int:
        return self._seeds * self._candidates

    @property
    def _done(self) -> int:
        # Of a seed that was begun by an earlier command this may be too few, until the next seed.
        return self._seed * self._candidates + self._of_seed
