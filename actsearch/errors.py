"""Exceptions that say what was expected, what came, and the way out.

Each class carries the exit code that the command line answers with, so that the two never drift.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice
from reprlib import Repr

# Of a value that a message repeats, and of the names that it lists.
_MOST_CHARACTERS = 100
_MOST_NAMES = 60


class ActsearchError(Exception):
    """Something that a user can mend; the message is one sentence with the way out.

    Parameters
    ----------
    message : str
        The sentence; it speaks of things, not of the command line.
    parameter : str, optional
        What to give for the way out, as the library calls it, such as ``"runs_dir"``. The command
        line appends it to the sentence as an option: ``(--runs-dir)``.

    Examples
    --------
    >>> UsageError("name the column of the labels", parameter="label").parameter
    'label'
    """

    exit_code = 1

    def __init__(self, message: str, *, parameter: str | None = None) -> None:
        super().__init__(message)
        self.parameter = parameter


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


class _Short(Repr):
    """The standard library's, for what it cannot show: Python refuses to write 5,000 digits."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = _MOST_CHARACTERS

    def repr_int(self, x: int, level: int) -> str:
        """Show a whole number by its size, if it has more digits than anybody reads."""
        if x.bit_length() > 4 * self.maxlong:
            return f"a whole number of about {int(x.bit_length() * 0.30103) + 1:,} digits"
        return super().repr_int(x, level)


_short = _Short()


def shown(value: object) -> str:
    """Show a value that a user gave in at most about 100 characters.

    Parameters
    ----------
    value : object
        Of any type and size.

    Returns
    -------
    str
        Its ``repr``, with the middle left out where it is long.

    Examples
    --------
    >>> shown("relu"), shown(0.5)
    ("'relu'", '0.5')
    >>> len(shown("relu" * 1_000_000))
    100
    >>> shown(10**5000)
    'a whole number of about 5,001 digits'
    """
    return _short.repr(value)


def listed(names: Iterable[str]) -> str:
    """List names in their order, as many as a person may look through.

    Parameters
    ----------
    names : iterable of str
        What exists.

    Returns
    -------
    str
        Separated by commas; how many more there are, if they are many.

    Examples
    --------
    >>> listed(["relu", "tanh"])
    'relu, tanh'
    >>> listed(map(str, range(1000)))[-21:]
    '58, 59 and 940 others'
    """
    rest = iter(names)
    first = [short(name) for name in islice(rest, _MOST_NAMES)]
    others = sum(1 for _ in rest)
    return ", ".join(first) + (f" and {others} others" if others else "")


def short(name: str) -> str:
    """Return a name as it is, with the middle left out where it is long.

    Examples
    --------
    >>> short("relu"), len(short("relu" * 1_000_000))
    ('relu', 100)
    """
    return name if len(name) <= _MOST_CHARACTERS else shown(name)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Say which of the ``known`` names was probably meant, and list them.

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
    close = get_close_matches(name[:_MOST_CHARACTERS], names, n=1)
    hint = f"did you mean {shown(close[0])}? " if close else ""
    return f"{hint}Known: {listed(names)}"
