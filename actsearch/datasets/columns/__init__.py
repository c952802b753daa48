"""The columns of a table: what their cells say, and how they become the inputs of a network."""

from actsearch.datasets.columns.preparation import TablePreparation
from actsearch.datasets.columns.schema import Feature, Schema
from actsearch.datasets.columns.table import Column, Table

__all__ = ["Column", "Feature", "Schema", "Table", "TablePreparation"]
