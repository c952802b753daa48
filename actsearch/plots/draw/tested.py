"""Draw what the test part says."""

import math
from typing import TYPE_CHECKING

from actsearch.plots.data.tested import Confusion, TestedScores
from actsearch.plots.draw.axis import heat_map, scatter
from actsearch.plots.draw.style import COLOURS, ink, texts

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet

_MOST_WRITTEN = 12


def draw_scores(data: TestedScores, sheet: "Sheet") -> None:
    """Draw the score of the answer and of the baseline with intervals."""
    axes = sheet.axes(height=1.1 + 0.5 * len(data.scores))
    for place, each in enumerate(data.scores):
        is_baseline = place == len(data.scores) - 1
        colour = ink() if is_baseline else COLOURS[0]
        axes.plot([each.low, each.high], [place, place], color=colour, linewidth=2.4)
        axes.plot([each.mean], [place], marker="o", markersize=8, color=colour)
        count = len(each.values)
        scatter(axes, each.values, [place + 0.25] * count, color=colour, s=10, alpha=0.6)
    names = texts([each.name for each in data.scores], 34)
    names[-1] += "\n(baseline)"
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(data.scale.labelled(f"test {data.scale.name}"))
    axes.margins(x=0.08)


def draw_confusion(data: Confusion, sheet: "Sheet") -> None:
    """Draw the confusion matrix, each row in per cent of its class."""
    count = len(data.classes)
    size = min(6.4, 2.4 + 0.36 * count)
    axes = sheet.axes(height=size)
    words = [[f"{share:.0f}" if share else "" for share in row] for row in data.shares]
    for row, line in enumerate(words):
        for column, word in enumerate(line):
            if data.counts[row][column] and word == "0":
                line[column] = "<1"
    heat_map(
        axes,
        [[share or math.nan for share in row] for row in data.shares],
        rows=data.classes,
        columns=data.classes,
        label="share of the class (%)",
        written=words if count <= _MOST_WRITTEN else None,
        limits=(0.0, 100.0),
    )
    axes.set_xlabel("predicted class")
    axes.set_ylabel("class")
