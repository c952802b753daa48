"""Write the leaderboard as text: JSON and CSV for programs, Markdown and LaTeX for pages.

Every function takes records (rows or groups) and columns.
"""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from io import StringIO
from itertools import chain
from typing import TYPE_CHECKING, Any

from actsearch.leaderboard.columns import EVERY_COLUMN, Column
from actsearch.leaderboard.markdown import table
from actsearch.leaderboard.values import compact, plain
from actsearch.tables import LEFT

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Characters that make a spreadsheet take a text for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# What means something to LaTeX, and what its fonts may lack.
_LATEX_SIGNS = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"±": r"$\pm$", "µ": r"$\mu$", "·": r"$\cdot$", "<": r"$<$", ">": r"$>$", "|": r"$|$"}
)


def as_json(records: Sequence["DataclassInstance"], columns: Sequence[Column] = ()) -> str:
    """Write records as a JSON array, with one object on each line.

    An object always has every field of its record, so that programs can rely on the keys;
    ``columns`` only adds keys. A number that is not finite becomes null. Characters beyond ASCII
    are escaped, so that every terminal and pipe accepts them.

    Parameters
    ----------
    records : sequence of Row or Group
        Records to write.
    columns : sequence of Column
        Columns to write in addition, such as ``params.slope`` for a single parameter.

    Returns
    -------
    str
        JSON text.

    Examples
    --------
    >>> from actsearch.leaderboard import Row
    >>> row = Row(study="digits", trial=3, state="complete", val_loss=float("nan"))
    >>> json.loads(as_json([row]))[0]["val_loss"] is None
    True
    """
    return "[" + ",\n ".join(json.dumps(_whole(record, columns)) for record in records) + "]"


def as_csv(records: Sequence[object], columns: Sequence[Column] = EVERY_COLUMN) -> str:
    r"""Write records as comma-separated values (RFC 4180), with the columns' names as first line.

    Numbers have all their digits, and parameters are JSON in one cell. Text that a spreadsheet
    would run as a formula (it starts with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return)
    gets a single quote before it. Programs that need the text unchanged can read the JSON.

    Parameters
    ----------
    records : sequence of Row or Group
        Records to write.
    columns : sequence of Column
        Columns to write.

    Returns
    -------
    str
        Lines that end with ``\r\n``.

    Examples
    --------
    >>> from actsearch.leaderboard import Row, pick
    >>> row = Row(study="=1+1", trial=3, state="complete", params={"slope": 0.1})
    >>> print(*as_csv([row], pick("study,trial,params,rank")).splitlines(), sep="\n")
    study,trial,params,rank
    '=1+1,3,"{""slope"":0.1}",
    """
    names = [column.name for column in columns]
    rows = ([column.value(record) for column in columns] for record in records)
    return rows_as_csv(chain([names], rows))


def rows_as_csv(rows: Iterable[Sequence[Any]]) -> str:
    r"""Write rows of values as comma-separated values, as :func:`as_csv` does.

    Examples
    --------
    >>> rows_as_csv([["class", "share"], ["=1+1", 0.5]])
    "class,share\r\n'=1+1,0.5\r\n"
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerows(map(_csv_cell, row) for row in rows)
    return text.getvalue()


def as_markdown(records: Sequence[object], columns: Sequence[Column]) -> str:
    r"""Write records as a Markdown table, in GitHub's form.

    Parameters
    ----------
    records : sequence of Row or Group
        Records to write.
    columns : sequence of Column
        Columns to write.

    Returns
    -------
    str
        Lines that end with ``\n``. Characters in a cell that mean something in Markdown are
        escaped.

    Examples
    --------
    >>> from actsearch.leaderboard import Row, pick
    >>> row = Row(rank=1, study="digits", trial=3, state="complete", activation="relu | tanh")
    >>> print(as_markdown([row], pick("rank,activation")), end="")
    | rank | activation |
    | ---: | :--- |
    | 1 | relu \| tanh |
    """
    rows = ([column.text(record) for column in columns] for record in records)
    left = {column.title for column in columns if column.kind in LEFT}
    return table([column.title for column in columns], rows, left) + "\n"


def as_latex(records: Sequence[object], columns: Sequence[Column]) -> str:
    r"""Write records as a LaTeX table, with the lines of the package ``booktabs``.

    Parameters
    ----------
    records : sequence of Row or Group
        Records to write.
    columns : sequence of Column
        Columns to write.

    Returns
    -------
    str
        A ``tabular``. Characters in a cell that mean something in LaTeX are escaped.

    Examples
    --------
    >>> from actsearch.leaderboard import Row, pick
    >>> row = Row(rank=1, study="digits", trial=3, state="complete", activation="leaky_relu")
    >>> print(as_latex([row], pick("rank,activation")), end="")
    \begin{tabular}{rl}
    \toprule
    rank & activation \\
    \midrule
    1 & leaky\_relu \\
    \bottomrule
    \end{tabular}
    """

    def line(cells: Iterable[str]) -> str:
        return f"{' & '.join(cell.translate(_LATEX_SIGNS) for cell in cells)} \\\\\n"

    alignment = "".join("l" if column.kind in LEFT else "r" for column in columns)
    heading = line(column.title for column in columns)
    body = "".join(line(column.text(record) for column in columns) for record in records)
    return (
        f"\\begin{{tabular}}{{{alignment}}}\n\\toprule\n{heading}\\midrule\n{body}"
        "\\bottomrule\n\\end{tabular}\n"
    )


TEXT_FORMATS: dict[str, Callable[[Sequence[Any], Sequence[Column]], str]] = {
    "json": as_json,
    "csv": as_csv,
    "markdown": as_markdown,
    "latex": as_latex,
}


def _whole(record: "DataclassInstance", columns: Sequence[Column]) -> dict[str, Any]:
    own = {field.name: plain(getattr(record, field.name)) for field in fields(record)}
    # Each metric becomes a key of its own, with the name that its column has.
    own |= {f"val_{name}": value for name, value in own.pop("metrics", {}).items()}
    return own | {column.name: plain(column.value(record)) for column in columns}


def _csv_cell(value: Any) -> Any:
    match value:
        case str():
            return _disarmed(value)
        case bool() | dict() | list() | tuple():
            return compact(value)
        case _:
            return value


def _disarmed(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
