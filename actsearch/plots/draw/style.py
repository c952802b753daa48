"""The look of all pictures: colours, texts, and matplotlib's settings while it draws.

The colours are those of Okabe and Ito, which people with colour-blindness tell apart, and which are
legible on white and on black. Texts may come from anywhere: none is read as mathematics.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from actsearch.errors import UsageError

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
"""Of series, in this order; the first is the subject of a picture."""
QUIET = "#8C8C8C"
"""Of what is only background: trials that were pruned, a grid."""
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P")
MAP = "cividis"
"""Colours of numbers, from dark to light, the same to the colour-blind."""

INK = "#262626"
"""Of texts and axes on white paper."""
MID_INK = "#757575"
"""Of texts and axes where the background may be light or dark: 4.6 to 1 on white and on black."""

# More marks are drawn as a bitmap, also in SVG and PDF, which would be large and slow.
MOST_MARKS = 400
# Settings that do not belong to the look.
_NO_LOOK = ("backend", "toolbar", "interactive", "webagg.", "timezone", "date.", "tk.")
_FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "IPAexGothic", "Hiragino Sans", "Yu Gothic")


@contextmanager
def look(ink: str = INK) -> Iterator[None]:
    """Draw with our settings, whatever those of the user are.

    Raises
    ------
    UsageError
        If matplotlib is not installed.
    """
    matplotlib = imported()
    from matplotlib.font_manager import fontManager

    installed = set(fontManager.get_font_names())
    settings: dict[str, Any] = {
        name: value
        for name, value in matplotlib.rcParamsDefault.items()
        if not name.startswith(_NO_LOOK)
    }
    settings |= {
        "text.parse_math": False,
        "font.family": [name for name in _FONTS if name in installed],
        "font.size": 9.5,
        "axes.labelsize": 9.5,
        "axes.titlesize": 9.5,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "axes.grid": True,
        "grid.color": QUIET,
        "grid.alpha": 0.3,
        "grid.linewidth": 0.6,
        "legend.frameon": False,
        "legend.fontsize": 9.0,
        "lines.linewidth": 1.8,
        "lines.markersize": 5.0,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 8.5,
        "svg.fonttype": "path",
        "svg.hashsalt": "actsearch",
        "pdf.fonttype": 42,
        "figure.dpi": 100,
        "savefig.dpi": 160,
        **dict.fromkeys(
            ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), ink
        ),
    }
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        # A label in a script that no font here has is drawn as boxes.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font")
        yield


def imported() -> Any:
    """Import matplotlib.

    Raises
    ------
    UsageError
        If it is not installed.
    """
    try:
        import matplotlib
    except ImportError:
        raise UsageError(
            "pictures need matplotlib: install it with \"pip install 'actsearch[plot]'\", or in a "
            "clone \"pip install -e '.[plot]'\""
        ) from None
    return matplotlib


def ink() -> str:
    """Return the colour of texts now."""
    return str(imported().rcParams["text.color"])


def colours(count: int) -> list[Any]:
    """Return colours for an ordered series of so many curves, from dark to light.

    The ends of the map are left out: they would vanish on black and on white.
    """
    shades = imported().colormaps["viridis"]
    return [shades(0.25 + 0.55 * place / max(1, count - 1)) for place in range(count)]


def text(words: str, longest: int = 60) -> str:
    r"""Make words fit on one line of a picture; what is too long loses its middle.

    Examples
    --------
    >>> text("relu\x1b[31m"), text("x" * 100, longest=9)
    ('relu [31m', 'xxxx…xxxx')
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    if len(line) <= longest:
        return line
    half = (longest - 1) // 2
    return f"{line[:half]}…{line[-half:]}"


def texts(names: Sequence[str], longest: int = 60) -> list[str]:
    """Make names fit; those that would look the same are numbered.

    Examples
    --------
    >>> texts(["a" * 50 + "1" + "a" * 50, "a" * 50 + "2" + "a" * 50, "b"], longest=9)
    ['1: aaaa…aaaa', '2: aaaa…aaaa', 'b']
    """
    short = [text(name, longest) for name in names]
    return [
        f"{place}: {each}" if short.count(each) > 1 else each
        for place, each in enumerate(short, start=1)
    ]
