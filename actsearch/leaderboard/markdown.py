"""Texts in Markdown: nothing that they hold means anything there."""

import re
from collections.abc import Collection, Iterable, Sequence

from actsearch.leaderboard.values import one_line

# An underscore within a word, as in leaky_relu, is one.
_SIGNS = re.compile(r"([\\|`*<\[~$&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")


def escaped(text: str) -> str:
    r"""Escape the characters that mean something in Markdown.

    Examples
    --------
    >>> escaped("relu | tanh")
    'relu \\| tanh'
    >>> escaped("_id_ & leaky_relu")
    '\\_id\\_ \\& leaky_relu'
    """
    return _SIGNS.sub(r"\\\1", text)


def text(text: str) -> str:
    r"""Return a text on one line, escaped.

    Examples
    --------
    >>> text("two\nlines | <b>")
    'two lines \\| \\<b>'
    """
    return escaped(one_line(text))


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], left: Collection[str] = ()) -> str:
    r"""Return a table in GitHub's form; columns with a title in ``left`` begin there.

    Examples
    --------
    >>> print(table(["name", "n"], [["a | b", "3"]], left={"name"}))
    | name | n |
    | :--- | ---: |
    | a \| b | 3 |
    """
    lines = [
        [text(title) for title in titles],
        [":---" if title in left else "---:" for title in titles],
        *([text(cell) for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def span(text: str) -> str:
    """Return a span of code, which no text can end.

    Examples
    --------
    >>> span("a`b")
    "`a'b`"
    """
    return f"`{one_line(text).replace('`', chr(39))}`"


def block(language: str, text: str) -> str:
    """Return a block of code, fenced by more backquotes than the text has in a row."""
    fence = "`" * 3
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"
