"""Ctrl-C and SIGTERM: abandon a training at once, but never a write to the store."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self


class Interrupted(KeyboardInterrupt):
    """A signal asked the process to end; no ``except Exception`` may hold it up.

    Attributes
    ----------
    signal : signal.Signals
        Which one.
    """

    def __init__(self, number: int) -> None:
        self.signal = signal.Signals(number)
        super().__init__(self.signal.name)


class Interruption:
    """While entered, signals wait until :meth:`possible`, and raise :class:`Interrupted` there."""

    _signals = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self._pending: int | None = None
        self._possible = False
        self._previous: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        # Python delivers signals to the main thread only, and lets no other one set handlers.
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

    @contextmanager
    def possible(self) -> Iterator[None]:
        """Mark a stretch that may be abandoned, because it changes nothing that is kept."""
        if self._pending is not None:
            raise Interrupted(self._pending)
        self._possible = True
        try:
            yield
        finally:
            self._possible = False

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        self._pending = number
        if self._possible:
            self._possible = False
            raise Interrupted(number)
