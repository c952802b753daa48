"""Which process has a study open, for one that is kept waiting by it."""

import os
import socket


def this_process() -> str:
    """Name this process so that it can be found on whichever machine it runs."""
    return f"process {os.getpid()} on {socket.gethostname()}"


def is_run_by(study: str, owner: str | None) -> str:
    """Say that a study is being run, and by whom, if that is known.

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
