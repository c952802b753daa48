"""How a table is read where that is not left to it: part of a study."""

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
    >>> Reading(encoding="latin-1", drop=["id"]).asked
    True
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    encoding: str | None = None
    header: bool | None = None
    features: list[str] | None = None
    drop: list[str] = []
    rare_classes: Literal["keep", "drop", "merge"] | None = None

    @property
    def asked(self) -> bool:
        """Whether anything is said at all."""
        return self != Reading()
