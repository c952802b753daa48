"""What a report is made of: sections of blocks, whatever they are written as.

Texts are plain: what they hold is escaped where they are written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a strong one is the sentence to remember."""

    kind: ClassVar[str] = "paragraph"
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences that stand below each other."""

    kind: ClassVar[str] = "points"
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values."""

    kind: ClassVar[str] = "facts"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Parameters
    ----------
    title : str
        What it shows.
    columns : tuple of str
        Headings.
    rows : tuple of tuples of str
        Cells; each row has one for each column.
    texts : frozenset of str
        Headings of the columns that hold texts; the others hold numbers.
    """

    kind: ClassVar[str] = "table"
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Code:
    """A program or commands, in a language that highlighters know."""

    kind: ClassVar[str] = "code"
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, as LaTeX and in plain characters."""

    kind: ClassVar[str] = "formula"
    latex: str
    plain: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is drawn when it is written.

    Parameters
    ----------
    name : str
        Short name, unique in the report: letters, digits and dashes.
    title : str
        What it shows, for those who do not see it too.
    caption : str
        What can be seen, in a sentence or two.
    notes : tuple of str
        What is not shown, and other remarks.
    inline : callable
        Takes what the names inside begin with, and draws it as SVG for a page.
    write : callable
        Takes a path, and draws it as a file.
    """

    kind: ClassVar[str] = "picture"
    name: str
    title: str
    caption: str
    notes: tuple[str, ...]
    inline: Callable[[str], str]
    write: Callable[[Path], None]


Block: TypeAlias = Paragraph | Points | Facts | Table | Code | Formula | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report; one without blocks is left out."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A report, apart from how it is written.

    Parameters
    ----------
    study : str
        Name of the study.
    summary : str
        One sentence for the head of the page.
    sections : tuple of Section
        What it says, in reading order.
    """

    study: str
    summary: str
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """Return a section by its name."""
        return next(each for each in self.sections if each.name == name)
