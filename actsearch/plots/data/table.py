"""The form of what every picture shows: one table with names and units, and notes."""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

from actsearch.errors import NotFoundError
from actsearch.leaderboard.formats import rows_as_csv


class NothingToPlotError(NotFoundError):
    """A study does not have what a picture shows; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        What it is.
    values : tuple
        Numbers, texts, or None for what is not known.
    unit : str
        Unit of the numbers, such as ``"%"``; empty if they have none.
    """

    name: str
    values: tuple[Any, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    r"""Columns of equal length.

    Examples
    --------
    >>> table = Table.of({"trial": "", "accuracy": "%"}, [(0, 97.5), (1, float("nan"))])
    >>> table.to_csv()
    'trial,accuracy (%)\r\n0,97.5\r\n1,\r\n'
    >>> table.to_dict()["rows"][0]
    {'trial': 0, 'accuracy': 97.5}
    """

    columns: tuple[Column, ...]

    @classmethod
    def of(cls, units: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> Self:
        """Make a table of its rows; ``units`` has the unit of each column by name."""
        columns = list(zip(*rows, strict=True)) or [()] * len(units)
        return cls(
            tuple(
                Column(name, tuple(map(_plain, values)), unit)
                for (name, unit), values in zip(units.items(), columns, strict=True)
            )
        )

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows."""
        return zip(*(column.values for column in self.columns), strict=True)

    def to_csv(self) -> str:
        """Return it as CSV, with the units in the heading."""
        names = [each.name + (f" ({each.unit})" if each.unit else "") for each in self.columns]
        return rows_as_csv(chain([names], self.rows()))

    def to_dict(self) -> dict[str, Any]:
        """Return units and rows as values that JSON can hold."""
        names = [column.name for column in self.columns]
        return {
            "units": {column.name: column.unit for column in self.columns if column.unit},
            "rows": [dict(zip(names, row, strict=True)) for row in self.rows()],
        }


class PlotData(ABC):
    """What a picture shows."""

    @abstractmethod
    def table(self) -> Table:
        """Return all of it as one table."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences that belong below the picture; none by default."""
        return ()


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold: NumPy's numbers as Python's, and None for no number."""
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
