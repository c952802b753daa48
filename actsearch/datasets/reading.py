"""How a table is read where that is not left to it: part of a study."""

import csv
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Reading(BaseModel):
    """What a user says about the reading of a table; all else is found in the file.

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


def names(given: str) -> list[str]:
    """Return the names in a text, with commas between them; one with a comma stands in quotes.

    Examples
    --------
    >>> names('a, "b, c"')
    ['a', 'b, c']
    """
    return [each.strip() for each in next(csv.reader([given], skipinitialspace=True), [])]
