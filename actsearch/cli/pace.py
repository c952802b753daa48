"""How long the rest of a run will take, by what has ended so far, and how sure that is."""

import math
import time
from collections.abc import Callable
from statistics import fmean, stdev

from actsearch.cli.durations import show_duration

# Standard errors to each side, and what one training alone is taken to say.
_ERRORS = 2.0
_OF_ONE = 0.25
# The rest is at least this part of what is expected.
_LEAST = 0.25


class Pace:
    """Estimates the time that is left.

    What remains is taken to last as long as what has ended, one by one, and to run as many at a
    time. Trainings that only begin, such as probes, say how many run at a time, and nothing of the
    length of others.

    Parameters
    ----------
    limit : float, optional
        Seconds from now after which nothing is begun.
    clock : callable, optional
        Returns the time in seconds.

    Examples
    --------
    >>> moments = iter([0.0, 60.0, 60.0])
    >>> pace = Pace(clock=lambda: next(moments))
    >>> pace.ended(118.0, 11)
    >>> pace.left_in_words()
    '6 to 17 min left'
    """

    def __init__(
        self, limit: float | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._clock = clock
        self._started = self._last = clock()
        self._remaining = 0
        self._lengths: list[float] = []
        self._trained = 0.0

    def ended(self, seconds: float, remaining: int, *, typical: bool = True) -> None:
        """Take into account what has ended now.

        Parameters
        ----------
        seconds : float
            How long it has trained; 0 if it was not trained at all.
        remaining : int
            How many are still to end.
        typical : bool
            Whether what remains may last as long.
        """
        self._remaining = remaining
        self._last = self._clock()
        self._trained += seconds
        if typical:
            self._lengths.append(seconds)

    def left(self) -> tuple[float, float] | None:
        """Return how many seconds are left, at least and at most; None if nothing is known yet."""
        if not self._lengths or not self._trained or self._remaining <= 0:
            return None
        length = fmean(self._lengths)
        error = length * _OF_ONE
        if len(self._lengths) > 1:
            error = stdev(self._lengths) / math.sqrt(len(self._lengths))
        at_once = self._trained / max(self._last - self._started, 1e-9)
        now = self._clock()
        end = math.inf if self._limit is None else max(0.0, self._started + self._limit - now)

        def rest(seconds: float) -> float:
            whole = self._remaining * seconds / at_once
            # What is overdue still takes as long as one.
            return min(end, max(whole - (now - self._last), seconds / at_once))

        least = max(length - _ERRORS * error, _LEAST * length)
        return rest(least), rest(length + _ERRORS * error)

    def left_in_words(self) -> str:
        """Write what is left, with digits that mean something; empty if nothing is known."""
        found = self.left()
        return "" if found is None else f"{_in_words(*found)} left"

    def elapsed_in_words(self) -> str:
        """Write how long it has taken so far."""
        return f"after {show_duration(math.floor(self._clock() - self._started))}"


def _in_words(least: float, most: float) -> str:
    """Write a range of seconds: in tens of them, in minutes, or in hours.

    Examples
    --------
    >>> _in_words(3, 8), _in_words(12, 28), _in_words(50, 130), _in_words(5000, 9000)
    ('10 s', '20 to 30 s', '1 to 3 min', '2 to 3 h')
    """
    unit, name, step = 3600.0, "h", 1
    if most <= 90:
        unit, name, step = 1.0, "s", 10
    elif most <= 90 * 60:
        unit, name = 60.0, "min"
    low, high = (max(1, math.ceil(end / unit / step)) * step for end in (least, most))
    return f"{high} {name}" if low == high else f"{low} to {high} {name}"
