"""Where search spaces come from: those that are shipped, by name, and files, by path."""

import os
import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from actsearch.errors import NotFoundError, UsageError, did_you_mean
from actsearch.search_space.schema import parse
from actsearch.search_space.space import SearchSpace


def _shipped() -> Traversable:
    """Return the folder: within the installed package, or beside it in a checkout."""
    installed = files("actsearch") / "search_spaces"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "search_spaces"


def names() -> list[str]:
    """List the shipped search spaces.

    Examples
    --------
    >>> "mnist" in names()
    True
    """
    found = (entry.name for entry in _shipped().iterdir())
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))


def load(name_or_path: str | os.PathLike[str]) -> SearchSpace:
    """Load a shipped search space by its name, or any other from its file.

    Parameters
    ----------
    name_or_path : str or path
        A path contains a separator or ends in ``.toml``; anything else is a name.

    Returns
    -------
    SearchSpace
        Validated.

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
    asked = os.fspath(name_or_path)
    if asked.endswith(".toml") or "/" in asked or os.sep in asked:
        return _read(Path(asked), asked)
    # Looked up in the listing, so that no name can lead out of the folder.
    if asked not in names():
        raise NotFoundError(
            f"no search space {asked!r}: {did_you_mean(asked, names())}; "
            "a file is given by its path, such as ./space.toml"
        )
    return _read(_shipped() / f"{asked}.toml", f"search_spaces/{asked}.toml")


def _read(file: Traversable, source: str) -> SearchSpace:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        folder = Path(source).parent
        known = [*names(), *map(str, folder.glob("*.toml"))]
        raise NotFoundError(f"no file {source}: {did_you_mean(source, known)}") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{source}: not UTF-8 text ({error.reason})") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{source}: not TOML: {error}") from None
    return SearchSpace(file.name.removesuffix(".toml"), parse(document, source))
