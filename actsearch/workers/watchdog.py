"""End a training that hangs: Python itself cannot interrupt what never comes back to it."""

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TextIO


@contextmanager
def watched(seconds: float | None) -> Iterator[None]:
    """End the whole process if this takes much longer than a training may.

    Parameters
    ----------
    seconds : float or None
        After which the training would end by itself, at the end of its epoch.
    """
    if seconds is None:
        yield
        return
    faulthandler.dump_traceback_later(2 * seconds + 5, exit=True, file=_nowhere())
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> TextIO:
    return open(os.devnull, "w")  # noqa: PTH123 - for as long as the process lives
