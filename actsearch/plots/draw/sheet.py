"""A sheet to draw on: title, names of series, axes and notes, each with a place of its own."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actsearch.plots.draw.style import text, texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 6.6
"""Inches of a sheet: narrow enough for its texts to be read on a phone."""
_MARGIN = 0.06  # inches, like all lengths below
_LINE = 0.16
_CHARACTERS = 105  # of a line of notes


class Sheet:
    """A figure that is made when its axes are asked for.

    Parameters
    ----------
    title : str
        What stands above; nothing where a page around the picture says it.
    notes : sequence of str
        What stands below.
    """

    figure: "Figure"

    def __init__(self, title: str = "", notes: Sequence[str] = ()) -> None:
        self._title = text(title, 90)
        self._words: list[Any] = []
        self._notes = [
            line for note in notes for line in textwrap.wrap(text(note, 400), _CHARACTERS)
        ]

    def axes(self, *, height: float, **sharing: Any) -> "Axes":
        """Make the figure with one pair of axes, so many inches high."""
        return self.grid(1, 1, height=height, **sharing)[0]

    def grid(self, rows: int, columns: int, *, height: float, **sharing: Any) -> "list[Axes]":
        """Make the figure with a grid of axes, and return them row by row."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.figure = Figure()
        FigureCanvasAgg(self.figure)
        self._arrange(height)
        return list(self.figure.subplots(rows, columns, squeeze=False, **sharing).flat)

    def legend(self, handles: Sequence[Any], names: Sequence[str]) -> None:
        """Name the series between title and axes, in as many columns as fit."""
        if not handles:
            return
        shown = texts(names, 90)
        for columns in range(min(len(shown), 6), 0, -1):
            legend = self.figure.legend(
                *(handles, shown),
                loc="upper left",
                ncols=columns,
                handlelength=2.4,
                columnspacing=1.4,
                borderpad=0.0,
                borderaxespad=0.0,
            )
            legend.set_in_layout(False)
            box = legend.get_window_extent()
            if box.width / self.figure.dpi <= WIDTH - 2 * _MARGIN or columns == 1:
                break
            legend.remove()
        self._arrange(self._height, box.height / self.figure.dpi + _MARGIN)
        legend.set_bbox_to_anchor((_MARGIN / WIDTH, self._top), self.figure.transFigure)

    def _arrange(self, height: float, legend: float = 0.0) -> None:
        """Give each part its place; the axes are as high as they were asked for."""
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        above = _MARGIN + (1.6 * _LINE if self._title else 0.0)
        below = _LINE * len(self._notes) + (_MARGIN if self._notes else 0.0)
        whole = height + above + legend + below
        self._height, self._top = height, 1 - above / whole
        self.figure.set_size_inches(WIDTH, whole)
        room = (0.0, below / whole, 1.0, height / whole)
        self.figure.set_layout_engine(
            ConstrainedLayoutEngine(rect=room, w_pad=_MARGIN, h_pad=_MARGIN)
        )
        for old in self._words:
            old.remove()
        left, self._words = _MARGIN / WIDTH, []
        if self._title:
            title = self.figure.text(
                left, 1 - _MARGIN / whole, self._title, va="top", weight="bold"
            )
            while title.get_window_extent().width > (WIDTH - 2 * _MARGIN) * self.figure.dpi:
                title.set_text(text(self._title, len(title.get_text()) - 3))
            self._words.append(title)
        if self._notes:
            notes = "\n".join(self._notes)
            self._words.append(
                self.figure.text(left, _MARGIN / whole, notes, va="bottom", fontsize=8)
            )
