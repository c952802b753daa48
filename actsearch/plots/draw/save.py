"""Write a figure: PNG, SVG or PDF, the same bytes for the same numbers, and as a whole or not."""

import os
import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actsearch.errors import NotFoundError, UsageError, listed, shown
from actsearch.plots.draw.style import MID_INK, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What each form says of itself, without a date and a version, which would change the file.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
}
_HEAD = re.compile(r"<\?xml.*?(?=<svg)|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
_SIZE = re.compile(r'(<svg[^>]*?) width="[^"]*"|(<svg[^>]*?) height="[^"]*"')
_NAMES = re.compile(r'(\bid="|href="#|url\(#)')


def form(path: Path) -> str:
    """Return the form of a file by its suffix.

    Raises
    ------
    UsageError
        If it is none that can be written.

    Examples
    --------
    >>> form(Path("gain.SVG"))
    'svg'
    """
    suffix = path.suffix.lower().removeprefix(".")
    if suffix not in _METADATA:
        raise UsageError(
            f"{shown(path.name)} is no name of a picture: end it with "
            f"{listed('.' + each for each in _METADATA)}",
            parameter="to",
        )
    return suffix


def rendered(figure: "Figure", kind: str) -> bytes:
    """Return a figure as a file of this form; SVG has no background."""
    written = BytesIO()
    with look():
        figure.savefig(written, format=kind, metadata=_METADATA[kind], transparent=kind == "svg")
    return written.getvalue()


def write(figure: "Figure", path: Path) -> None:
    """Write a figure to a file, in the form of its suffix; an earlier file is replaced at once."""
    content = rendered(figure, form(path))
    if not path.parent.is_dir():
        raise NotFoundError(
            f"there is no folder {shown(str(path.parent))}: make it, or name another place",
            parameter="to",
        )
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def inline(figure: "Figure", key: str) -> str:
    """Return a figure as SVG for a page: its texts and axes have the colour of the page's text.

    Parameters
    ----------
    figure : Figure
        A figure that was drawn with :data:`~actsearch.plots.draw.style.MID_INK`.
    key : str
        What the names inside begin with, so that several pictures on a page do not mix.
    """
    svg = _HEAD.sub("", rendered(figure, "svg").decode())
    for _ in range(2):
        svg = _SIZE.sub(lambda found: found[1] or found[2], svg, count=1)
    svg = _NAMES.sub(rf"\g<1>{key}-", svg)
    return svg.replace(MID_INK, "currentColor").strip()
