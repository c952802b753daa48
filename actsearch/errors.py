"""Exceptions that say what was expected, what came, and the way out.

Each class carries the exit code that the command line answers with, so that the two never drift.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class ActsearchError(Exception):
    """Something that a user can mend; the message is one sentence with the way out."""

    exit_code = 1


class UsageError(ActsearchError, ValueError):
    """A value that a user gave is not one that can be used."""

    exit_code = 2


class NotFoundError(ActsearchError, LookupError):
    """A study, trial, file or name that does not exist."""

    exit_code = 3


class SpecificationMismatchError(ActsearchError):
    """A study exists under this name with another specification."""

    exit_code = 4


class AllTrialsFailedError(ActsearchError):
    """No trial of a study produced a result."""

    exit_code = 5


class TooManyFailuresError(AllTrialsFailedError):
    """So many trials failed one after another that going on seems pointless."""


class DataError(ActsearchError):
    """A data file that is corrupt, truncated or mislabelled."""


class StorageError(ActsearchError):
    """A database or a disk that cannot be read or written."""


class WorkersError(ActsearchError):
    """Workers that cannot be reached, or not be used."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Say which of the ``known`` names was probably meant, and list them all.

    Parameters
    ----------
    name : str
        What was asked for.
    known : iterable of str
        What exists.

    Returns
    -------
    str
        A clause to end an error message with.

    Examples
    --------
    >>> did_you_mean("rleu", ["relu", "tanh"])
    "did you mean 'relu'? Known: relu, tanh"
    """
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    return f"{hint}Known: {', '.join(names)}"
