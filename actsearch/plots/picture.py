"""A picture: how numbers of one kind are drawn, as a figure, a file or a part of a page."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from actsearch.plots.data.table import PlotData
from actsearch.plots.draw import save
from actsearch.plots.draw.sheet import Sheet
from actsearch.plots.draw.style import INK, MID_INK, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Data = TypeVar("Data", bound=PlotData)


@dataclass(frozen=True)
class Picture(Generic[Data]):
    """How numbers of one kind are drawn.

    Parameters
    ----------
    title : str
        What stands above the picture.
    caption : str
        What is seen, in a sentence or two, for a page around it.
    paint : callable
        Draws the numbers on a sheet.

    Raises
    ------
    UsageError
        By all methods, if matplotlib is not installed.
    """

    title: str
    caption: str
    paint: Callable[[Data, Sheet], None]

    def draw(self, data: Data, title: str | None = None) -> "Figure":
        """Draw a figure with a title, and with the notes below; it is white and black."""
        return self._draw(data, Sheet(title or self.title, data.notes), INK)

    def write(self, data: Data, path: Path, title: str | None = None) -> None:
        """Write a PNG, SVG or PDF, by the suffix; SVG has no background, and suits a dark page."""
        ink = MID_INK if save.form(path) == "svg" else INK
        save.write(self._draw(data, Sheet(title or self.title, data.notes), ink), path)

    def inline(self, data: Data, key: str) -> str:
        """Return SVG for a page that has title and notes itself, and whose colour its texts take.

        Parameters
        ----------
        data : PlotData
            What is drawn.
        key : str
            Letters that no other picture of the page has.
        """
        return save.inline(self._draw(data, Sheet(), MID_INK), key)

    def _draw(self, data: Data, sheet: Sheet, ink: str) -> "Figure":
        with look(ink):
            self.paint(data, sheet)
        return sheet.figure
