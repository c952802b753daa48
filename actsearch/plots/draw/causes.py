"""Draw what was measured in the layers."""

import math
from typing import TYPE_CHECKING, Any

from actsearch.plots.data.causes import LayerCauses
from actsearch.plots.draw.axis import logarithmic
from actsearch.plots.draw.layer_lines import LayerLines
from actsearch.plots.draw.style import texts

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet

# What is drawn, its label, and what it is multiplied by; the first is on a logarithmic scale.
_ROWS = (
    ("gradient_norm", "gradient norm", 1.0),
    ("saturated", "saturated units (%)", 100.0),
    ("dead", "dead units (%)", 100.0),
    ("sparsity", "values near 0 (%)", 100.0),
)


def draw(data: LayerCauses, sheet: "Sheet") -> None:
    """Draw a column for each trial and a row for each quantity, with a line for each layer."""
    count = len(data.trials)
    panels = sheet.grid(len(_ROWS), count, height=6.6, sharey="row", sharex="col")
    lines = LayerLines(range(1, 1 + max(each.causes.layers for each in data.trials)))
    names = texts([each.name for each in data.trials], 84 // count)
    handles: dict[int, Any] = {}
    for row, (name, label, factor) in enumerate(_ROWS):
        for column, each in enumerate(data.trials):
            axes = panels[row * count + column]
            readings = getattr(each.causes, name)
            for layer in range(1, each.causes.layers + 1):
                y = [factor * reading[layer - 1] for reading in readings]
                if row == 0:
                    # A logarithm has no 0, and a picture nothing endless.
                    y = [value if 0 < value < math.inf else math.nan for value in y]
                (handles[layer],) = axes.plot(each.epochs, y, **lines.look(layer, len(y)))
            if row == 0:
                axes.set_title(f"trial {each.trial}, {each.what}:\n{names[column]}", fontsize=8)
            elif column == 0:
                axes.set_ylim(-4, 104)
            if column == 0:
                axes.set_ylabel(label)
            if row == len(_ROWS) - 1:
                axes.set_xlabel("epochs")
    logarithmic(panels[0].yaxis)
    sheet.legend([handles[layer] for layer in lines.named], [f"layer {n}" for n in lines.named])
