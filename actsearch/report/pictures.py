"""The plots of a study."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from actsearch.final_test.report import Report as TestReport
from actsearch.plots.data.table import NothingToPlotError, PlotData
from actsearch.plots.picture import Picture as Drawn
from actsearch.plots.registry import pictures as every_picture
from actsearch.plots.source import Source
from actsearch.report.blocks import Picture, Report
from actsearch.report.formats import pictures_of
from actsearch.report.stored import Stored


@dataclass(frozen=True, kw_only=True)
class _Known(Source):
    """A study of which everything was read before."""

    stored: Stored

    @property
    def tested(self) -> TestReport | None:
        """What the test part says."""
        return self.stored.tested

    @property
    def classes(self) -> Sequence[str]:
        """Labels of the classes."""
        return self.stored.classes


def pictures(stored: Stored) -> dict[str, Picture]:
    """Return each picture that the study has something for, by name, in reading order."""
    source, found = _Known(snapshot=stored.study, stored=stored), {}
    for kind, each in every_picture().items():
        try:
            found[str(kind)] = picture(str(kind), each, each.find([source]))
        except NothingToPlotError:
            continue
    return found


def picture(name: str, drawn: Drawn[Any], data: PlotData) -> Picture:
    """Return a picture of these numbers; it is not drawn yet."""
    return Picture(
        name=name,
        title=drawn.title,
        caption=drawn.caption,
        notes=data.notes,
        inline=partial(drawn.inline, data),
        write=partial(drawn.write, data),
    )


def save(report: Report, file: Path) -> dict[str, str]:
    """Draw all pictures of a report as SVG files, in a folder beside its file.

    Returns
    -------
    dict of str to str
        Their paths as the report names them, by name; in the form that addresses have.
    """
    folder = pictures_of(file)
    paths = {}
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Picture):
                folder.mkdir(exist_ok=True)
                block.write(folder / f"{block.name}.svg")
                paths[block.name] = quote(f"{folder.name}/{block.name}.svg")
    return paths
