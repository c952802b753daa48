"""Make a text from any source safe to print on a terminal."""

import re

# Control characters except line breaks, characters that reverse the direction of writing, and
# surrogates (halves of characters), which cannot be encoded.
_UNSAFE = re.compile(
    "\r(?!\n)|[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def safe(text: str) -> str:
    r"""Replace characters that may change a terminal by escapes.

    Parameters
    ----------
    text : str
        Text from any source; its line breaks are kept.

    Examples
    --------
    >>> print(safe("\x1b[31mred"))
    \x1b[31mred
    """
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def in_one_line(text: str) -> str:
    r"""Replace line breaks by escapes too, so that the text is one safe line.

    Examples
    --------
    >>> print(in_one_line("first\nsecond"))
    first\nsecond
    """
    return safe(text).replace("\r", "\\r").replace("\n", "\\n")
