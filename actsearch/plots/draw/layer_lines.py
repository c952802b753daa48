"""Lines for layers: dark near the input, and named where they are few."""

from collections.abc import Sequence
from typing import Any

from actsearch.plots.draw.style import DASHES, colours

_MOST_NAMED = 10


class LayerLines:
    """The look of each layer's line, the same in all panels of a picture.

    Parameters
    ----------
    layers : sequence of int
        All layers that have a line, sorted.
    """

    def __init__(self, layers: Sequence[int]) -> None:
        self._layers = list(layers)
        self._shades = dict(zip(layers, colours(len(layers)), strict=True))
        self._few = len(layers) <= _MOST_NAMED

    def look(self, layer: int, points: int) -> dict[str, Any]:
        """Return how the line of a layer is drawn; a single point is a mark."""
        dash = DASHES[self._layers.index(layer) % 4] if self._few else "-"
        return {
            "color": self._shades[layer],
            "linestyle": dash,
            "linewidth": 1.6 if self._few else 1.0,
            "marker": "o" if points == 1 else None,
        }

    @property
    def named(self) -> list[int]:
        """Layers that are named: all of few, else the first, the middle and the last."""
        if len(self._layers) == 1:
            return []
        middle = self._layers[len(self._layers) // 2]
        return self._layers if self._few else [self._layers[0], middle, self._layers[-1]]
