"""Draw which activation good trials have in which layer."""

import math
from typing import TYPE_CHECKING

from actsearch.plots.data.layers import MOST_ROWS, LayerChoices
from actsearch.plots.draw.axis import heat_map
from actsearch.plots.draw.style import COLOURS

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet

_MOST_WRITTEN = 12


def draw(data: LayerChoices, sheet: "Sheet") -> None:
    """Draw the share of the best trials with an activation in a layer, and ring the winner's."""
    rows, layers = data.activations[:MOST_ROWS], range(1, data.layers + 1)
    axes = sheet.axes(height=max(2.4, 1.2 + 0.27 * len(rows)))
    shares = [[data.share(row, layer) for layer in layers] for row in rows]
    words = [[f"{share:.0f}" if share else "" for share in line] for line in shares]
    heat_map(
        axes,
        [[share or math.nan for share in line] for line in shares],
        rows=rows,
        columns=[str(layer) for layer in layers],
        label="share of the best trials (%)",
        written=words if data.layers <= _MOST_WRITTEN else None,
        limits=(0.0, max(10.0, max(map(max, shares)))),
    )
    axes.set_xlabel("hidden layer, from the input on")
    ringed = [(layer, rows.index(name)) for layer, name in enumerate(data.winner) if name in rows]
    if ringed:
        x, y = zip(*ringed, strict=True)
        size = 340 if data.layers <= _MOST_WRITTEN else 60
        axes.scatter(x, y, s=size, facecolors="none", edgecolors=COLOURS[1], linewidths=1.6)
