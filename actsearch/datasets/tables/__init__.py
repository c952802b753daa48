"""Tables in files: text of any usual form, and Parquet."""

from actsearch.datasets.tables.load import load, read

__all__ = ["load", "read"]
