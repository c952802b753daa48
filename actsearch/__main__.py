"""The process of a command: ``python -m actsearch``, and the console script."""

import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn


def run() -> NoReturn:
    """Import the command line and run it; Ctrl-C ends it with a sentence at any moment."""
    # Imports and stored trials make objects by the hundred thousand, hardly any of them garbage:
    # looking at them as often as Python does by default is a sixth of a report's time.
    gc.set_threshold(100_000)
    _open_what_is_closed()
    # A process that was started with SIGINT ignored, such as a job in the background, keeps it so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
    from actsearch.cli import run_as_process

    run_as_process()


def _open_what_is_closed() -> None:
    """Let what is written to a closed stream go nowhere, and not into the next file that opens."""
    for number, name in ((0, "stdin"), (1, "stdout"), (2, "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w" if number else "r", closefd=False))


def _interrupt(_number: int, frame: FrameType | None) -> None:
    """Raise ``KeyboardInterrupt``, but end at once where a module is imported.

    Python's import calls weak references' callbacks, in which an exception is printed and lost.
    """
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            # What prints our other messages may not be there yet.
            os.write(2, b"interrupted while modules were imported; what is stored is safe\n")
            os._exit(130)
        frame = frame.f_back
    raise KeyboardInterrupt


if __name__ == "__main__":
    run()
