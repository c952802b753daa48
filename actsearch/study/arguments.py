"""Numbers that a caller of the library gives, checked before anything is stored."""

import math
import operator
from typing import Any

from actsearch.errors import UsageError, shown


def whole(name: str, value: Any, *, least: int = 1, most: int | None = None) -> int:
    """Return a whole number, also one of NumPy's.

    Parameters
    ----------
    name : str
        Name of the argument.
    value
        What was given.
    least, most : int
        Bounds, both allowed.

    Raises
    ------
    UsageError
        If it is no whole number, or out of bounds.

    Examples
    --------
    >>> whole("trials", 5)
    5
    """
    bounds = f"of at least {least}" if most is None else f"from {least} to {most}"
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if isinstance(value, bool) or number < least or (most is not None and number > most):
        raise UsageError(
            f"{name} must be a whole number {bounds}, got {shown(value)}", parameter=name
        )
    return number


def finite(
    name: str,
    value: Any,
    *,
    signed: bool = False,
    positive: bool = False,
    most: float | None = None,
) -> float:
    """Return a finite number, up to ``most``.

    It is at least 0, unless it may have a sign, or above 0 where it must be positive.

    Raises
    ------
    UsageError
        If it is something else.

    Examples
    --------
    >>> finite("timeout", 1.5)
    1.5
    """
    try:
        number = float(value) if not isinstance(value, str | bytes | bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    too_large = most is not None and number > most
    too_small = (number < 0 and not signed) or (number == 0 and positive)
    if not math.isfinite(number) or too_small or too_large:
        bound = "" if signed else " above 0" if positive else " of at least 0"
        bound += "" if most is None else f" and of at most {most:,.0f}"
        raise UsageError(f"{name} must be a number{bound}, got {shown(value)}", parameter=name)
    return number
