"""Draw activations with their derivatives."""

from typing import TYPE_CHECKING, Any

import numpy as np

from actsearch.plots.data.shapes import Shape, Shapes
from actsearch.plots.draw.style import COLOURS, DASHES, MARKERS, colours, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from actsearch.plots.draw.sheet import Sheet

_MOST = 8.0


def draw(data: Shapes, sheet: "Sheet") -> None:
    """Draw one activation with its derivative, or several: values left, derivatives right."""
    if len(data.shapes) == 1:
        _one(data.shapes[0], sheet)
    else:
        _several(data, sheet)


def _one(shape: Shape, sheet: "Sheet") -> None:
    axes = sheet.axes(height=3.6)
    (value,) = axes.plot(shape.x, shape.value, color=COLOURS[0])
    (slope,) = axes.plot(shape.x, shape.slope, color=COLOURS[1], linestyle="--")
    _frame(axes, [shape.value, shape.slope])
    if shape.peak is not None:
        axes.plot(*shape.peak, marker="o", color=COLOURS[1])
        axes.annotate(
            f"{shape.peak[1]:.4g}", shape.peak, (5, 5), textcoords="offset points", fontsize=8.5
        )
    sheet.legend([value, slope], [f"f(x) = {text(shape.formula, 60)}", "f'(x)"])


def _several(data: Shapes, sheet: "Sheet") -> None:
    left, right = sheet.grid(1, 2, height=3.5)
    count = len(data.shapes)
    shades = colours(count) if data.varied else [COLOURS[i % len(COLOURS)] for i in range(count)]
    lines = []
    for place, (shape, colour) in enumerate(zip(data.shapes, shades, strict=True)):
        # The first is the widest, and marks are in turn: of equal curves each can be seen.
        manner: dict[str, Any] = {
            "color": colour,
            "linestyle": DASHES[place % len(DASHES)] if not data.varied else "-",
            "linewidth": 3.4 - 1.9 * place / max(1, count - 1) if not data.varied else 1.8,
        }
        if not data.varied and count <= len(MARKERS):
            manner |= {
                "marker": MARKERS[place],
                "markevery": (int((0.2 + place) / count * 110) + 1, 110),
            }
        (line,) = left.plot(shape.x, shape.value, **manner)
        right.plot(shape.x, shape.slope, **manner)
        if data.varied and shape.peak is not None:
            right.plot(*shape.peak, marker="o", color=colour)
        lines.append(line)
    _frame(left, [shape.value for shape in data.shapes])
    _frame(right, [shape.slope for shape in data.shapes])
    left.set_ylabel("f(x)")
    right.set_ylabel("f'(x)")
    if data.varied:
        peaks = [shape.peak for shape in data.shapes]
        highest = max((peak for peak in peaks if peak), key=lambda peak: peak[1], default=None)
        if data.law is not None and highest is not None:
            manner = {"textcoords": "offset points", "fontsize": 8.5, "va": "center"}
            right.annotate(f"peak {data.law}", highest, (7, 0), **manner)
        sheet.legend(
            lines,
            [
                f"{data.varied} = {value:g}" + (f": slope to {peak[1]:.4g}" if peak else "")
                for value, peak in zip(data.at, peaks, strict=True)
            ],
        )
    else:
        sheet.legend(lines, [shape.name for shape in data.shapes])


def _frame(axes: "Axes", curves: Any) -> None:
    """Set the limits: what grows without end is cut, or all else would be flat."""
    known = np.concatenate([np.array(curve, float) for curve in curves])
    known = known[np.isfinite(known)]
    low, high = max(float(known.min()), -_MOST), min(float(known.max()), _MOST)
    room = 0.06 * (high - low) or 0.5
    axes.set_ylim(low - room, high + room)
    axes.margins(x=0)
    axes.set_xlabel("x")
