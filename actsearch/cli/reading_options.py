"""Options that say how a table or images are read."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from actsearch.errors import UsageError, shown

if TYPE_CHECKING:
    from actsearch.datasets.reading import Reading

_TABLE = "Reading a table"
Label = Annotated[
    str | None,
    typer.Option(
        help="Column of a table that holds the classes, or the target: its name, or its position "
        "from 1, or last; one-hot columns with commas between them.",
        rich_help_panel=_TABLE,
        show_default=False,
    ),
]
Features = Annotated[
    str | None,
    typer.Option(
        metavar="A,B",
        help="Columns that are features; by default all others.",
        rich_help_panel=_TABLE,
        show_default=False,
    ),
]
Drop = Annotated[
    str | None,
    typer.Option(
        metavar="A,B",
        help="Columns that are no features.",
        rich_help_panel=_TABLE,
        show_default=False,
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        help="Encoding of a text, such as latin-1; by default it is found out.",
        rich_help_panel=_TABLE,
        show_default=False,
    ),
]
NoHeader = Annotated[
    bool,
    typer.Option(
        "--no-header",
        help="The first line is a sample; the columns are called 1, 2 and so on.",
        rich_help_panel=_TABLE,
    ),
]


class Rare(StrEnum):
    """What is done with rare classes."""

    KEEP = "keep"
    DROP = "drop"
    MERGE = "merge"


RareClasses = Annotated[
    Rare | None,
    typer.Option(
        "--rare-classes",
        help="What to do with classes of fewer than 8 samples: keep them in training only, drop "
        "them, or merge them into one.",
        rich_help_panel=_TABLE,
        show_default=False,
    ),
]


_IMAGES = "Reading a folder of images"
ImageSize = Annotated[
    str | None,
    typer.Option(
        metavar="WIDTHxHEIGHT",
        help="Size that all images get, such as 32 or 32x24; by default they keep a common size of "
        "at most 64x64, or become 32x32.",
        rich_help_panel=_IMAGES,
        show_default=False,
    ),
]
Colour = Annotated[
    bool,
    typer.Option(
        "--colour",
        "--color",
        help="Keep the colours of images, as three numbers a pixel, instead of grey.",
        rich_help_panel=_IMAGES,
    ),
]


def reading(
    features: str | None,
    drop: str | None,
    encoding: str | None,
    rare_classes: Rare | None,
    *,
    no_header: bool,
    image_size: str | None = None,
    colour: bool = False,
) -> "Reading":
    """Return how a table or images are to be read.

    Raises
    ------
    UsageError
        If the size is none.
    """
    from actsearch.datasets.reading import Reading, names

    return Reading(
        encoding=encoding,
        header=False if no_header else None,
        features=None if features is None else names(features),
        drop=[] if drop is None else names(drop),
        rare_classes=None if rare_classes is None else rare_classes.value,
        image_size=None if image_size is None else _sides(image_size),
        colour=colour,
    )


def _sides(text: str) -> list[int]:
    """Read a width and a height, or one number for both."""
    from actsearch.datasets.reading import MOST_SIDE

    parts = text.strip().lower().replace("×", "x").split("x")
    sides = [int(part) for part in parts if part.strip().isdecimal() and len(part) < 9]
    if len(sides) != len(parts) or len(sides) > 2 or not 1 <= min(sides) <= max(sides) <= MOST_SIDE:
        raise UsageError(
            f"--image-size: expected a size of 1 to {MOST_SIDE:,} pixels, such as 32 or 32x24, got "
            f"{shown(text)}"
        )
    return sides * (3 - len(sides))
