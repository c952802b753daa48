"""How a table or images are read where that is not left to them: part of a study."""

import csv
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

MOST_SIDE = 1024
Side: TypeAlias = Annotated[int, Field(ge=1, le=MOST_SIDE)]
OF_IMAGES = frozenset({"image_size", "colour"})
"""What is said of images; all else is said of tables."""


class Reading(BaseModel):
    """What a user says about the reading of a table, or of images; all else is found in the files.

    Attributes
    ----------
    encoding : str or None
        Encoding of its text, such as ``latin-1``.
    header : bool or None
        Whether its first line names the columns. Columns without names are called 1, 2 and so on.
    features : list of str or None
        Names of the columns that are features; by default all but those of the labels.
    drop : list of str
        Names of columns that are not.
    rare_classes : {"keep", "drop", "merge"} or None
        What is done with classes that have too few samples for each part: they are kept in
        training and never validated or tested; left out; or made one class. By default this is
        an error, but a class with a single sample is kept in training.
    image_size : list of int or None
        Width and height that all images of a folder get. By default images of one size with sides
        of at most 64 pixels keep it, and all others become 32 by 32.
    colour : bool
        Whether images keep their colours, as three numbers for each pixel, and do not become grey.

    Examples
    --------
    >>> Reading(drop=["id"]).drop
    ['id']
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    encoding: str | None = None
    header: bool | None = None
    features: list[str] | None = None
    drop: list[str] = []
    rare_classes: Literal["keep", "drop", "merge"] | None = None
    image_size: Annotated[list[Side], Field(min_length=2, max_length=2)] | None = None
    colour: bool = False


def names(given: str) -> list[str]:
    """Return the names in a text, with commas between them; one with a comma stands in quotes.

    Examples
    --------
    >>> names('a, "b, c"')
    ['a', 'b, c']
    """
    return [each.strip() for each in next(csv.reader([given], skipinitialspace=True), [])]
