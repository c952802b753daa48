"""A terminal that remembers which of its lines were too long, and commands that are run in one."""

import fcntl
import os
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pyte

# So many that nothing scrolls out of sight.
ROWS = 200


class Terminal(pyte.Screen):
    """A screen of pyte's, with the lines that did not fit into it."""

    def __init__(self, columns: int) -> None:
        self.too_long: list[str] = []
        super().__init__(columns, ROWS)
        self.set_mode(pyte.modes.LNM)
        self._stream = pyte.ByteStream(self)

    def draw(self, data: str) -> None:
        """Draw characters; remember a line that the next one does not fit into."""
        for character in data:
            if self.cursor.x >= self.columns:
                self.too_long.append(self.display[self.cursor.y])
            super().draw(character)

    def feed(self, output: bytes | str) -> Self:
        """Take what a program has written."""
        self._stream.feed(output.encode() if isinstance(output, str) else output)
        return self

    @property
    def shown(self) -> list[str]:
        """What is to be read, without the empty lines."""
        return [line.rstrip() for line in self.display if line.strip()]

    @property
    def text(self) -> str:
        """What is to be read, as if lines had no end."""
        return " ".join(line.strip() for line in self.shown)


class Session:
    """The real command in a terminal of its own, where Ctrl-C is a key."""

    def __init__(self, columns: int, folder: Path, *words: str) -> None:
        self.screen = Terminal(columns)
        self._keyboard, terminal = os.openpty()
        size = struct.pack("HHHH", ROWS, columns, 0, 0)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
        kept = {name: text for name, text in os.environ.items() if name not in ("COLUMNS", "LINES")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "actsearch", *words],
            cwd=folder,
            env=kept | {"TERM": "xterm-256color"},
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(terminal)

    def until(self, shown: Callable[[Terminal], bool]) -> None:
        """Read until the screen shows something."""
        while not shown(self.screen):
            assert self._read(), f"it ended with: {self.screen.shown}"

    def press(self, key: bytes) -> None:
        """Press a key."""
        os.write(self._keyboard, key)

    def end(self) -> int:
        """Read to the end, and return the exit code."""
        while self._read():
            pass
        os.close(self._keyboard)
        return self._process.wait()

    def _read(self) -> bool:
        try:
            output = os.read(self._keyboard, 2**16)
        except OSError:  # that is how a terminal ends on Linux
            return False
        self.screen.feed(output)
        return bool(output)
