"""A rich console for texts from any source; in its own file, because importing rich is slow."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from actsearch.cli.safety import safe
from actsearch.tables import Heading, lay_out, wrapped


class SafeConsole(Console):
    """A console that prints brackets, colons and control characters as plain text."""

    def __init__(self, *, stderr: bool = False, file: IO[str] | None = None) -> None:
        super().__init__(stderr=stderr, file=file, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **manner: Any) -> Text:
        """Make rich's text from a string, escaped first so that its width is measured right."""
        return super().render_str(safe(text), **manner)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render as rich does, but escape all text; rich's own control codes are kept."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(safe(segment.text), segment.style)

    @property
    def room(self) -> int | None:
        """Characters of a line; a file or a pipe has no width to fit into."""
        return self.width if self.is_terminal else None

    def prose(self, text: str, style: str = "") -> None:
        """Print sentences: broken between words on a terminal, and whole lines elsewhere.

        A line that begins with two spaces, such as a command to be copied, stays whole.
        """
        for line in safe(text).split("\n"):
            whole = self.room is None or line.startswith("  ")
            lines = [line] if whole else wrapped(line, self.width)
            self.print(Text("\n".join(lines), style=style), soft_wrap=True)

    def facts(self, facts: Mapping[str, str], indent: int, style: str = "") -> None:
        """Print names, in a style, and what they are, which begins at column ``indent``."""
        for name, value in facts.items():
            lines = value.split("\n")
            if self.room is not None:
                lines = wrapped(safe(value), max(1, self.room - indent), fold=True)
            text = f"\n{'':{indent}}".join(lines)
            self.print(Text.assemble((f"{name:{indent}}", style), text), soft_wrap=True)

    def table(
        self, headings: Sequence[Heading], rows: Sequence[Sequence[str]], footer: str = ""
    ) -> None:
        """Print a table that fits the terminal; elsewhere it is as wide as it is."""
        rows = [[safe(text) for text in row] for row in rows]
        self.print(lay_out(headings, rows, width=self.room, footer=footer), soft_wrap=True)

    def on_broken_pipe(self) -> None:
        """Go on without messages if nobody reads these alone.

        Raises
        ------
        BrokenPipeError
            If nobody reads the data either, as in ``run 2>&1 | head``.
        """
        if not self.stderr or os.path.sameopenfile(1, 2):
            raise BrokenPipeError
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
