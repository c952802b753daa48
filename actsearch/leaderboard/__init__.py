"""The leaderboard: trials as rows, ranked, filtered, grouped and written."""

from actsearch.leaderboard.board import Leaderboard
from actsearch.leaderboard.columns import (
    COLUMNS,
    EVERY_COLUMN,
    Column,
    column,
)
from actsearch.leaderboard.conditions import Condition, unknown_values
from actsearch.leaderboard.filters import parse
from actsearch.leaderboard.formats import (
    TEXT_FORMATS,
    as_csv,
    as_json,
    as_latex,
    as_markdown,
)
from actsearch.leaderboard.groups import Group, group_columns, group_rows
from actsearch.leaderboard.markdown import escaped
from actsearch.leaderboard.naming import find, pick, without_values
from actsearch.leaderboard.rows import Row, rank, row
from actsearch.leaderboard.selection import select
from actsearch.leaderboard.sorting import sort_rows
from actsearch.leaderboard.summary import counts, footer
from actsearch.leaderboard.table import as_table
from actsearch.leaderboard.usual_columns import default_columns, every_column, with_parameters

__all__ = [
    "COLUMNS",
    "EVERY_COLUMN",
    "TEXT_FORMATS",
    "Column",
    "Condition",
    "Group",
    "Leaderboard",
    "Row",
    "as_csv",
    "as_json",
    "as_latex",
    "as_markdown",
    "as_table",
    "column",
    "counts",
    "default_columns",
    "escaped",
    "every_column",
    "find",
    "footer",
    "group_columns",
    "group_rows",
    "parse",
    "pick",
    "rank",
    "row",
    "select",
    "sort_rows",
    "unknown_values",
    "with_parameters",
    "without_values",
]
