"""Texts in columns that fit the width of a terminal, and texts in lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from rich.console import RenderableType

Kind: TypeAlias = Literal["text", "name", "whole", "number", "any"]

LEFT: frozenset[Kind] = frozenset({"text", "name", "whole"})
"""Kinds of columns whose cells begin at the left."""

INDISPENSABLE = 9
"""Columns of this importance stay in a table, however narrow."""

_GAP = 2
# A longer word may be broken in a table.
_LONG_WORD = 30
# A word of a name that is broken has two lines: one has half of it, and as much more at most.
_SLACK = 2
# After these a name, or a long word, is broken best.
_JOINTS = "-_/,:|()+*=·"
_PLACES = re.compile(rf".+?(?:[{re.escape(_JOINTS)}]+|$)")


class Heading(Protocol):
    """What a table has to know of a column.

    ``name`` is what the column is called where it is left out. Texts and names are wrapped, and
    names at their hyphens too; what is ``"whole"`` is a text that never is, and neither is any
    number. Of too many columns, those of the lowest ``importance`` are left out first.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def title(self) -> str: ...  # noqa: D102

    @property
    def kind(self) -> Kind: ...  # noqa: D102

    @property
    def importance(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Title:
    """A column that is called like its title."""

    title: str
    kind: Kind = "number"
    importance: int = 1

    @property
    def name(self) -> str:
        """What the column is called."""
        return self.title


def lay_out(
    headings: Sequence[Heading],
    rows: Sequence[Sequence[str]],
    *,
    width: int | None = None,
    footer: str = "",
    rule: bool = False,
) -> "RenderableType":
    """Lay out texts as a table.

    Numbers are never cut, and names neither: they are wrapped. If that is not enough, the least
    important columns are left out, and a line below the table names them.

    Parameters
    ----------
    headings : sequence of Heading
        The columns.
    rows : sequence of sequence of str
        Text of each cell.
    width : int, optional
        Width of the terminal in characters. Without it, every column has its full width, as in a
        file.
    footer : str
        Lines to print below the table.
    rule : bool
        Whether to draw a line below the titles.

    Returns
    -------
    rich renderable
        Print it with ``console.print(..., soft_wrap=True)``. Without soft wrapping, rich cuts the
        lines of a file at 80 characters.

    Examples
    --------
    >>> from rich.console import Console
    >>> headings = [Title("study", "name", INDISPENSABLE), Title("trials"), Title("strategy")]
    >>> rows = [["iris-bayes-steps200-seed17", "30/30", "bayes"]]
    >>> table = lay_out(headings, rows, width=26)
    >>> Console().print(table, soft_wrap=True)  # doctest: +NORMALIZE_WHITESPACE
    study               trials
    iris-bayes-          30/30
    steps200-seed17
    <BLANKLINE>
    1 column left out for lack
    of width: strategy
    """
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    written = [
        _Column.of(heading, [row[place] for row in rows]) for place, heading in enumerate(headings)
    ]
    shown = written if width is None else _fit(written, width)
    table = Table(
        box=box.SIMPLE_HEAD if rule else None,
        show_edge=False,
        pad_edge=False,
        header_style="bold",
        # The line of a box takes one character of the gap.
        padding=(0, _GAP - rule, 0, 0),
        # Without a width, rich would squeeze a table that is wider than its console.
        width=_total([one.width for one in shown]),
    )
    for one in shown:
        table.add_column(
            Text("\n".join(wrapped(one.heading.title, one.width, fold=True))),
            justify="left" if one.heading.kind in LEFT else "right",
            width=one.width,
            vertical="top" if rows else "bottom",
        )
    for texts in zip(*(one.texts for one in shown), strict=True):
        # Text, because rich would read brackets in a plain string as markup.
        cells = (
            "\n".join(wrapped(text, one.width, fold=True))
            for text, one in zip(texts, shown, strict=True)
        )
        table.add_row(*map(Text, cells))

    lines = footer.splitlines()
    if left_out := [one.heading.name for one in written if one.heading not in _headings(shown)]:
        columns = "1 column" if len(left_out) == 1 else f"{len(left_out)} columns"
        lines.append(f"{columns} left out for lack of width: {', '.join(left_out)}")
    if width is not None:
        lines = ["\n".join(wrapped(line, width)) for line in lines]
    return Group(table, Text("\n" + "\n".join(lines))) if lines else table


def wrapped(text: str, width: int, *, fold: bool = False) -> list[str]:
    """Break a text into lines, between its words.

    Parameters
    ----------
    text : str
        Text of one line or several.
    width : int
        Characters of a line.
    fold : bool
        Whether to break a word that is wider than a line too, after a hyphen where there is one.

    Examples
    --------
    >>> wrapped("a sentence of six short words", 12)
    ['a sentence', 'of six short', 'words']
    >>> wrapped("digits-bayes-n_weights", 13, fold=True)
    ['digits-bayes-', 'n_weights']
    """
    from rich.cells import cell_len

    lines: list[str] = []
    for whole in text.split("\n"):
        line = ""
        for word in re.findall(r"\s*\S+", whole):
            if cell_len(line + word) <= width:
                line += word
                continue
            if line:
                lines.append(line)
            line = word.lstrip() if line else word
            if fold and cell_len(line) > width:
                *full, line = _folded(line, width)
                lines += full
        lines.append(line)
    return lines


def shortened(text: str, width: int) -> str:
    """Leave out the middle of a text that is too long: what tells it apart is at its ends.

    Examples
    --------
    >>> shortened("relu | tanh | swish beta=0.25", 20)
    'relu | tanh ...=0.25'
    """
    from rich.cells import cell_len, chop_cells

    if cell_len(text) <= width:
        return text
    dots = "..."[:width]
    end = max(0, (width - len(dots)) // 3)
    begin = width - len(dots) - end
    first = chop_cells(text, begin)[0] if begin else ""
    last = chop_cells(text[::-1], end)[0][::-1] if end else ""
    return f"{first}{dots}{last}"


def _folded(word: str, width: int) -> Iterator[str]:
    """Break a word into pieces that fit a line, at its joints where they are not far."""
    from rich.cells import cell_len, chop_cells

    line = ""
    for piece in _PLACES.findall(word):
        if cell_len(line + piece) <= width:
            line += piece
            continue
        if line:
            yield line
        *full, line = chop_cells(piece, width)
        yield from full
    yield line


@dataclass(frozen=True)
class _Column:
    """A column with the texts of its cells.

    It is ``width`` characters wide, and ``least`` at the narrowest.
    """

    heading: Heading
    texts: list[str]
    width: int
    least: int

    @classmethod
    def of(cls, heading: Heading, texts: list[str]) -> "_Column":
        from rich.cells import cell_len

        titles = heading.title.split()
        lines = [line for text in texts for line in text.split("\n")]
        width = max(map(cell_len, [heading.title, *lines]))
        if heading.kind == "text":
            words = [*titles, *" ".join(lines).split()]
            least = min(_LONG_WORD, max(map(cell_len, words)))
        elif heading.kind == "name":
            words = [word for line in lines for word in line.split()]
            pieces = [piece for word in words for piece in _PLACES.findall(word)]
            halves = [cell_len(word) // 2 + _SLACK for word in words]
            least = min(width, _LONG_WORD, max([*halves, *map(cell_len, [*titles, *pieces])]))
        elif heading.kind == "whole":
            least = width = max(map(cell_len, [*titles, *lines]))
        else:
            least = width
        return cls(heading, texts, width, least)

    @property
    def wraps(self) -> bool:
        return self.heading.kind in ("text", "name")


def _headings(columns: Sequence[_Column]) -> list[Heading]:
    return [one.heading for one in columns]


def _fit(written: list[_Column], width: int) -> list[_Column]:
    """Leave out columns until what is left fits, then divide the width among the texts."""
    shown = list(written)
    while _total([one.least for one in shown]) > width:
        # Of equally unimportant columns, leave out the rightmost.
        least = min(reversed(shown), key=lambda one: one.heading.importance)
        if least.heading.importance == INDISPENSABLE:
            break
        shown.remove(least)

    room = width - _total([0 if one.wraps else one.width for one in shown])
    widths = {}
    texts = sorted((one for one in shown if one.wraps), key=lambda one: -one.heading.importance)
    for number, one in enumerate(texts):
        needed = sum(other.least for other in texts[number + 1 :])
        widths[one.heading.name] = max(1, min(one.width, room - needed))
        room -= widths[one.heading.name]
    return [replace(one, width=widths.get(one.heading.name, one.width)) for one in shown]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)
