"""What a check found, in words."""

from dataclasses import dataclass
from typing import Literal

# How many problems of one kind a message lists; nobody reads more.
_SHOWN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """The result of one check.

    Parameters
    ----------
    check : str
        What was checked: database, trials, specification, phases, data, environment, proposals,
        training or confirmation.
    status : {"ok", "warning", "failed"}
        With a warning, nothing is wrong with the study; it may explain why a training differs.
    message : str
        One sentence; if something is wrong, it says what differs and the way out.
    trial : int or None
        Number of the trial, if one was trained again.
    digest : str or None
        SHA-256 of what was compared, if it is the same.
    """

    check: str
    status: Literal["ok", "warning", "failed"]
    message: str
    trial: int | None = None
    digest: str | None = None


def few(items: list[str]) -> str:
    """List the first problems of one kind, and say how many more there are."""
    more = len(items) - _SHOWN
    return "; ".join(items[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def short(digest: str) -> str:
    """Shorten a digest to what people compare."""
    return f"sha256 {digest[:12]}"
