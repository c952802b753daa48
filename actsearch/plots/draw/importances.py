"""Draw the importances of parameters."""

from typing import TYPE_CHECKING

from actsearch.plots.data.importances import MOST_BARS, Importances
from actsearch.plots.draw.style import COLOURS, texts

if TYPE_CHECKING:
    from actsearch.plots.draw.sheet import Sheet


def draw(data: Importances, sheet: "Sheet") -> None:
    """Draw a bar for each parameter, the most important one above."""
    shown = dict(list(data.shares.items())[:MOST_BARS])
    axes = sheet.axes(height=0.9 + 0.26 * len(shown))
    places = range(len(shown))
    axes.barh(places, list(shown.values()), color=COLOURS[0], height=0.65)
    axes.set_yticks(places, texts(list(shown), 40))
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    most = max(1.0, *shown.values(), 1.0)
    axes.set_xlim(0, most * 1.16)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= most])
    axes.set_xlabel("importance for being among the best tenth (%)")
    for place, (name, share) in enumerate(shown.items()):
        axes.text(share, place, f" {share:.1f} ({data.trials[name]})", va="center", fontsize=8)
