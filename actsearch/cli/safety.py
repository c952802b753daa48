"""Texts of any origin, with escapes instead of what would do something to a terminal."""

import re

# Control characters but line breaks, what turns the direction of writing round, and halves of
# characters, which no encoding has.
_UNSAFE = re.compile(
    "\r(?!\n)|[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def safe(text: str) -> str:
    r"""Return the text with escapes instead of what may do something to a terminal.

    Parameters
    ----------
    text : str
        Of any origin; its line breaks stay.

    Examples
    --------
    >>> print(safe("\x1b[31mred"))
    \x1b[31mred
    """
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def in_one_line(text: str) -> str:
    r"""Return the text safe, and with escapes instead of line breaks too.

    Examples
    --------
    >>> print(in_one_line("first\nsecond"))
    first\nsecond
    """
    return safe(text).replace("\r", "\\r").replace("\n", "\\n")
