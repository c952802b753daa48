"""The process of a command: ``python -m actsearch``, and the console script."""

import sys
from typing import NoReturn


def run() -> NoReturn:
    """Import the command line and run it; Ctrl-C while it is imported ends with a sentence too."""
    try:
        from actsearch.cli import run_as_process
    except KeyboardInterrupt:
        # What prints our other messages may not be there yet.
        sys.stderr.write("interrupted before anything was done\n")
        sys.exit(130)
    run_as_process()


if __name__ == "__main__":
    run()
