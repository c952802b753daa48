"""What became of each column of a table, for people and for prediction."""

from dataclasses import asdict, dataclass
from typing import Any

from actsearch.datasets.columns.schema import Schema


@dataclass(frozen=True)
class Column:
    """A column of a file.

    Parameters
    ----------
    name : str
        Its name.
    kind : str
        What its cells are, such as ``number`` or ``category``.
    done : str
        What is done to it, such as ``standardised`` or ``left out``.
    """

    name: str
    kind: str
    done: str


@dataclass(frozen=True)
class Table:
    """How a table was read.

    Parameters
    ----------
    schema : Schema
        The features: what a table needs to be predicted.
    label : str
        Name of the column of the labels; of one-hot columns all names, with commas between them.
    columns : tuple of Column
        All columns of the file, in its order.
    notes : tuple of str
        What was found in the file and is not plain, such as its encoding, or how many rows were
        left out.
    """

    schema: Schema
    label: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return this as JSON values."""
        return {
            "schema": self.schema.to_dict(),
            "label": self.label,
            "columns": [asdict(each) for each in self.columns],
            "notes": list(self.notes),
        }
