"""Ctrl-C and SIGTERM: they end a study between two writes to its storage, never during one."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self


class Interrupted(KeyboardInterrupt):
    """A signal asked the process to end. ``except Exception`` does not catch this.

    Attributes
    ----------
    signal : signal.Signals
        The signal that came.
    """

    def __init__(self, number: int) -> None:
        self.signal = signal.Signals(number)
        super().__init__(self.signal.name)


def exit_code(interrupted: KeyboardInterrupt) -> int:
    """Return the exit code of a process that a signal has ended.

    Before actsearch catches signals, Ctrl-C raises Python's own ``KeyboardInterrupt``.

    Examples
    --------
    >>> exit_code(Interrupted(signal.SIGTERM)), exit_code(KeyboardInterrupt())
    (143, 130)
    """
    number = interrupted.signal if isinstance(interrupted, Interrupted) else signal.SIGINT
    return 128 + number


class Interruption:
    """A ``with`` block in which signals wait for a safe place: a :meth:`possible` block.

    There a signal raises :class:`Interrupted`; the end of the ``with`` block raises it too, if a
    signal has come after the last safe place and nothing else is raised.

    Parameters
    ----------
    patience : float
        Seconds that running trainings may still take after the first signal.
    announce : callable, optional
        Called with ``patience`` when the first signal is acknowledged.
    """

    _signals = (signal.SIGINT, signal.SIGTERM)

    def __init__(
        self, patience: float = 10.0, announce: Callable[[float], None] | None = None
    ) -> None:
        self._patience = patience
        self._announce = announce
        self._pending: int | None = None
        self._possible = False
        self._previous: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        # Only the main thread receives signals in Python, and only it may set handlers.
        if threading.current_thread() is threading.main_thread():
            self._previous = {each: signal.signal(each, self._receive) for each in self._signals}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for each, handler in self._previous.items():
            signal.signal(each, handler)
        if self._pending is not None and error is None:
            raise Interrupted(self._pending)

    @contextmanager
    def possible(self) -> Iterator[None]:
        """Mark a block that a signal may end, because it writes nothing to the storage.

        Raises
        ------
        Interrupted
            If a signal has come before or comes during the block.
        """
        if self._pending is not None:
            raise Interrupted(self._pending)
        self._possible = True
        try:
            yield
        finally:
            self._possible = False

    def acknowledge(self) -> float:
        """Announce the first signal and forget it; return the ``time.monotonic()`` to end by."""
        self._pending = None
        if self._announce is not None:
            self._announce(self._patience)
        return time.monotonic() + self._patience

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        self._pending = number
        if self._possible:
            self._possible = False
            raise Interrupted(number)
