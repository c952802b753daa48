"""Name the process that has a study open, in the message that another process gets."""

import os
import socket
from pathlib import Path

from actsearch.errors import short
from actsearch.files import read_regular

# Limit on the size of the file; what this_process() returns takes less than 300 bytes.
_MOST_BYTES = 1000


def this_process() -> str:
    """Return the number of this process and the name of its machine, in words."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def read_owner(path: Path) -> str | None:
    """Read what :func:`this_process` returned in the process that wrote the file.

    Returns
    -------
    str or None
        Its words; None if the file is not there, or cannot be read.
    """
    try:
        return short(read_regular(path, _MOST_BYTES).decode())
    except (OSError, UnicodeDecodeError):
        return None


def is_run_by(study: str, owner: str | None) -> str:
    """Return the message that a study is being run, and by which process if that is known.

    Examples
    --------
    >>> print(is_run_by("mnist-bayes", "process 47 on elephant"))  # doctest: +NORMALIZE_WHITESPACE
    study 'mnist-bayes' is being run by process 47 on elephant; wait until that has ended, or
    stop it, and run this again
    """
    return (
        f"study {study!r} is being run by {owner or 'another process'}; wait until that has "
        "ended, or stop it, and run this again"
    )
