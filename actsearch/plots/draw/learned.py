"""Draw the way of learned parameters."""

from typing import TYPE_CHECKING, Any

from actsearch.plots.data.learned import LearnedPath, LearnedPaths
from actsearch.plots.draw.layer_lines import LayerLines
from actsearch.plots.draw.style import text

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet


def draw(data: LearnedPaths, sheet: "Sheet") -> None:
    """Draw a panel for each trial and parameter, and a line for each layer, dark near the input."""
    panels: dict[tuple[int, str], list[LearnedPath]] = {}
    for path in data.paths:
        panels.setdefault((path.trial, path.key), []).append(path)
    shown = dict(list(panels.items())[:9])
    columns = min(3 if len(shown) > 4 else 2, len(shown))
    rows = -(-len(shown) // columns)
    grid = sheet.grid(rows, columns, height=3.2 if rows == 1 else 2.2 * rows, sharey=False)
    lines = LayerLines(sorted({path.layer or 1 for path in data.paths}))
    handles: dict[int, Any] = {}
    for axes, ((trial, key), paths) in zip(grid, shown.items(), strict=False):
        for path in paths:
            layer = path.layer or 1
            look = lines.look(layer, len(path.epochs))
            (handles[layer],) = axes.plot(path.epochs, path.values, **look)
        name = text(paths[0].activation, 80 // columns)
        axes.set_title(f"trial {trial}:\n{name}", fontsize=8.5)
        axes.set_ylabel(key)
        axes.set_xlabel("epochs")
    for axes in grid[len(shown) :]:
        axes.set_visible(False)
    named = [layer for layer in lines.named if layer in handles]
    sheet.legend([handles[layer] for layer in named], [f"layer {layer}" for layer in named])
