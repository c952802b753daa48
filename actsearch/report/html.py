"""Write a report as one HTML page that needs nothing else: no network, no script, no font."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from actsearch import __version__
from actsearch.report import formula
from actsearch.report.blocks import Formula, Picture, Report


def as_html(report: Report) -> str:
    """Return the whole page; everything that a study holds is escaped.

    Parameters
    ----------
    report : Report
        What the page says.
    """
    return _template().render(report=report, version=__version__)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("actsearch.report"),
        autoescape=True,
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"drawn": _drawn, "formula": _formula}
    return environment.get_template("page.html")


def _printable(value: Any) -> Any:
    """Replace what HTML cannot hold, or what would move the text around it."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in value)


def _drawn(picture: Picture) -> Markup:
    # matplotlib has escaped what it wrote.
    return Markup(picture.inline(f"plot-{picture.name}"))  # noqa: S704


def _formula(block: Formula) -> Markup | None:
    written = formula.svg(block.latex, block.plain)
    return None if written is None else Markup(written)  # noqa: S704
