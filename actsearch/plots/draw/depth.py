"""Draw depth against activation."""

import math
from typing import TYPE_CHECKING

from actsearch.plots.data.depth import MOST_ROWS, DepthTable
from actsearch.plots.draw.axis import heat_map

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet

_MOST_WRITTEN = 12


def draw(data: DepthTable, sheet: "Sheet") -> None:
    """Draw the best score of each pair, written into its cell if there is room."""
    rows, columns = data.activations[:MOST_ROWS], data.depths
    axes = sheet.axes(height=max(2.2, 1.2 + 0.3 * len(rows)))
    found = [[data.cells.get((row, column)) for column in columns] for row in rows]
    digits = 1 if data.scale.factor > 1 else 3
    words = [["" if cell is None else f"{cell.best:.{digits}f}" for cell in line] for line in found]
    heat_map(
        axes,
        [[math.nan if cell is None else cell.best for cell in line] for line in found],
        rows=rows,
        columns=[str(depth) for depth in columns],
        label=data.scale.labelled(f"best {data.scale.name}"),
        written=words if len(columns) <= _MOST_WRITTEN else None,
    )
    axes.set_xlabel("hidden layers")
