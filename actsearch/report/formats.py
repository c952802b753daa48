"""What a report can be written as; light, so that the command's help need not wait."""

from enum import StrEnum
from pathlib import Path


class Format(StrEnum):
    """What a report is written as."""

    HTML = "html"
    MARKDOWN = "markdown"


GENERATOR = "<!-- written by actsearch report -->"
"""Is at the head of each report, and tells one from a file of somebody else."""


def pictures_of(file: Path) -> Path:
    """Return the folder of the pictures of a report in Markdown.

    Examples
    --------
    >>> pictures_of(Path("iris.md"))
    PosixPath('iris_files')
    """
    return file.parent / f"{file.stem}_files"
