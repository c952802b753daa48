"""Exceptions that say what was expected, what was found, and the way out.

Each class has the exit code of the command line, so that the two always agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from reprlib import Repr

from actsearch.spelling import near

# Longest value that a message repeats, and most names that it lists.
_MOST_CHARACTERS = 100
_MOST_NAMES = 60
# More names than these are not listed where some of them are near.
_FEW_NAMES = 12


class ActsearchError(Exception):
    """An error that a user can correct; the message is one sentence with the way out.

    Parameters
    ----------
    message : str
        The sentence. It does not mention options of the command line.
    parameter : str, optional
        The parameter that is the way out, by its name in the library, such as ``"runs_dir"``. The
        command line appends it to the sentence as an option: ``(--runs-dir)``.
    points : sequence of str, optional
        Several faults that the message introduces; the command line shows each on its own line.

    Examples
    --------
    >>> UsageError("name the column of the labels", parameter="label").parameter
    'label'
    >>> str(UsageError("2 mistakes", points=["a is missing", "b is 0"]))
    '2 mistakes: a is missing; b is 0'
    """

    exit_code = 1

    def __init__(
        self, message: str, *, parameter: str | None = None, points: Sequence[str] = ()
    ) -> None:
        super().__init__(f"{message}: {'; '.join(points)}" if points else message)
        self.message = message
        self.parameter = parameter
        self.points = tuple(points)


class UsageError(ActsearchError, ValueError):
    """A value that a user gave cannot be used."""

    exit_code = 2


class NotFoundError(ActsearchError, LookupError):
    """A study, trial, file or name does not exist."""

    exit_code = 3


class SpecificationMismatchError(ActsearchError):
    """A study with this name exists, but with another specification."""

    exit_code = 4


class AllTrialsFailedError(ActsearchError):
    """No trial of a study produced a result."""

    exit_code = 5


class TooManyFailuresError(AllTrialsFailedError):
    """So many trials failed one after another that the study was stopped."""


class DataError(ActsearchError):
    """Data that cannot be used: corrupt, truncated, mislabelled, or out of reach."""


class StorageError(ActsearchError):
    """A database or a disk cannot be read or written."""


class WorkersError(ActsearchError):
    """Workers cannot be reached or used."""


class _Short(Repr):
    """The standard library's short ``repr``, also for numbers that Python refuses to write out."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = _MOST_CHARACTERS

    def repr_int(self, x: int, level: int) -> str:
        """Show a whole number, or only how many digits it has if they are too many to read."""
        if x.bit_length() > 4 * self.maxlong:
            return f"a whole number of about {int(x.bit_length() * 0.30103) + 1:,} digits"
        return super().repr_int(x, level)


_short = _Short()


def shown(value: object) -> str:
    """Return a value of the user's as text of at most about 100 characters, for a message.

    Parameters
    ----------
    value : object
        A value of any type and size.

    Returns
    -------
    str
        Its ``repr``; if that is long, without the middle.

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
    """List names for a message, at most 60 of them, in their order.

    Parameters
    ----------
    names : iterable of str
        The names.

    Returns
    -------
    str
        Names separated by commas, and how many others there are.

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
    """Return a name; if it is long, without the middle.

    Examples
    --------
    >>> short("relu"), len(short("relu" * 1_000_000))
    ('relu', 100)
    """
    return name if len(name) <= _MOST_CHARACTERS else shown(name)


def did_you_mean(
    name: str,
    known: Iterable[str],
    all_of_them: str = "",
    meant: Mapping[str, str] | None = None,
) -> str:
    """Return a hint which of the ``known`` names was probably meant.

    Parameters
    ----------
    name : str
        The unknown name.
    known : iterable of str
        The names that exist.
    all_of_them : str, optional
        What lists all names, if they are too many for a message.
    meant : mapping of str to str, optional
        As for :func:`actsearch.spelling.near`.

    Returns
    -------
    str
        The end of an error message: near names, and all of them if they are few or none is near.

    Examples
    --------
    >>> did_you_mean("rleu", ["relu", "tanh"])
    "did you mean 'relu'? Known: relu, tanh"
    >>> did_you_mean("rleu", ["relu", *map(str, range(100))])
    "did you mean 'relu'?"
    >>> did_you_mean("zzz", ["relu", "tanh"])
    'expected one of relu, tanh'
    """
    known = list(known)
    names = sorted({(meant or {}).get(each, each) for each in known})
    close = [shown(each) for each in near(name, known, meant)]
    hint = f"did you mean {either(close)}?" if close else ""
    if all_of_them:
        return f"{hint} {all_of_them}".strip()
    if close and len(names) > _FEW_NAMES:
        return hint
    if close:
        return f"{hint} Known: {listed(names)}"
    return f"expected {'one of ' * (len(names) > 1)}{listed(names)}"


def either(names: Iterable[str]) -> str:
    """Write names as alternatives.

    Examples
    --------
    >>> either(["relu"]), either(["relu", "elu", "selu"])
    ('relu', 'relu, elu or selu')
    """
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
