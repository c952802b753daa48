"""Write values as text: on one line for people, and as JSON for programs."""

import json
import math
from typing import Any


def compact(value: object) -> str:
    """Write a value on one line for programs: text unchanged, anything else as JSON.

    Examples
    --------
    >>> compact({"slope": 0.1}), compact("relu"), compact(float("nan"))
    ('{"slope":0.1}', 'relu', 'null')
    """
    if isinstance(value, str):
        return value
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def plain(value: object) -> Any:
    """Convert a value to what JSON can hold: a number that is not finite becomes None.

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
    """Return a text on one line; spaces replace characters that cannot be printed."""
    # A trial's reason may quote anything; line breaks and escape sequences would break a table.
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def any_value(value: object) -> str:
    """Write a value of any kind for people; a float gets four digits."""
    return f"{value:.4g}" if isinstance(value, float) else compact(value)
