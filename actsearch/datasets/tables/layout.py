"""How a text is laid out: its separator, and whether its first line names the columns.

The standard library's ``csv.Sniffer`` takes the commas of ``1,5;2,5`` for separators, and the first
flower of a table without a header for its header.
"""

import csv
import math
import re
from collections.abc import Iterable, Sequence
from statistics import mode

import numpy as np

from actsearch.datasets.columns import cells

SPACES = " "
# In this order: a comma may stand within a number, and text may have spaces.
SEPARATORS = ("\t", ";", "|", ",", SPACES)
_WORD = re.compile(r'"[^"]*"|\S+')
USUAL_LABELS = ("label", "target", "class", "y")
OTHER_LABELS = ("labels", "targets", "classes", "outcome", "species")


def separated(line: str, separator: str) -> str:
    """Return a line in which one character separates the cells; runs of spaces become a tab."""
    if separator != SPACES:
        return line
    end = line[len(line.rstrip("\r\n")) :]
    return "\t".join(_WORD.findall(line)) + end


def separator_of(lines: Sequence[str]) -> str:
    """Return what separates the cells of a text's first lines.

    It is the first of tab, ``;``, ``|``, comma and spaces that gives nearly all lines the same
    number of cells, and more than one; if there is none, what gives the first line most cells.

    Examples
    --------
    >>> separator_of(["a;b", "1,5;2,5"]), separator_of(["1.5  2.5", "-1   2"])
    (';', ' ')
    """
    for separator in SEPARATORS:
        rows = rows_of(lines, separator)
        if separator == "\t" and any("  " in cell for row in rows for cell in row):
            continue  # aligned by spaces, with a tab among them
        widths = [len(row) for row in rows]
        # A line may be wrong, and is named later; the first is the header.
        usual = mode(widths) if widths else 1
        if usual > 1 and widths.count(usual) >= 0.9 * len(widths) and widths[0] >= usual - 1:
            return separator
    most = max(SEPARATORS[:-1], key=lambda separator: lines[0].count(separator) if lines else 0)
    return most if lines and most in lines[0] else ","


def rows_of(lines: Iterable[str], separator: str) -> list[list[str]]:
    """Return the cells of some lines, without those that are malformed or blank."""
    rows: list[list[str]] = []
    reader = csv.reader(
        (separated(line, separator) for line in lines),
        delimiter="\t" if separator == SPACES else separator,
        skipinitialspace=True,
    )
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            continue
        if any(cell.strip() for cell in row):
            rows.append([cell.strip() for cell in row])


def has_header(rows: Sequence[Sequence[str]], label: str | None, *, comma: bool = False) -> bool:
    """Tell whether the first row names the columns, by the rows below it.

    A text above numbers is a name. Else the row is a sample if its texts stand again below, or if
    it has numbers that do not count up evenly, as the names of columns may.

    Parameters
    ----------
    rows : sequence of rows
        The first rows of a table.
    label : str or None
        Name of the column of the labels, if somebody knows it.
    comma : bool
        Whether a comma stands before the decimals.

    Examples
    --------
    >>> has_header([["a", "b"], ["1", "x"], ["2", "y"]], None)
    True
    >>> has_header([["5.1", "setosa"], ["4.9", "setosa"]], None)
    False
    """
    first, below = rows[0], [row for row in rows[1:] if len(row) == len(rows[0])]
    numbers = cells.as_numbers(first, comma=comma)
    texts, repeated = 0, 0
    for position, cell in enumerate(first):
        if not math.isnan(numbers[position]) or cell in cells.MISSING:
            continue
        column = [row[position] for row in below if row[position] not in cells.MISSING]
        if column and not any(map(math.isnan, cells.as_numbers(column, comma=comma))):
            return True
        texts += 1
        repeated += cell in column
    if texts and 2 * repeated >= texts:
        return False
    usual = {*USUAL_LABELS, *OTHER_LABELS}
    if texts and (label in first or any(cell.lower() in usual for cell in first)):
        return True
    counted = numbers[~np.isnan(numbers)]
    if len(counted) == 0:
        return texts > 0
    steps = np.diff(counted)
    if len(counted) < (2 if texts else 3) or steps[0] == 0:
        return False
    counts_up = np.allclose(steps, steps[0], rtol=1e-6)
    # A sample of three or four numbers may do so too; names then count the columns.
    return bool(
        counts_up and (texts or len(counted) > 4 or (steps[0] == 1 and counted[0] in (0, 1)))
    )


def header_of(rows: Sequence[Sequence[str]], *, named: bool) -> list[str]:
    """Return the name of each column as it stands in the first row; "" where there is none.

    Examples
    --------
    >>> header_of([["a", "b"], ["row 1", "1", "2"]], named=True)
    ['', 'a', 'b']
    >>> header_of([["a", "b", ""], ["1", "2", ""]], named=True)
    ['a', 'b']
    """
    first, below = list(rows[0]), rows[1:]
    width = mode([len(row) for row in below]) if below else len(first)
    trailing = all(row[-1] == "" for row in below if len(row) == width)
    # A separator at the end of lines makes no column.
    if len(first) > 1 and first[-1] == "" and (trailing or width < len(first)):
        first = first[:-1]
    elif width == len(first) + 1 and not trailing:
        # R writes the names of rows, and none above them.
        first = ["", *first]
    return first if named else [str(number + 1) for number in range(len(first))]
