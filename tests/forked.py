"""Processes that start in milliseconds, forked from one that has imported all that takes long.

They are processes of their own, with another order of sets than this one, and can be killed.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

_IMPORTED = ["actsearch.api", "actsearch.cli", "actsearch.running.run", "optuna.storages"]
_IMPORTED += ["scipy.stats", "workers_here"]
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
    folder = tempfile.TemporaryDirectory()
    return Forked(_forked(folder, function, *arguments), folder)


@dataclass
class Command:
    """``actsearch`` in a process of its own; what ``subprocess.Popen`` has of this name."""

    process: Any
    stdout: TextIO
    stderr: TextIO

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def returncode(self) -> int | None:
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.process.kill()

    def communicate(self, timeout: float = 120.0) -> tuple[str, str]:
        """Read what is left of its output, until it has ended."""
        with ThreadPoolExecutor() as pool, self.stdout as out, self.stderr as err:
            said = pool.map(lambda stream: stream.read(), (out, err))
            self.process.join(timeout)
            if self.returncode is None:
                self.kill()
                raise AssertionError("it takes too long")
            return tuple(said)


def command(folder: Path, *words: object) -> Command:
    """Start the command in a folder; if it has one worker, that trains in the same process."""
    pipes = tempfile.TemporaryDirectory()
    with pipes as name:
        for each in ("out", "err"):
            os.mkfifo(Path(name) / each)
        process = _forked(pipes, _command, folder, [str(word) for word in words])
        # The files of the pipes are open at both ends now, and need their names no more.
        return Command(process, *((Path(name) / each).open() for each in ("out", "err")))


def _command(folder: Path, words: list[str]) -> None:
    import workers_here

    import actsearch.workers.local
    from actsearch.__main__ import run

    actsearch.workers.local.LocalWorkers = workers_here.workers_here
    os.chdir(folder)
    sys.argv = ["actsearch", *words]
    run()


def _forked(
    folder: tempfile.TemporaryDirectory, function: Callable[..., Any], *arguments: Any
) -> Any:
    context: Any = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    given = (folder.name, dict(os.environ), function, arguments)
    process = context.Process(target=_call, args=given)
    process.start()
    return process


def _call(
    folder: str, environment: dict[str, str], function: Callable[..., Any], arguments: tuple
) -> None:
    for number, name in enumerate(("out", "err"), start=1):
        file = os.open(Path(folder) / name, os.O_CREAT | os.O_WRONLY)
        os.dup2(file, number)
    # Those of the process that this one is forked from know another kind of file.
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(environment)
    function(*arguments)
