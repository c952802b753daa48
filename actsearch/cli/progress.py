"""Show progress: a line that is drawn again and again on a terminal, plain lines anywhere else.

What has ended scrolls above the line. Whatever is said meanwhile has to go through ``tell``: what
another console prints would be drawn over.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from actsearch.cli.console import errors, say

if TYPE_CHECKING:
    from rich.console import RenderableType

# Where the terminal writes "^C" behind the line.
_MARGIN = 4
_NARROWEST_BAR = 8
_WIDEST_BAR = 24
_SHORTEST_NAME = 12
# Importance of the name in the line of progress.
_NAME = 2


@dataclass(frozen=True, slots=True)
class Ended:
    """A line about what has ended.

    Parameters
    ----------
    head, name, tail : str
        The line in three parts; on a narrow terminal the middle of the name is left out.
    short_tail : str, optional
        What is written in place of the tail if the line is too long with it.
    style : str
        Rich's style on a terminal.
    """

    head: str
    name: str
    tail: str
    short_tail: str | None = None
    style: str = ""

    def __str__(self) -> str:
        return f"{self.head}{self.name}{self.tail}"

    def within(self, width: int) -> str:
        """Write the line with at most ``width`` characters.

        Examples
        --------
        >>> line = Ended("trial 1: ", "relu | tanh | swish beta=0.5", " 97.6 % in 8.6 s", " 97.6 %")
        >>> line.within(50)
        'trial 1: relu | tanh | swish beta=0.5 97.6 %'
        >>> line.within(36)
        'trial 1: relu | tanh ...a=0.5 97.6 %'
        """
        from rich.cells import cell_len

        from actsearch.tables import shortened

        if cell_len(str(self)) <= width:
            return str(self)
        tail = self.tail if self.short_tail is None else self.short_tail
        room = width - cell_len(self.head + tail)
        line = f"{self.head}{shortened(self.name, max(room, _SHORTEST_NAME))}{tail}"
        return shortened(line, width)


@dataclass(frozen=True, slots=True)
class Status:
    """What the line of progress says.

    Parameters
    ----------
    done, total : int
        How many have ended, and of how many.
    parts : sequence of (int, str)
        What is said, each with its importance: on a narrow terminal the least important is left
        out.
    name : (int, str)
        Behind which part a name stands, and the name: it is shortened to the room that is left by
        parts of an importance of 2 or more.
    """

    done: int
    total: int
    parts: Sequence[tuple[int, str]]
    name: tuple[int, str] = (0, "")

    def line(self, width: int) -> "RenderableType":
        """Draw the line with at most ``width`` characters: a bar where there is room for one."""
        from rich.cells import cell_len
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        from actsearch.tables import shortened

        count = f"{self.done:,}/{self.total:,}"
        parts = {place: text for place, (_, text) in enumerate(self.parts) if text}

        def taken() -> int:
            return cell_len(count) + sum(2 + cell_len(text) for text in parts.values())

        def least() -> int:
            return min(parts, key=lambda place: self.parts[place][0])

        while parts and taken() > width:
            del parts[least()]
        behind, name = self.name
        while parts and self.parts[least()][0] < _NAME and width - taken() <= cell_len(name):
            del parts[least()]
        room = width - taken() - 1
        if name and behind in parts and room >= min(_SHORTEST_NAME, cell_len(name)):
            parts[behind] += f" {shortened(name, room)}"
        text = Text("  ".join(parts.values()), no_wrap=True, overflow="crop")
        room = width - taken() - 1
        line = Table.grid(padding=(0, 1))
        bar = [ProgressBar(self.total, self.done, width=min(room, _WIDEST_BAR))]
        line.add_row(Text(count, style="bold"), *(bar if room > _NARROWEST_BAR else ()), text)
        return line


class Display(Protocol):
    """Shows what has ended, and what is said."""

    def show(self, ended: Ended, *, lasting: bool = True) -> None:
        """Show what has ended; unless it is ``lasting``, the line of progress alone tells of it."""

    def tell(self, message: str) -> None:
        """Say something to the user."""


class _Silence:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, ended: Ended, *, lasting: bool = True) -> None:
        """Do nothing."""

    def tell(self, message: str) -> None:
        """Do nothing."""


class _Lines(_Silence):
    """One line for each."""

    def show(self, ended: Ended, *, lasting: bool = True) -> None:  # noqa: ARG002
        """Print a line."""
        say(str(ended))

    def tell(self, message: str) -> None:
        """Print a message."""
        say(message)


class _Live:
    """The line of progress at the bottom, and all else above it."""

    def __init__(self, status: Callable[[], Status]) -> None:
        from rich.live import Live

        self._console = errors()
        self._status = status
        self._live = Live(
            get_renderable=self._line,
            console=self._console,
            # Once a second is enough: between two that end only the clock moves.
            refresh_per_second=1,
            transient=True,
        )

    def _line(self) -> "RenderableType":
        return self._status().line(self._console.width - _MARGIN)

    def __enter__(self) -> Self:
        self._live.start(refresh=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def show(self, ended: Ended, *, lasting: bool = True) -> None:
        """Print a line, and draw the line of progress again below it."""
        from rich.text import Text

        if lasting:
            line = Text(ended.within(self._console.width - 1), style=ended.style)
            self._console.print(line, soft_wrap=True)
        self._live.refresh()

    def tell(self, message: str) -> None:
        """Print a message above the line of progress."""
        self._console.prose(message)


class EnterableDisplay(Display, AbstractContextManager["EnterableDisplay"], Protocol):
    """A display that is visible inside its ``with`` block."""


def display(status: Callable[[], Status], *, quiet: bool) -> EnterableDisplay:
    """Choose the display: a line of progress if standard error is a terminal, lines, or nothing.

    Parameters
    ----------
    status : callable
        Returns what the line of progress says.
    quiet : bool
        Whether to show nothing.
    """
    if quiet:
        return _Silence()
    return _Live(status) if errors().is_terminal else _Lines()
