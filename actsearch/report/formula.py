"""Draw a formula as SVG: it looks the same everywhere, and needs no fonts and no network."""

from html import escape

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath

_SIZE = 20.0
_MARGIN = 2.0
_LETTERS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}


def svg(latex: str, label: str) -> str | None:
    r"""Return a formula as an SVG in the colour of the text around it; None if it cannot be drawn.

    Parameters
    ----------
    latex : str
        Formula for LaTeX's mathematical mode.
    label : str
        What is read aloud instead of it.

    Examples
    --------
    >>> svg("f(x) = x", "f of x is x")[:4], svg(r"\unknown", "") is None
    ('<svg', True)
    """
    font = FontProperties(family="serif", math_fontfamily="dejavuserif")
    try:
        path = TextPath((0, 0), f"${latex}$", size=_SIZE, prop=font)
    except ValueError:
        return None
    box = path.get_extents().padded(_MARGIN)
    if not box.width > 0:
        return None
    # SVG counts downwards.
    view = f"{box.x0:.1f} {-box.y1:.1f} {box.width:.1f} {box.height:.1f}"
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="{view}" '
        f'style="width:{box.width / _SIZE:.2f}em;height:{box.height / _SIZE:.2f}em" '
        f'fill="currentColor"><path d="{_data(path)}"/></svg>'
    )


def _data(path: Path) -> str:
    parts = []
    for points, code in path.iter_segments(simplify=False):
        if code == Path.CLOSEPOLY:
            parts.append("Z")
            continue
        pairs = zip(points[::2], points[1::2], strict=True)
        parts.append(_LETTERS[code] + " ".join(f"{x:.1f} {-y:.1f}" for x, y in pairs))
    return "".join(parts)
