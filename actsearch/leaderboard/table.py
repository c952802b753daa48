"""Draw the leaderboard as a table that fits the width of a terminal."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from actsearch.leaderboard.columns import INDISPENSABLE, Column

if TYPE_CHECKING:
    from rich.console import RenderableType

_GAP = 2


def as_table(
    records: Sequence[object],
    columns: Sequence[Column],
    *,
    width: int | None = None,
    footer: str = "",
) -> "RenderableType":
    """Lay out records as a table.

    Numbers are never cut. If the table is too wide, long texts are wrapped. If that is not enough,
    the least important columns are left out, and a line below the table names them.

    Parameters
    ----------
    records : sequence of Row or Group
        Records to show, one per line.
    columns : sequence of Column
        Columns to show.
    width : int, optional
        Width of the terminal in characters. Without it, every column has its full width, as in a
        file.
    footer : str
        Lines to print below the table.

    Returns
    -------
    rich renderable
        Print it with ``console.print(..., soft_wrap=True)``. Without soft wrapping, rich cuts the
        lines of a file at 80 characters.

    Examples
    --------
    >>> from rich.console import Console
    >>> from actsearch.leaderboard import Row, pick
    >>> rows = [Row(rank=1, study="digits", trial=3, state="complete", val_accuracy=0.9762)]
    >>> Console().print(as_table(rows, pick("rank,trial,val_accuracy"), width=80), soft_wrap=True)
    rank  trial  accuracy %
    ───────────────────────
       1      3       97.62
    """
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    written = [_write(column, records) for column in columns]
    shown = written if width is None else _fit(written, width)
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, _GAP - 1, 0, 0),
        # Without a width, rich would squeeze a table that is wider than its console.
        width=_total([one.width for one in shown]),
    )
    for one in shown:
        table.add_column(
            one.column.title,
            justify="left" if one.wraps else "right",
            width=one.width,
            overflow="fold",
        )
    for texts in zip(*(one.texts for one in shown), strict=True):
        # Text, because rich would read brackets in a plain string as markup.
        table.add_row(*map(Text, texts))

    lines = footer.splitlines()
    names = [one.column.name for one in shown]
    if left_out := [column.name for column in columns if column.name not in names]:
        lines.append(f"Left out for lack of width: {', '.join(left_out)}.")
    if width is not None:
        lines = [textwrap.fill(line, width) for line in lines]
    return Group(table, Text("\n" + "\n".join(lines))) if lines else table


@dataclass(frozen=True)
class _Written:
    """A column with the texts of its cells.

    It is ``width`` characters wide, and ``least`` at the narrowest: its longest word, or all of a
    number.
    """

    column: Column
    texts: list[str]
    width: int
    least: int

    @property
    def wraps(self) -> bool:
        return self.column.kind == "text"


def _write(column: Column, records: Sequence[object]) -> _Written:
    from rich.cells import cell_len

    texts = [column.text(record) for record in records]
    width = max(map(cell_len, [column.title, *texts]))
    longest_word = max(map(cell_len, [*column.title.split(), *" ".join(texts).split()]))
    return _Written(column, texts, width, longest_word if column.kind == "text" else width)


def _fit(written: list[_Written], width: int) -> list[_Written]:
    """Leave out columns until no word must be broken, then divide the width among the others."""
    shown = list(written)
    while _total([one.least for one in shown]) > width:
        # Of equally unimportant columns, leave out the rightmost.
        least = min(reversed(shown), key=lambda one: one.column.importance)
        if least.column.importance == INDISPENSABLE:
            break
        shown.remove(least)

    room = width - _total([0 if one.wraps else one.width for one in shown])
    widths = {}
    texts = sorted((one for one in shown if one.wraps), key=lambda one: -one.column.importance)
    for number, one in enumerate(texts):
        needed = sum(other.least for other in texts[number + 1 :])
        widths[one.column.name] = max(1, min(one.width, room - needed))
        room -= widths[one.column.name]
    return [replace(one, width=widths.get(one.column.name, one.width)) for one in shown]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)
