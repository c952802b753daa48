"""Curves drawn with characters, for a terminal of any width."""

from collections.abc import Mapping, Sequence
from itertools import groupby

_WIDEST = 72
_HEIGHT = 15


def chart(curves: "Mapping[str, Sequence[float]]", x: Sequence[float], width: int) -> str:
    """Draw curves over the same points, each with the mark that is its key.

    Parameters
    ----------
    curves : mapping of str to sequence of float
        Values of each curve, by the character that draws it; those that are not finite are left
        out.
    x : sequence of float
        The points.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        Lines of at most ``width`` characters, without colours.

    Examples
    --------
    >>> lines = chart({"*": [0.0, 1.0, 2.0]}, [0.0, 1.0, 2.0], width=40).splitlines()
    >>> max(map(len, lines)), any("*" in line for line in lines)
    (40, True)
    """
    import math

    import plotext

    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plotsize(min(width, _WIDEST), _HEIGHT)
    for mark, values in curves.items():
        # A line over a gap would be a part of the curve that is not there.
        points = zip(x, values, strict=True)
        for known, stretch in groupby(points, key=lambda point: math.isfinite(point[1])):
            if known:
                plotext.plot(*map(list, zip(*stretch, strict=True)), marker=mark)
    text = str(plotext.uncolorize(plotext.build()))
    plotext.clear_figure()
    return "\n".join(line.rstrip() for line in text.splitlines())
