"""Scores, differences of scores and candidates in words."""

import math
import re

from actsearch.metrics import metrics, task_of, turned

_LONG_NUMBER = re.compile(r"\d+\.\d{4,}(e-\d+)?")
# Digits of a number in the target's own unit.
_DIGITS = 4


def value_in_words(metric: str, value: float, sign: str = "", chance: float | None = None) -> str:
    """Write a number on a metric's scale, without a unit: an accuracy in percent.

    Parameters
    ----------
    metric : str
        Name of the metric.
    value : float
        A value, or the size of an error or of a margin.
    sign : str
        ``"+"`` writes the sign of a positive number too.
    chance : float, optional
        How far chance moves the value, on the same scale: digits below a tenth of it say nothing,
        and are left out.

    Examples
    --------
    >>> value_in_words("accuracy", 0.9781), value_in_words("roc_auc", 0.9781)
    ('97.81', '0.9781')
    >>> value_in_words("accuracy", 0.9781, chance=0.03), value_in_words("r2", 0.4812, chance=0.1)
    ('97.8', '0.48')
    >>> value_in_words("rmse", 54.12345), value_in_words("rmse", 541234.6)
    ('54.12', '541235')
    """
    if metric == "accuracy":
        decimals = _decimals(2, None if chance is None else 100 * chance)
        return f"{100 * value:{sign}z.{decimals}f}"
    if metric not in ("rmse", "mae") or not value or not math.isfinite(value):
        return f"{value:{sign}z.{_decimals(4, chance)}f}"
    size = math.floor(math.log10(abs(value)))
    if size < -_DIGITS:
        # What is too small for a few digits after the point is written with an exponent.
        return f"{value:{sign}.{_DIGITS}g}"
    return f"{value:{sign}z.{_decimals(max(0, _DIGITS - 1 - size), chance)}f}"


def of_samples(metric: str, value: float, samples: int | None) -> float | None:
    """Return how far chance moves a value that was measured on so many samples, at most.

    It is the standard error of a share of one half, and of an error in the target's unit about
    that part of it. None of an unknown number of samples.

    Examples
    --------
    >>> of_samples("accuracy", 0.98, 2500), of_samples("rmse", 50.0, 2500)
    (0.01, 0.5)
    """
    if not samples:
        return None
    return 0.5 / math.sqrt(samples) * (abs(value) if metric in ("rmse", "mae") else 1.0)


def _decimals(most: int, chance: float | None) -> int:
    """Return how many decimals a number needs to show two digits of what chance does to it."""
    if not chance or not math.isfinite(chance):
        return most
    return min(most, max(0, 1 - math.floor(math.log10(chance))))


def score_in_words(metric: str, score: float, chance: float | None = None) -> str:
    """Write a score, without a unit; what is shown is the metric's value.

    Examples
    --------
    >>> score_in_words("accuracy", 0.9781), score_in_words("rmse", -54.123)
    ('97.81', '54.12')
    """
    return value_in_words(metric, turned(metric, score), chance=chance)


def amount_in_words(metric: str, value: float, sign: str = "", chance: float | None = None) -> str:
    """Write the size of a difference, with its unit; that of accuracies is in points.

    Examples
    --------
    >>> amount_in_words("accuracy", 0.0034), amount_in_words("rmse", 0.5)
    ('0.34 points', '0.5000 RMSE')
    """
    return f"{value_in_words(metric, value, sign, chance)}{_unit(metric)}"


def difference_in_words(
    metric: str, score: float, error: float | None = None, chance: float | None = None
) -> str:
    """Write a difference of two scores; what is shown is that of the metric's values.

    Parameters
    ----------
    metric : str
        Name of the metric.
    score : float
        The difference; more is better.
    error : float, optional
        Its standard error, which is written behind it.
    chance : float, optional
        As for :func:`value_in_words`; by default the error.

    Examples
    --------
    >>> difference_in_words("accuracy", 0.0034), difference_in_words("roc_auc", 0.0034, 0.001)
    ('+0.34 points', '+0.0034 ± 0.0010')
    >>> difference_in_words("r2", 0.0212), difference_in_words("rmse", 1.5)
    ('+0.0212 R2', '-1.500 RMSE')
    """
    chance = error if chance is None else chance
    behind = "" if error is None else f" ± {value_in_words(metric, error, chance=chance)}"
    value = value_in_words(metric, turned(metric, score), "+", chance)
    return f"{value}{behind}{_unit(metric)}"


def interval_in_words(metric: str, interval: tuple[float, float], between: str = ", ") -> str:
    """Write an interval of scores or of their differences, from low to high.

    Its ends have digits that mean something beside its half width.

    Examples
    --------
    >>> interval_in_words("accuracy", (0.001, 0.002)), interval_in_words("accuracy", (-0.1, 0.2))
    ('0.10, 0.20', '-10, 20')
    >>> interval_in_words("mae", (0.5, 1.5)), interval_in_words("mae", (-math.inf, math.inf))
    ('-1.50, -0.50', 'unknown')
    """
    ends = sorted(turned(metric, end) for end in interval)
    chance = (ends[1] - ends[0]) / 2
    if math.isinf(chance):
        return "unknown"
    return between.join(value_in_words(metric, end, chance=chance) for end in ends)


def title(metric: str) -> str:
    """Return the heading of a column with a metric's values.

    Examples
    --------
    >>> title("accuracy"), title("r2"), title("roc_auc")
    ('accuracy %', 'R2', 'roc auc')
    """
    known = metrics()
    return known[metric].title if metric in known else metric.replace("_", " ")


def described(metric: str, score: float) -> str:
    """Write a score as a noun.

    Examples
    --------
    >>> described("accuracy", 0.9), described("log_loss", -0.3), described("r2", 0.0)
    ('an accuracy of 90.00 %', 'a negative log loss of -0.3000', 'an R2 of 0')
    """
    value = score_in_words(metric, score)
    if metric == "accuracy":
        return f"an accuracy of {value} %"
    if task_of(metric) == "regression":
        return f"an {title(metric)} of {value if float(value) else 0}"
    name = "negative log loss" if metric == "log_loss" else metric.replace("_", " ")
    return f"{'an' if name.startswith('f1') else 'a'} {name} of {value}"


def in_words(candidate: object) -> str:
    """Write a candidate with four digits of each parameter.

    Examples
    --------
    >>> in_words("leaky_relu(slope=-0.123456)")
    'leaky_relu(slope=-0.1235)'
    """
    return _LONG_NUMBER.sub(lambda found: f"{float(found.group()):.4g}", str(candidate))


def _unit(metric: str) -> str:
    if metric == "accuracy":
        return " points"
    return f" {title(metric)}" if task_of(metric) == "regression" else ""
