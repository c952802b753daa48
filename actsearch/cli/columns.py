"""Show what becomes of each column of a table."""

from itertools import groupby
from typing import TYPE_CHECKING

from actsearch.cli.safety import in_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from actsearch.cli.terminal import SafeConsole
    from actsearch.datasets.columns import Column, Table

# More columns in a row with the same fate are one line.
_MOST_ALIKE = 4
_MOST_LINES = 40


def show_columns(table: "Table", console: "SafeConsole") -> None:
    """Print a short table: columns, what they are, and what is done to them; and the notes."""
    from actsearch.tables import INDISPENSABLE, Title

    headings = [
        Title("column", "name", INDISPENSABLE),
        Title("kind", "text", INDISPENSABLE),
        Title("what is done", "text", INDISPENSABLE),
    ]
    shown = list(_lines(table.columns))
    console.table(headings, shown[:_MOST_LINES])
    if len(shown) > _MOST_LINES:
        console.prose(f"{len(shown) - _MOST_LINES} more rows: --format json")
    for note in table.notes:
        console.prose(f"- {in_one_line(note)}")


def _lines(columns: "Sequence[Column]") -> "Iterator[tuple[str, str, str]]":
    for (kind, done), alike in groupby(columns, lambda column: (column.kind, column.done)):
        names = [column.name for column in alike]
        if len(names) > _MOST_ALIKE:
            names = [f"{names[0]} ... {names[-1]} ({len(names)})"]
        for name in names:
            yield in_one_line(name), kind, done
