"""Metrics of a network's predictions. To add a metric, register a function here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Measure: TypeAlias = "Callable[[NDArray[np.int64], NDArray[Any]], float]"
"""Takes the classes (n,) and the probabilities (n, classes); returns a number."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that is measured on the validation samples after each epoch.

    Parameters
    ----------
    name : str
        Name in stored studies.
    title : str
        Heading of the column in a table.
    measure : callable
        Takes the index of each sample's class, shape (n,), and the predicted probabilities, shape
        (n, classes).
    highest_first : bool
        Whether a higher value is better.
    """

    name: str
    title: str
    measure: Measure
    highest_first: bool = True


_metrics: dict[str, Metric] = {}


def register(name: str, title: str, *, highest_first: bool = True) -> Callable[[Measure], Measure]:
    """Register the decorated function; see :class:`Metric` for the arguments."""

    def enter(measure: Measure) -> Measure:
        _metrics[name] = Metric(name, title, measure, highest_first)
        return measure

    return enter


def metrics() -> Mapping[str, Metric]:
    """Return all registered metrics, by name.

    Examples
    --------
    >>> list(metrics())
    ['accuracy']
    """
    return MappingProxyType(_metrics)


@register("accuracy", "accuracy %")
def accuracy(targets: "NDArray[np.int64]", probabilities: "NDArray[Any]") -> float:
    """Fraction of the samples whose most probable class is the right one."""
    return float((probabilities.argmax(axis=1) == targets).mean())
