"""Scores, differences of scores and candidates in words."""

import math
import re

from actsearch.metrics import metrics, task_of, turned

_LONG_NUMBER = re.compile(r"\d+\.\d{4,}(e-\d+)?")
# Digits of a number in the target's own unit.
_DIGITS = 4


def value_in_words(metric: str, value: float, sign: str = "") -> str:
    """Write a number on a metric's scale, without a unit: an accuracy in percent.

    Parameters
    ----------
    metric : str
        Name of the metric.
    value : float
        A value, or the size of an error or of a margin.
    sign : str
        ``"+"`` writes the sign of a positive number too.

    Examples
    --------
    >>> value_in_words("accuracy", 0.9781), value_in_words("roc_auc", 0.9781)
    ('97.81', '0.9781')
    >>> value_in_words("rmse", 54.12345), value_in_words("rmse", 541234.6)
    ('54.12', '541235')
    """
    if metric == "accuracy":
        return f"{100 * value:{sign}.2f}"
    if metric not in ("rmse", "mae") or not value or not math.isfinite(value):
        return f"{value:{sign}.4f}"
    size = math.floor(math.log10(abs(value)))
    # What is too small for a few digits after the point is written with an exponent.
    kind = f".{max(0, _DIGITS - 1 - size)}f" if size >= -_DIGITS else f".{_DIGITS}g"
    return f"{value:{sign}{kind}}"


def score_in_words(metric: str, score: float) -> str:
    """Write a score, without a unit; what is shown is the metric's value.

    Examples
    --------
    >>> score_in_words("accuracy", 0.9781), score_in_words("rmse", -54.123)
    ('97.81', '54.12')
    """
    return value_in_words(metric, turned(metric, score))


def amount_in_words(metric: str, value: float, sign: str = "") -> str:
    """Write the size of a difference, with its unit; that of accuracies is in points.

    Examples
    --------
    >>> amount_in_words("accuracy", 0.0034), amount_in_words("rmse", 0.5)
    ('0.34 points', '0.5000 RMSE')
    """
    return f"{value_in_words(metric, value, sign)}{_unit(metric)}"


def difference_in_words(metric: str, score: float, error: float | None = None) -> str:
    """Write a difference of two scores; what is shown is that of the metric's values.

    Examples
    --------
    >>> difference_in_words("accuracy", 0.0034), difference_in_words("roc_auc", 0.0034, 0.001)
    ('+0.34 points', '+0.0034 ± 0.0010')
    >>> difference_in_words("r2", 0.0212), difference_in_words("rmse", 1.5)
    ('+0.0212 R2', '-1.500 RMSE')
    """
    chance = "" if error is None else f" ± {value_in_words(metric, error)}"
    return f"{value_in_words(metric, turned(metric, score), '+')}{chance}{_unit(metric)}"


def interval_in_words(metric: str, interval: tuple[float, float], between: str = ", ") -> str:
    """Write an interval of scores or of their differences, from low to high.

    Examples
    --------
    >>> interval_in_words("accuracy", (0.001, 0.002)), interval_in_words("mae", (0.5, 1.5))
    ('0.10, 0.20', '-1.500, -0.5000')
    """
    ends = sorted(turned(metric, end) for end in interval)
    return between.join(value_in_words(metric, end) for end in ends)


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
    return f"a {name} of {value}"


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
