"""Show what becomes of each column of a table."""

from itertools import groupby
from typing import TYPE_CHECKING

from actsearch.cli.safety import in_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from actsearch.datasets.columns import Column, Table

# More columns in a row with the same fate are one line.
_MOST_ALIKE = 4
_MOST_LINES = 40


def show_columns(table: "Table", console: "Console") -> None:
    """Print a short table: columns, what they are, and what is done to them; and the notes."""
    from rich.table import Table as Lines
    from rich.text import Text

    lines = Lines(box=None, pad_edge=False, header_style="bold")
    for title in ("column", "kind", "what is done"):
        lines.add_column(title, overflow="fold" if title == "what is done" else "ellipsis")
    shown = list(_lines(table.columns))
    for line in shown[:_MOST_LINES]:
        lines.add_row(*map(Text, line))
    console.print(lines)
    if len(shown) > _MOST_LINES:
        console.print(f"and {len(shown) - _MOST_LINES} others (--format json has all)")
    for note in table.notes:
        console.print(f"- {in_one_line(note)}", soft_wrap=True)


def _lines(columns: "Sequence[Column]") -> "Iterator[tuple[str, str, str]]":
    for (kind, done), alike in groupby(columns, lambda column: (column.kind, column.done)):
        names = [column.name for column in alike]
        if len(names) > _MOST_ALIKE:
            names = [f"{names[0]} ... {names[-1]} ({len(names)})"]
        for name in names:
            yield in_one_line(name), kind, done
