"""A bar for people who wait for ``search``: in a notebook, and anywhere else if asked for."""

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from actsearch.trials import Outcome, TrialRecord
from actsearch.wording import in_words, score_in_words


class Bar:
    """A bar of tqdm, which draws itself in notebooks and in terminals; entered, it is visible.

    Parameters
    ----------
    title : str
        What is counted.
    total : int
        How many there will be.
    done : sequence of TrialRecord
        Trials that have ended already.
    shown : bool or None
        Whether there is a bar at all; None means only in a notebook.
    """

    def __init__(
        self, title: str, total: int, done: Sequence[TrialRecord] = (), *, shown: bool | None
    ) -> None:
        from tqdm.auto import tqdm

        hidden = not (in_notebook() if shown is None else shown)
        self._bar: Any = tqdm(desc=title, total=total, initial=len(done), disable=hidden)
        complete = (each for each in done if each.outcome == Outcome.COMPLETE)
        self._best = max(complete, key=lambda record: record.merit, default=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.close()

    def reach(self, count: int) -> None:
        """Say how many there are now."""
        self._bar.update(count - self._bar.n)

    def trial(self, record: TrialRecord, metric: str) -> None:
        """Count a trial, and name the best so far."""
        better = self._best is None or record.merit > self._best.merit
        if record.outcome == Outcome.COMPLETE and better:
            self._best = record
            name = "" if record.description is None else in_words(record.description.candidate)
            score = score_in_words(metric, record.score or 0.0)
            self._bar.set_postfix_str(f"best {score} {name}", refresh=False)
        self._bar.update()


def in_notebook() -> bool:
    """Tell whether this is the kernel of a notebook."""
    if "IPython" not in sys.modules:
        return False
    shell: Any = sys.modules["IPython"].get_ipython()
    return shell is not None and "IPKernelApp" in shell.config
