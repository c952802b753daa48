"""Values as text: on one line for people, and as JSON for machines."""

import json
import math
from typing import Any


def compact(value: object) -> str:
    """Write a value on one line for machines: text as it is, anything else as JSON.

    Examples
    --------
    >>> compact({"slope": 0.1}), compact("relu"), compact(float("nan"))
    ('{"slope":0.1}', 'relu', 'null')
    """
    if isinstance(value, str):
        return value
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def plain(value: object) -> Any:
    """Reduce a value to what JSON can say: a number that is not finite becomes None.

    Examples
    --------
    >>> plain({"sizes": (64, 32), "loss": float("inf")})
    {'sizes': [64, 32], 'loss': None}
    """
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)


def one_line(text: str) -> str:
    """Return a text on one line, with spaces for what cannot be printed."""
    # A reason may quote anything; a line break or an escape sequence would wreck a table.
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def any_value(value: object) -> str:
    """Write a value of any kind for people."""
    return f"{value:.4g}" if isinstance(value, float) else compact(value)
