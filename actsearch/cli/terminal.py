"""A rich console for texts from any source; in its own file, because importing rich is slow."""

import os
from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from actsearch.cli.safety import safe


class SafeConsole(Console):
    """A console that prints brackets, colons and control characters as plain text."""

    def __init__(self, *, stderr: bool = False, file: IO[str] | None = None) -> None:
        super().__init__(stderr=stderr, file=file, markup=False, emoji=False, highlight=False)

    def on_broken_pipe(self) -> None:
        """Go on without messages that nobody reads; who reads no data ends the command."""
        if not self.stderr:
            super().on_broken_pipe()
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)

    def render_str(self, text: str, **manner: Any) -> Text:
        """Make rich's text from a string, escaped first so that its width is measured right."""
        return super().render_str(safe(text), **manner)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render as rich does, but escape all text; rich's own control codes are kept."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(safe(segment.text), segment.style)
