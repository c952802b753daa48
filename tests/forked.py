"""Processes that start in milliseconds, forked from one that has imported all that takes long.

They are processes of their own, with another order of sets than this one, and can be killed.
"""

import multiprocessing
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_IMPORTED = ["actsearch.api", "actsearch.running.run", "optuna.storages", "scipy.stats"]
_IMPORTED += ["optuna.storages._rdb.storage", "sqlalchemy.dialects.sqlite", "sklearn.datasets"]


@dataclass
class Answer:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass
class Forked:
    """A process that runs; ``kill`` is SIGKILL."""

    process: Any
    folder: tempfile.TemporaryDirectory = field(repr=False)

    @property
    def ended(self) -> bool:
        return self.process.exitcode is not None

    def kill(self) -> int:
        """End it if it has not ended; return its exit code."""
        self.process.kill()
        self.process.join()
        self.folder.cleanup()
        return self.process.exitcode

    def finish(self, seconds: float = 120.0) -> Answer:
        """Wait until it has ended."""
        self.process.join(seconds)
        assert self.ended, "it takes too long"
        with self.folder as name:
            out, err = ((Path(name) / each).read_text() for each in ("out", "err"))
        return Answer(self.process.exitcode, out, err)


def start(function: Callable[..., Any], *arguments: Any) -> Forked:
    """Call a function of a module in a process of its own, with this one's environment."""
    context: Any = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    folder = tempfile.TemporaryDirectory()
    given = (folder.name, dict(os.environ), function, arguments)
    process = context.Process(target=_call, args=given)
    process.start()
    return Forked(process, folder)


def _call(
    folder: str, environment: dict[str, str], function: Callable[..., Any], arguments: tuple
) -> None:
    for number, name in enumerate(("out", "err"), start=1):
        file = os.open(Path(folder) / name, os.O_CREAT | os.O_WRONLY)
        os.dup2(file, number)
    os.environ.clear()
    os.environ.update(environment)
    function(*arguments)
