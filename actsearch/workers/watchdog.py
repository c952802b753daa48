"""End a training that hangs: Python cannot interrupt a call into C that never returns."""

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TextIO


@contextmanager
def watched(seconds: float | None) -> Iterator[None]:
    """End the whole process if the ``with`` block takes much longer than a training may.

    Parameters
    ----------
    seconds : float or None
        Time limit of the training, which ends by itself within a few hundred gradient steps. The
        process ends after twice that and 5 seconds; None sets no limit.
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
    return open(os.devnull, "w")  # noqa: PTH123 - stays open until the process ends
