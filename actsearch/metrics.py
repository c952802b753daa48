"""What is measured of a network's predictions; to add a metric, enter it here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Measure: TypeAlias = "Callable[[NDArray[np.int64], NDArray[Any]], float]"
"""Takes the classes (n,) and the probabilities (n, classes), returns a number."""


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that is measured on the validation samples after each epoch.

    Parameters
    ----------
    name : str
        As studies store it.
    title : str
        Heading of its column in a table.
    measure : callable
        Takes the index of each sample's class, shape (n,), and the predicted probabilities, shape
        (n, classes).
    highest_first : bool
        Whether more is better.
    """

    name: str
    title: str
    measure: Measure
    highest_first: bool = True


_metrics: dict[str, Metric] = {}


def register(name: str, title: str, *, highest_first: bool = True) -> Callable[[Measure], Measure]:
    """Enter the decorated function into the registry; see :class:`Metric` for the arguments."""

    def enter(measure: Measure) -> Measure:
        _metrics[name] = Metric(name, title, measure, highest_first)
        return measure

    return enter


def metrics() -> Mapping[str, Metric]:
    """Return everything registered, by name.

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
