"""Draw the way of learned parameters."""

from typing import TYPE_CHECKING

from actsearch.plots.data.learned import LearnedPath, LearnedPaths
from actsearch.plots.draw.style import DASHES, colours, texts

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet

_MOST_NAMED = 10


def draw(data: LearnedPaths, sheet: "Sheet") -> None:
    """Draw a panel for each trial and parameter, and a line for each layer, dark near the input."""
    panels: dict[tuple[int, str], list[LearnedPath]] = {}
    for path in data.paths:
        panels.setdefault((path.trial, path.key), []).append(path)
    shown = dict(list(panels.items())[:9])
    columns = min(3 if len(shown) > 4 else 2, len(shown))
    rows = -(-len(shown) // columns)
    grid = sheet.grid(rows, columns, height=3.2 if rows == 1 else 2.2 * rows, sharey=False)
    layers = sorted({path.layer or 1 for path in data.paths})
    shades = dict(zip(layers, colours(len(layers)), strict=True))
    dashes = {layer: DASHES[place % 4] for place, layer in enumerate(layers)}
    lines = {}
    titles = texts(
        [f"trial {trial}: {paths[0].activation}" for (trial, _), paths in shown.items()],
        64 // columns,
    )
    for axes, ((_, key), paths), title in zip(grid, shown.items(), titles, strict=False):
        for path in paths:
            layer = path.layer or 1
            mark = "o" if len(path.epochs) == 1 else None
            (lines[layer],) = axes.plot(
                *(path.epochs, path.values),
                color=shades[layer],
                linestyle=dashes[layer] if len(layers) <= _MOST_NAMED else "-",
                linewidth=1.6 if len(layers) <= _MOST_NAMED else 1.0,
                marker=mark,
            )
        axes.set_title(title, fontsize=8.5)
        axes.set_ylabel(key)
        axes.set_xlabel("epochs")
    for axes in grid[len(shown) :]:
        axes.set_visible(False)
    if len(layers) > _MOST_NAMED:
        kept = [layers[0], layers[len(layers) // 2], layers[-1]]
    else:
        kept = layers if len(layers) > 1 else []
    if kept:
        sheet.legend([lines[layer] for layer in kept], [f"layer {layer}" for layer in kept])
