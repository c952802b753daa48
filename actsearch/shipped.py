"""The search spaces that come with the package, as files."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def spaces_folder() -> Traversable:
    """Return the folder of the shipped files: in the installed package, or in a checkout."""
    installed = files("actsearch") / "search_spaces"
    return installed if installed.is_dir() else Path(__file__).parents[1] / "search_spaces"


def space_names() -> list[str]:
    """List the shipped search spaces.

    Examples
    --------
    >>> "mnist" in space_names()
    True
    """
    found = (entry.name for entry in spaces_folder().iterdir())
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))
