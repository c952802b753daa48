"""What turns the typed columns of a table into the inputs of a network, fitted by scikit-learn."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pandas import DataFrame, Series
    from sklearn.compose import ColumnTransformer

_FORMAT = 1
# At most so many inputs for a category, the rare ones together as one of them; a category is rare
# with less than this share of the training rows.
MOST_CATEGORIES = 20
_RARE = 0.01


@dataclass(frozen=True)
class NumberColumn:
    """How a column of numbers becomes one input, or two with an indicator.

    Parameters
    ----------
    name : str
        Name of the column.
    median : float
        Takes the place of missing cells. All statistics are those of the training rows.
    mean, deviation : float
        Mean and standard deviation with the missing cells filled. The input is
        ``(x - mean) / deviation``; if ``deviation`` is 0, nothing can be learned from the column
        and the input is 0.
    indicator : bool
        Whether a second input says with 1 that the cell was missing, and with 0 that it was not.
    """

    name: str
    median: float
    mean: float
    deviation: float
    indicator: bool

    def values(self, column: "Series[Any]") -> NDArray[np.float64]:
        """Return the first input of each row."""
        if self.deviation == 0:
            return np.zeros(len(column))
        numbers = column.to_numpy(np.float64, na_value=np.nan)
        filled = np.where(np.isnan(numbers), self.median, numbers)
        return np.asarray((filled - self.mean) / self.deviation)


@dataclass(frozen=True)
class CategoryColumn:
    """How a column of categories becomes inputs, one for each: 1 where the cell has it, or else 0.

    Parameters
    ----------
    name : str
        Name of the column.
    most_frequent : str
        Takes the place of missing cells.
    categories : tuple of str
        The categories with an input of their own, in the order of the inputs.
    rare : tuple of str
        Categories that share one more input, the last. Unknown ones count as rare; if none is
        rare, there is no such input, and all inputs of an unknown one are 0.
    """

    name: str
    most_frequent: str
    categories: tuple[str, ...]
    rare: tuple[str, ...]

    @property
    def width(self) -> int:
        """Number of inputs."""
        return len(self.categories) + bool(self.rare)

    def values(self, column: "Series[Any]") -> NDArray[np.float32]:
        """Return the inputs of each row, shape (n, width)."""
        position = {category: number for number, category in enumerate(self.categories)}
        unknown = len(self.categories)
        cells = column.astype("category").cat
        # One for each category of this column, and the last for missing cells (code -1).
        positions = [position.get(category, unknown) for category in cells.categories]
        positions.append(position.get(self.most_frequent, unknown))
        hot = np.array(positions, np.intp)[cells.codes.to_numpy()]
        # Without rare categories the last input is left out again.
        inputs: NDArray[np.float32] = np.eye(unknown + 1, dtype=np.float32)[:, : self.width][hot]
        return inputs


@dataclass(frozen=True)
class TablePreparation:
    """A fitted preparation of a table; a plain, documented state that needs no scikit-learn.

    The inputs are, in this order: one for each column of numbers; the indicators of those that
    have one; and one for each category, column by column.

    Parameters
    ----------
    numbers : tuple of NumberColumn
        Columns of numbers, of booleans (0 and 1) and of dates (days since 1970).
    categories : tuple of CategoryColumn
        Columns of text.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"age": [1.0, 3.0, np.nan], "port": pd.Categorical(["A", "B", "A"])})
    >>> prepare = TablePreparation.fit(table)
    >>> prepare.inputs
    ('age', 'age is missing', 'port = A', 'port = B')
    >>> prepare(table.head(1)).round().tolist()
    [[-1.0, 0.0, 1.0, 0.0]]
    >>> TablePreparation.from_dict(prepare.to_dict()) == prepare
    True
    """

    numbers: tuple[NumberColumn, ...] = field(default=())
    categories: tuple[CategoryColumn, ...] = field(default=())

    @property
    def inputs(self) -> tuple[str, ...]:
        """Name of each input."""
        names = [each.name for each in self.numbers]
        names += [f"{each.name} is missing" for each in self.numbers if each.indicator]
        for each in self.categories:
            names += [f"{each.name} = {category}" for category in each.categories]
            names += [f"{each.name} is rare"] if each.rare else []
        return tuple(names)

    @classmethod
    def fit(cls, X: "DataFrame") -> "TablePreparation":
        """Fit a preparation to the training rows of a table.

        Parameters
        ----------
        X : DataFrame
            Columns with distinct names; those of the dtype ``category`` hold text, all others
            numbers. Missing cells are NaN.
        """
        texts = [name for name, dtype in X.dtypes.items() if dtype == "category"]
        numbers = [name for name in X.columns if name not in set(texts)]
        # A category of which the training rows tell nothing has no inputs.
        texts = [name for name in texts if not X[name].isna().all()]
        # scikit-learn takes text as objects.
        X = X[numbers + texts].astype(dict.fromkeys(texts, object))
        fitted = transformer(numbers, texts).fit(X)
        return cls(
            tuple(_numbers(X, fitted)) if numbers else (),
            tuple(_categories(fitted)) if texts else (),
        )

    def __call__(self, X: "DataFrame") -> NDArray[np.float32]:
        """Return the inputs of each row: float32, C-contiguous, of shape (n, inputs).

        Parameters
        ----------
        X : DataFrame
            Has the columns that it was fitted to, in any order. A column that is missing is a
            ``KeyError``: :meth:`Schema.features` checks tables by the names of their columns.
        """
        inputs = np.zeros((len(X), len(self.inputs)), np.float32)
        place = 0
        for number in self.numbers:
            inputs[:, place] = number.values(X[number.name])
            place += 1
        for number in self.numbers:
            if number.indicator:
                inputs[:, place] = X[number.name].isna()
                place += 1
        for category in self.categories:
            inputs[:, place : place + category.width] = category.values(X[category.name])
            place += category.width
        return inputs

    def to_dict(self) -> dict[str, Any]:
        """Return the state as JSON values, under the keys format, numbers and categories.

        Each column is a dict with the parameters of :class:`NumberColumn` or
        :class:`CategoryColumn`.
        """
        state = asdict(self)
        for each in state["categories"]:
            each["categories"], each["rare"] = list(each["categories"]), list(each["rare"])
        return {
            "format": _FORMAT,
            "numbers": list(state["numbers"]),
            "categories": list(state["categories"]),
        }

    @classmethod
    def from_dict(cls, state: dict[str, Any]) -> "TablePreparation":
        """Make a preparation from :meth:`to_dict`, also after JSON.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is not such a state.
        """
        if state["format"] != _FORMAT:
            raise ValueError(f"expected a preparation of format {_FORMAT}, got {state['format']!r}")
        return cls(
            tuple(NumberColumn(**each) for each in state["numbers"]),
            tuple(
                CategoryColumn(
                    name=each["name"],
                    most_frequent=each["most_frequent"],
                    categories=tuple(each["categories"]),
                    rare=tuple(each["rare"]),
                )
                for each in state["categories"]
            ),
        )


def transformer(numbers: list[str], texts: list[str]) -> "ColumnTransformer":
    """Return the unfitted transformer of scikit-learn that defines the preparation."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import MissingIndicator, SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    # Where all training cells are missing, the median is 0.
    filled = SimpleImputer(strategy="median", keep_empty_features=True)
    encoder = OneHotEncoder(
        max_categories=MOST_CATEGORIES,
        min_frequency=_RARE,
        handle_unknown="infrequent_if_exist",
        sparse_output=False,
    )
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(filled, StandardScaler()), numbers),
            ("missing", MissingIndicator(error_on_new=False), numbers),
            ("categories", make_pipeline(SimpleImputer(strategy="most_frequent"), encoder), texts),
        ]
    )


def _numbers(X: "DataFrame", fitted: "ColumnTransformer") -> Iterator[NumberColumn]:
    imputer, scaler = (step for _, step in fitted.named_transformers_["numbers"].steps)
    indicated = set(fitted.named_transformers_["missing"].features_.tolist())
    for position, name in enumerate(imputer.feature_names_in_):
        median = float(imputer.statistics_[position])
        # Compared value by value: the variance of equal values may be rounded to more than 0.
        filled = X[name].fillna(median)
        constant = bool((filled == filled.iloc[0]).all())
        yield NumberColumn(
            name=name,
            median=median,
            mean=float(scaler.mean_[position]),
            # scale_ is 1 where scikit-learn takes a column far from 0 for a constant.
            deviation=0.0 if constant else math.sqrt(scaler.var_[position]),
            indicator=position in indicated,
        )


def _categories(fitted: "ColumnTransformer") -> Iterator[CategoryColumn]:
    imputer, encoder = (step for _, step in fitted.named_transformers_["categories"].steps)
    for position, name in enumerate(imputer.feature_names_in_):
        rare = encoder.infrequent_categories_[position]
        rare = () if rare is None else tuple(rare.tolist())
        yield CategoryColumn(
            name=name,
            most_frequent=imputer.statistics_[position],
            categories=tuple(each for each in encoder.categories_[position] if each not in rare),
            rare=rare,
        )
