"""Load search spaces: shipped ones by name, and any file by path."""

import os
import tomllib
from pathlib import Path

from actsearch.errors import NotFoundError, UsageError, did_you_mean, shown
from actsearch.files import read_regular
from actsearch.search_space.schema import parse
from actsearch.search_space.space import SearchSpace
from actsearch.shipped import space_names, spaces_folder

# A hundred times the size of the largest shipped file.
_MOST_BYTES = 2**18


def load(name_or_path: str | os.PathLike[str]) -> SearchSpace:
    """Load a shipped search space by its name, or another one from its file.

    Parameters
    ----------
    name_or_path : str or path
        A path contains a separator or ends with ``.toml``; anything else is a name.

    Returns
    -------
    SearchSpace
        The validated search space.

    Raises
    ------
    NotFoundError
        If there is no such name or file.
    UsageError
        If the file is not a valid search space; the message says where and why.

    Examples
    --------
    >>> space = load("sigmoid-gain")
    >>> [parameter.name for parameter in space.parameters()]
    ['activation', 'sigmoid.gain']
    """
    name, content, source = _content(os.fspath(name_or_path))
    return _parse(name, content, source)


def text(name_or_path: str | os.PathLike[str]) -> str:
    """Return the TOML of a search space with its comments, to begin another one with.

    Parameters
    ----------
    name_or_path : str or path
        As for :func:`load`, which says what is raised.

    Examples
    --------
    >>> text("sigmoid-gain").splitlines()[-2:]
    ['[activations.sigmoid]', 'gain = { min = 0.1, max = 10.0, log = true }']
    """
    name, content, source = _content(os.fspath(name_or_path))
    _parse(name, content, source)
    return content.decode()


def _content(asked: str) -> tuple[str, bytes, str]:
    """Return the name of a space, the content of its file, and how messages call that."""
    if asked.endswith(".toml") or "/" in asked or os.sep in asked:
        return Path(asked).name.removesuffix(".toml"), _read(Path(asked), asked), asked
    # Compared with the list of names, so that no name can point outside the folder.
    if asked not in space_names():
        raise NotFoundError(
            f"no search space {shown(asked)}: {did_you_mean(asked, space_names())}; "
            "a file is given by its path, such as ./space.toml"
        )
    content = (spaces_folder() / f"{asked}.toml").read_bytes()
    return asked, content, f"search_spaces/{asked}.toml"


def _read(file: Path, source: str) -> bytes:
    try:
        return read_regular(file, _MOST_BYTES)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        known = [*space_names(), *map(str, file.parent.glob("*.toml"))]
        raise NotFoundError(f"no file {source}: {did_you_mean(source, known)}") from None
    except OSError as error:
        raise UsageError(
            f"{source}: cannot be read ({error.strerror}); give a TOML file that you may read"
        ) from error


def _parse(name: str, content: bytes, source: str) -> SearchSpace:
    try:
        document = tomllib.loads(content.decode())
    except UnicodeDecodeError as error:
        raise UsageError(f"{source}: not UTF-8 text ({error.reason})") from None
    except RecursionError:
        raise UsageError(
            f"{source}: nested more deeply than a search space is; leave out the inner brackets"
        ) from None
    # Not only TOMLDecodeError: Python raises ValueError for numbers with thousands of digits, and
    # for the date 0000-00-00.
    except ValueError as error:
        raise UsageError(f"{source}: not TOML: {error}") from None
    return SearchSpace(name, parse(document, source))
