"""Rich's console for texts of any origin; apart, because to import Rich takes its time."""

from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from actsearch.cli.safety import safe


class SafeConsole(Console):
    """A console that shows brackets, colons and control characters, and obeys none of them."""

    def __init__(self, *, stderr: bool = False, file: IO[str] | None = None) -> None:
        super().__init__(stderr=stderr, file=file, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **manner: Any) -> Text:
        """Take a text as Rich does, with its escapes, so that it is measured as it is shown."""
        return super().render_str(safe(text), **manner)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render as Rich does, with escapes in what becomes text; its own control codes stay."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(safe(segment.text), segment.style)
