"""Draw what fresh seeds say of the finalists."""

import math
from typing import TYPE_CHECKING

from actsearch.plots.data.confirmed import ConfirmedDifferences
from actsearch.plots.draw.axis import line_at, scatter
from actsearch.plots.draw.style import COLOURS, text, texts

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet


def draw(data: ConfirmedDifferences, sheet: "Sheet") -> None:
    """Draw the difference of each finalist to the baseline, whose line is 0."""
    axes = sheet.axes(height=1.3 + 0.55 * len(data.finalists))
    line_at(axes, 0.0, vertical=True)
    for place, each in enumerate(data.finalists):
        better = each.low > 0 or each.high < 0
        colour = COLOURS[0]
        low, high = (end if math.isfinite(end) else None for end in (each.low, each.high))
        if low is not None and high is not None:
            axes.plot([low, high], [place, place], color=colour, linewidth=2.4)
        axes.plot(
            *([each.difference], [place]),
            marker="o",
            markersize=8,
            color=colour,
            markerfacecolor=colour if better else "none",
        )
        count = len(each.differences)
        scatter(axes, each.differences, [place + 0.24] * count, color=colour, s=10, alpha=0.6)
        if each.searched is not None:
            scatter(axes, [each.searched], [place], marker="D", s=28, color=COLOURS[1], zorder=3)
    names = texts([each.name for each in data.finalists], 34)
    labels = [f"{name}\np = {each.p:.2g}" for name, each in zip(names, data.finalists, strict=True)]
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    unit = data.scale.difference_unit
    baseline = f"{data.scale.name} minus that of {text(data.baseline, 40)}"
    axes.set_xlabel(f"{baseline} ({unit})" if unit else baseline)
    axes.margins(x=0.08)
