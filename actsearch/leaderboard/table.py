"""Draw the leaderboard as a table that fits the width of a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actsearch.leaderboard.columns import Column
from actsearch.tables import lay_out

if TYPE_CHECKING:
    from rich.console import RenderableType


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
    rows = [[column.text(record) for column in columns] for record in records]
    return lay_out(columns, rows, width=width, footer=footer, rule=True)
