"""Read and write durations such as ``90``, ``10m`` and ``1h30m``."""

import re

from actsearch.errors import UsageError

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0}
_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?")


def parse_duration(text: str) -> float:
    """Read a duration; a number without a unit is seconds.

    Parameters
    ----------
    text : str
        Hours, minutes and seconds in this order; each of them may be left out.

    Returns
    -------
    float
        Seconds, above 0.

    Raises
    ------
    UsageError
        If the text is not a duration, or the duration is 0.

    Examples
    --------
    >>> parse_duration("1h30m"), parse_duration("45")
    (5400.0, 45.0)
    """
    match = _DURATION.fullmatch(text.strip().lower())
    parts = match.groups() if match else ()
    seconds = sum(
        float(part) * unit for part, unit in zip(parts, _UNITS.values(), strict=False) if part
    )
    if not seconds:
        raise UsageError(f"{text!r} is not a duration: write it like '90s', '10m' or '1h30m'")
    return seconds


def show_duration(seconds: float) -> str:
    """Write a duration, given in seconds, for people.

    Examples
    --------
    >>> show_duration(3.14), show_duration(75), show_duration(5400)
    ('3.1 s', '1 min 15 s', '1 h 30 min')
    >>> show_duration(3)
    '3 s'
    """
    if seconds < 60:
        return f"{seconds} s" if isinstance(seconds, int) else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"
