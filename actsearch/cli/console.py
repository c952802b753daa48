"""Where the commands write: data on standard output, messages on standard error."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def output() -> "Console":
    """Return the console for data."""
    from rich.console import Console

    return Console()


def errors() -> "Console":
    """Return the console for messages."""
    from rich.console import Console

    return Console(stderr=True)


def say(message: str, *, quiet: bool = False) -> None:
    """Print a message, as it is."""
    if not quiet:
        errors().print(message, markup=False, highlight=False, soft_wrap=True)
