"""What the documents show: their blocks of code, the commands in them, and what these print."""

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typer.main import get_command

from actsearch.cli import app, main

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "docs").rglob("*.md")
    if not path.name.endswith(".ja.md")
)
# Comparing their numbers would compare processors: they are times, and sums that are rounded.
MEASURING = {
    "run",
    "resume",
    "confirm",
    "test",
    "leaderboard",
    "trial",
    "studies",
    "score",
    "verify",
}

_BLOCK = re.compile(
    r"(?P<comment><!-- [^\n]* -->\n+)?^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n"
    r"(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a document.

    Parameters
    ----------
    language : str
        What stands behind its first fence.
    title : str or None
        Name of the file that it is.
    text : str
        What stands in it.
    compared, is_run : bool
        Whether what it shows of an output is what is printed in a test, and whether its commands
        are run there. A comment before a block, ``<!-- Not compared: REASON -->`` or
        ``<!-- Not run: REASON -->``, says that they are not. Their options must exist all the same.
    """

    language: str
    title: str | None
    text: str
    compared: bool = True
    is_run: bool = True

    def commands(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the commands, each with the lines of output below it."""
        lines = self.text.splitlines()
        if not any(line.startswith("$ ") for line in lines):
            # No output is shown.
            lines = [f"$ {line}" for line in lines]
        output: list[str] = []
        for line in lines:
            if line.startswith("$ "):
                for command in line.removeprefix("$ ").split(" && "):
                    output = []
                    yield command, output
            else:
                output.append(line)


def read(document: str) -> str:
    return (ROOT / document).read_text()


def blocks(document: str) -> list[Block]:
    """Return the fenced blocks of a document in their order."""
    found = []
    for match in _BLOCK.finditer(read(document)):
        said = match["comment"] or ""
        is_run = "<!-- Not run: " not in said
        compared = is_run and "<!-- Not compared: " not in said
        found.append(Block(match["language"], match["title"], match["text"], compared, is_run))
    return found


def spans(document: str) -> list[str]:
    """Return what stands between backticks in the words of a document."""
    words = re.sub(r"^```.*?^```$", "", read(document), flags=re.MULTILINE | re.DOTALL)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", words)]


def run(command: str) -> tuple[int, str]:
    """Run a command in this process; return its exit code, and all that a terminal would show."""
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.redirect_stderr(shown):
        code = main(shlex.split(command)[1:])
    return code, shown.getvalue()


def check_usage(command: str) -> None:
    """Check that a command and its options exist, and that their values have the right form."""
    _, name, *words = shlex.split(command)
    found = get_command(app).commands[name]
    if words:
        found.make_context(name, words)


def is_measuring(command: str) -> bool:
    """Tell whether the numbers that a command prints are those of trainings."""
    return shlex.split(command)[1] in MEASURING


def missing(shown: list[str], printed: str, *, measured: bool) -> list[str]:
    """Return the lines that a document shows and that are not printed, in this order.

    A line ``...`` stands for any lines. Of what was measured the numbers are not compared, only
    that there are numbers.
    """
    remaining = iter([_comparable(line, measured) for line in printed.splitlines()])
    return [
        line
        for line in shown
        if line.strip() not in ("", "...") and _comparable(line, measured) not in remaining
    ]


def _comparable(line: str, measured: bool) -> str:
    line = " ".join(line.split())
    if measured:
        line = re.sub(r"\d+ h( \d+ min)?|\d+ min( \d+ s)?", "0 s", line)
        line = re.sub(r"─+", "─", re.sub(r"[-+]?\d[\d.,e-]*", "#", line))
    return line
