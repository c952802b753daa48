"""Where the commands write: data on standard output, messages on standard error.

Names, labels and stored texts come from anywhere. Whatever is written here is safe to be shown:
what would move a terminal's cursor or change its colours is written as an escape, nothing is taken
for markup, and messages are of a length that somebody reads.
"""

import json
import re
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

# Control characters but line breaks, what turns the direction of writing round, and halves of
# characters, which no encoding has.
_UNSAFE = re.compile(
    "\r(?!\n)|[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
# Of a message: both ends stay, for the way out comes last.
_MOST_CHARACTERS = 2000
_END_CHARACTERS = 800


def safe(text: str) -> str:
    r"""Return the text with escapes instead of what may do something to a terminal.

    Parameters
    ----------
    text : str
        Of any origin; its line breaks stay.

    Examples
    --------
    >>> print(safe("\x1b[31mred"))
    \x1b[31mred
    """
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def in_one_line(text: str) -> str:
    r"""Return the text safe, and with escapes instead of line breaks too.

    Examples
    --------
    >>> print(in_one_line("first\nsecond"))
    first\nsecond
    """
    return safe(text).replace("\r", "\\r").replace("\n", "\\n")


def output() -> "Console":
    """Return the console for data."""
    from actsearch.cli.terminal import SafeConsole

    return SafeConsole()


def errors() -> "Console":
    """Return the console for messages."""
    from actsearch.cli.terminal import SafeConsole

    return SafeConsole(stderr=True)


def say(message: str, *, quiet: bool = False) -> None:
    """Print a message, as it is but for what is unsafe or too long."""
    if not quiet:
        errors().print(_bounded(safe(message)), soft_wrap=True)


def complain(message: str) -> None:
    """Print what went wrong, in one line."""
    from rich.text import Text

    sentence = Text.assemble(("error:", "bold red"), " ", _bounded(in_one_line(message)))
    errors().print(sentence, soft_wrap=True)


def write(text: str) -> None:
    """Write a text as data to standard output, such as a table that another program reads."""
    typer.echo(safe(text), nl=not text.endswith("\n"))


def write_json(data: Any) -> None:
    """Write JSON to standard output; its escapes are those of JSON."""
    typer.echo(json.dumps(data, indent=2))


def _bounded(text: str) -> str:
    if len(text) <= _MOST_CHARACTERS:
        return text
    return f"{text[: _MOST_CHARACTERS - _END_CHARACTERS]} [...] {text[-_END_CHARACTERS:]}"
