"""The features of a table by name, and how the cells of any such table become their values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from actsearch.datasets.columns import cells
from actsearch.errors import DataError, listed, shown

if TYPE_CHECKING:
    from pandas import DataFrame, Series

Kind: TypeAlias = Literal["number", "boolean", "date", "category"]
Form: TypeAlias = Literal["mixed", "numbers", "pixels"]
_FORMAT = 1


@dataclass(frozen=True)
class Feature:
    """A column that is a feature.

    Parameters
    ----------
    name : str
        Name of the column; no two features share one.
    kind : {"number", "boolean", "date", "category"}
        What its cells say. A boolean becomes 0 or 1, a date days since 1970-01-01 (UTC).
    format : str or None
        Format of a date's text, as ``pandas.to_datetime`` takes it.
    precise : bool
        Whether float32 would round its numbers too much, before they are centred.
    """

    name: str
    kind: Kind
    format: str | None = None
    precise: bool = False


@dataclass(frozen=True)
class Schema:
    """The features of a table, and the form in which a dataset holds them.

    Parameters
    ----------
    columns : tuple of Feature
        Features, in their order.
    form : {"mixed", "numbers", "pixels"}
        ``mixed`` is a DataFrame with numbers (NaN where missing) and columns of the dtype
        ``category``, for a :class:`TablePreparation`. ``numbers`` (float32) and ``pixels`` (uint8)
        are arrays without missing values, of the shape (n, features), for a
        :class:`~actsearch.datasets.Scaler`.

    Examples
    --------
    >>> import pandas as pd
    >>> schema = Schema((Feature("width", "number"), Feature("port", "category")), "mixed")
    >>> schema.features(pd.DataFrame({"port": ["A", None], "n": [7, 8], "width": ["1.5", "2"]}))
       width port
    0    1.5    A
    1    2.0  NaN
    >>> Schema.from_dict(schema.to_dict()) == schema
    True
    """

    columns: tuple[Feature, ...]
    form: Form = "mixed"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the features."""
        return tuple(each.name for each in self.columns)

    @property
    def texts(self) -> frozenset[str]:
        """Names of the columns to read as text, so that 01 stays apart from 1."""
        return frozenset(each.name for each in self.columns if each.kind == "category")

    def features(
        self, table: "DataFrame", source: str = "the table", *, comma: bool | None = None
    ) -> Any:
        """Return the features of a table's rows, in the form of this schema.

        Parameters
        ----------
        table : DataFrame
            Has these columns, in any order, and perhaps others; cells are values or text.
        source : str
            Name of the table in error messages.
        comma : bool, optional
            Whether a comma stands before the decimals of text; by default each column tells.

        Returns
        -------
        DataFrame or ndarray
            One row for each of the table.

        Raises
        ------
        DataError
            If columns are missing, or cells do not say what the columns of this schema say; all of
            them are named.
        """
        import pandas as pd

        faults = _missing_columns(self.names, table)
        values: dict[str, Any] = {}
        for feature in self.columns:
            if feature.name in table.columns:
                column = table[feature.name].reset_index(drop=True)
                values[feature.name], wrong = convert(column, feature, comma)
                faults += [f"{wrong} in column {shown(feature.name)}"] if wrong else []
                if self.form != "mixed" and not wrong and np.isnan(values[feature.name]).any():
                    faults.append(
                        f"an empty cell in column {shown(feature.name)}, which the study never had"
                    )
        if faults:
            raise DataError(
                f"{source}: expected the columns that the study was trained on, got "
                f"{'; '.join(faults[:10])}: mend the table, or take one of the same kind"
            )
        if self.form == "mixed":
            return pd.DataFrame(values)
        array = np.empty((len(table), len(self.columns)), np.float32)
        for position, column in enumerate(values.values()):
            array[:, position] = column
        return array if self.form == "numbers" else array.astype(np.uint8)

    def to_dict(self) -> dict[str, Any]:
        """Return this as JSON values: ``{"format": 1, "form": ..., "columns": [...]}``."""
        columns = [asdict(each) for each in self.columns]
        return {"format": _FORMAT, "form": self.form, "columns": columns}

    @classmethod
    def from_dict(cls, state: Mapping[str, Any]) -> "Schema":
        """Make a schema from :meth:`to_dict`, also after JSON.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is not such a state.
        """
        if state["format"] != _FORMAT:
            raise ValueError(f"expected a schema of format {_FORMAT}, got {state['format']!r}")
        return cls(tuple(Feature(**each) for each in state["columns"]), state["form"])


def _missing_columns(names: tuple[str, ...], table: "DataFrame") -> list[str]:
    missing = [name for name in names if name not in table.columns]
    if not missing:
        return []
    return [f"a table without {listed(missing)}, but with {listed(map(str, table.columns))}"]


def convert(
    column: "Series[Any]", feature: Feature, comma: bool | None = None
) -> tuple[Any, str | None]:
    """Return the values of a column, and what is wrong if some cell does not say such a value.

    Returns
    -------
    values : Series
        float32 (numbers and booleans), float64 (dates and precise numbers) or category.
    wrong : str or None
        The first cell that is wrong, with its row, counted from 1.
    """
    import pandas as pd

    if feature.kind == "category":
        codes, texts = cells.levels(column)
        return pd.Categorical.from_codes(codes, texts), None
    values, missing = _numbers(column, feature, comma)
    wrong = ~np.isfinite(values) & ~missing
    if wrong.any():
        row = int(np.argmax(wrong))
        cell = shown(str(column.iloc[row]))
        return values, f"{cell} in row {row + 1} where a {feature.kind} is expected"
    wide = feature.kind == "date" or feature.precise
    return values.astype(np.float64 if wide else np.float32), None


def _numbers(
    column: "Series[Any]", feature: Feature, comma: bool | None
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return a column's values as float64, and which of its cells are missing."""
    from pandas.api import types

    if types.is_datetime64_any_dtype(column.dtype):
        return cells.as_days(column), column.isna().to_numpy()
    if types.is_bool_dtype(column.dtype) or types.is_numeric_dtype(column.dtype):
        return column.to_numpy(np.float64, na_value=np.nan), column.isna().to_numpy()
    codes, texts = cells.levels(column)
    match feature.kind:
        case "boolean":
            values = cells.as_booleans(texts)
        case "date":
            values = cells.as_days(texts, feature.format)
        case _:
            comma = cells.has_decimal_comma(texts) if comma is None else comma
            values = cells.as_numbers(texts, comma=comma)
            empty = [text in cells.MISSING_AMONG_NUMBERS for text in texts]
            return np.append(values, np.nan)[codes], np.array([*empty, True])[codes]
    return np.append(values, np.nan)[codes], codes < 0
