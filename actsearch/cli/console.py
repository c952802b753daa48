"""Where the commands write: data on standard output, messages on standard error.

Names, labels and stored texts come from anywhere. Whatever is written here is safe to be shown:
what would move a terminal's cursor or change its colours is written as an escape, nothing is taken
for markup, and messages are of a length that somebody reads.
"""

import json
from typing import TYPE_CHECKING, Any

import typer

from actsearch.cli.safety import in_one_line, safe

if TYPE_CHECKING:
    from rich.console import Console

# Of a message: both ends stay, for the way out comes last.
_MOST_CHARACTERS = 2000
_END_CHARACTERS = 800


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
