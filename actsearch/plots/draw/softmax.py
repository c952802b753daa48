"""Draw softmax."""

from typing import TYPE_CHECKING

from actsearch.plots.data.softmax import Softmax
from actsearch.plots.draw.style import COLOURS, DASHES, ink

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet


def draw(data: Softmax, sheet: "Sheet") -> None:
    """Draw the probabilities of three classes while one logit moves, and the derivative."""
    axes = sheet.axes(height=3.6)
    lines = [
        axes.plot(data.logit, shares, color=COLOURS[place], linestyle=DASHES[place])[0]
        for place, shares in enumerate(data.probabilities)
    ]
    lines += axes.plot(data.logit, data.slope, color=ink(), linewidth=1.0)
    axes.set_xlabel("logit of class 1")
    axes.set_ylabel("probability")
    axes.set_ylim(0, 1)
    axes.margins(x=0)
    sheet.legend(
        lines, [*(f"class {place}" for place in (1, 2, 3)), "derivative of class 1: p(1 - p)"]
    )
