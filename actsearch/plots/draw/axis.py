"""What several pictures do with their axes: limits, marks beyond them, logarithms, heat maps."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from actsearch.plots.draw.style import MAP, MOST_MARKS, QUIET, ink, texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LONGEST = 28
# Characters that fit below a heat map.
_ROOM = 70


def focus(
    axes: "Axes", values: Iterable[float | None], *, less_is_better: bool = False
) -> tuple[float, float]:
    """Set the limits of the scores to where most of them are, and return them.

    A few trials that learned nothing would leave the others in a line; they are marked at the edge.
    """
    known = np.array([value for value in values if value is not None], float)
    if not known.size:
        axes.set_ylim(0.0, 1.0)
        axes.set_yticks([])
        return 0.0, 1.0
    sign = -1.0 if less_is_better else 1.0
    better = sign * known
    best, quarter = float(better.max()), float(np.quantile(better, 0.25))
    worst = max(float(better.min()), quarter - 2.0 * (best - quarter))
    room = 0.06 * (best - worst) or abs(best) * 0.01 or 0.01
    low, high = sorted((sign * (worst - room), sign * (best + room)))
    axes.set_ylim(low, high)
    return low, high


def scatter(axes: "Axes", x: Sequence[float], y: Sequence[float], **manner: Any) -> Any:
    """Draw marks; many of them as a bitmap."""
    manner.setdefault("linewidths", 1.0)
    return axes.scatter(x, y, rasterized=len(x) > MOST_MARKS, **manner)


def size(count: int, most: float = 18.0) -> float:
    """Return the area of a mark, in square points: many marks are small."""
    return max(2.5, most * min(1.0, math.sqrt(80 / max(1, count))))


def edge(
    axes: "Axes", x: Sequence[float], marker: str, limits: tuple[float, float], **how: Any
) -> Any:
    """Draw marks at the lower edge of the picture, for what has no place in it."""
    height = limits[0] + 0.025 * (limits[1] - limits[0])
    return scatter(axes, x, [height] * len(x), marker=marker, clip_on=False, **how)


def logarithmic(axis: Any) -> None:
    """Make an axis logarithmic, with plain numbers at its ticks."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    setter = axis.axes.set_xscale if axis.axis_name == "x" else axis.axes.set_yscale
    setter("log")
    low, high = axis.get_view_interval()
    few = high / low < 30 if low > 0 else False
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if few else (1.0,)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_locator(NullLocator())


def heat_map(
    axes: "Axes",
    cells: Any,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    label: str,
    written: Sequence[Sequence[str]] | None = None,
    limits: tuple[float, float] | None = None,
) -> None:
    """Draw a heat map with its scale; cells that are NaN stay empty."""
    from matplotlib.colors import Normalize

    known = np.ma.masked_invalid(np.array(cells, float))
    low, high = limits or (float(known.min()), float(known.max()))
    if low == high:
        low, high = low - 0.5, high + 0.5
    image = axes.imshow(known, cmap=MAP, norm=Normalize(low, high), aspect="auto")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    below = texts(columns, _LONGEST)
    longest = max(map(len, below))
    upright = longest > 3 and (longest + 1) * len(below) > _ROOM
    _name(axes.yaxis, texts(rows, _LONGEST), most=45)
    _name(axes.xaxis, below, most=45 if upright else _ROOM // (longest + 1))
    if upright:
        axes.tick_params(axis="x", labelrotation=90)
    for row, line in enumerate(written or ()):
        for column, words in enumerate(line):
            if not np.ma.getmaskarray(known)[row, column]:
                red, green, blue, _ = image.cmap(image.norm(known[row, column]))
                light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
                colour = "#000000" if light else "#ffffff"
                axes.text(column, row, words, ha="center", va="center", color=colour, fontsize=8)
    bar = axes.figure.colorbar(image, ax=axes, fraction=0.05, pad=0.02)
    bar.set_label(label)
    bar.outline.set_visible(False)


def _name(axis: Any, names: Sequence[str], most: int) -> None:
    """Name the rows or columns; of many only every second, fifth and so on."""
    step = -(-len(names) // most)
    places = range(0, len(names), step)
    axis.set_ticks(list(places), [names[place] for place in places])


def line_at(axes: "Axes", height: float | None, *, vertical: bool = False) -> Any:
    """Draw the line of the baseline."""
    if height is None:
        return None
    draw = axes.axvline if vertical else axes.axhline
    return draw(height, color=ink(), linewidth=1.1, linestyle=(0, (4, 3)), zorder=1.5)


def whole_numbers(axis: Any, first: int, last: int) -> None:
    """Put ticks of a horizontal axis at whole numbers only, from the first to the last."""
    from matplotlib.ticker import MaxNLocator

    room = max(0.5, 0.03 * (last - first))
    axis.axes.set_xlim(first - room, last + room)
    axis.set_major_locator(MaxNLocator(integer=True))


def faint(**more: Any) -> dict[str, Any]:
    """Return how trials are marked that have no full result."""
    return {"facecolors": "none", "edgecolors": QUIET, "s": 16, "linewidths": 0.8, **more}
