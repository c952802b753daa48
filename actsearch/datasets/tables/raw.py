"""A table as it stands in a file, before anybody has said what its columns mean."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from actsearch.datasets.tables.faults import Faults

if TYPE_CHECKING:
    from array import array

    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a table.

    Parameters
    ----------
    frame : DataFrame
        One column for each that was wanted: numbers, or text as it stands.
    lines : array of int or None
        Line of the file in which each row ends; None if it has no lines.
    """

    frame: "DataFrame"
    lines: "array[int] | None" = None

    def place(self, row: int) -> str:
        """Say where a row, counted from 0, stands in the file."""
        return f"row {row + 1}" if self.lines is None else f"line {self.lines[row]}"


class RawTable(Protocol):
    """A file with a table in it: its columns are known, and its cells are read when asked for.

    Attributes
    ----------
    header : sequence of str
        Names of the columns as they stand in the file; empty for those without one.
    names : sequence of str
        A distinct name for each column.
    notes : list of str
        What was found in the file and is not plain.
    comma : bool
        Whether a comma stands before the decimals.
    """

    header: Sequence[str]
    names: Sequence[str]
    notes: list[str]
    comma: bool

    def cells(self, wanted: Collection[str], texts: Collection[str], faults: Faults) -> Cells:
        """Read some columns, those in ``texts`` as text.

        What is wrong with the file is added to ``faults``.
        """


_UNNAMED = re.compile(r"Unnamed: \d+")


def without_unnamed(header: Sequence[str]) -> list[str]:
    """Return names as they stand in a file, "" for those that pandas gives to unnamed columns.

    Examples
    --------
    >>> without_unnamed(["Unnamed: 0", "a"])
    ['', 'a']
    """
    return ["" if _UNNAMED.fullmatch(name) else name for name in header]


def distinct(header: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column: its own, or as pandas calls the second one of a name.

    Examples
    --------
    >>> distinct(["a", "", "a"])
    ('a', 'column 2', 'a.1')
    """
    names: dict[str, None] = {}
    for number, given in enumerate(header):
        name, again = given or f"column {number + 1}", 0
        while name in names:
            again += 1
            name = f"{given or f'column {number + 1}'}.{again}"
        names[name] = None
    return tuple(names)
