"""Output of the commands: data go to standard output, messages to standard error.

Names, labels and stored texts may hold anything, so all output is made safe here. Characters that
would move a terminal's cursor or change its colours are written as escapes, no text is read as
markup, and long messages are shortened.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import typer

from actsearch.cli.safety import in_one_line, safe

if TYPE_CHECKING:
    from actsearch.cli.terminal import SafeConsole

# A longer message loses its middle; its end must stay, because it says the way out.
_MOST_CHARACTERS = 2000
_END_CHARACTERS = 800


def output() -> "SafeConsole":
    """Return the console for data."""
    from actsearch.cli import terminal

    return terminal.SafeConsole()


def errors() -> "SafeConsole":
    """Return the console for messages."""
    from actsearch.cli import terminal

    return terminal.SafeConsole(stderr=True)


def say(message: str, *, quiet: bool = False) -> None:
    """Print a message on standard error, made safe and shortened.

    While a line of progress is shown, its ``tell`` is to be used instead: it prints above the line.
    """
    if not quiet:
        errors().prose(_bounded(safe(message)))


def complain(message: str, points: Sequence[str] = ()) -> None:
    """Print an error on standard error, in one line, and a line for each of its points.

    On a terminal each takes as many lines as it needs.
    """
    from rich.text import Text

    from actsearch.tables import wrapped

    console = errors()
    lines = [f"error: {_bounded(in_one_line(message))}"]
    lines += [f"  {_bounded(in_one_line(point))}" for point in points]
    if console.room is not None:
        lines = ["\n".join(wrapped(line, console.room)) for line in lines]
    sentence = Text("\n".join(lines))
    sentence.stylize("bold red", 0, len("error:"))
    console.print(sentence, soft_wrap=True)


def write(text: str) -> None:
    """Write a text to standard output, such as a table that another program reads."""
    typer.echo(safe(text), nl=not text.endswith("\n"))


def write_json(data: Any) -> None:
    """Write JSON to standard output; JSON's own escapes make it safe."""
    typer.echo(json.dumps(data, indent=2))


def _bounded(text: str) -> str:
    if len(text) <= _MOST_CHARACTERS:
        return text
    return f"{text[: _MOST_CHARACTERS - _END_CHARACTERS]} [...] {text[-_END_CHARACTERS:]}"
