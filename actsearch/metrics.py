"""Metrics of a network's predictions. To add a metric, register a function here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from actsearch.errors import UsageError, did_you_mean, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Measure: TypeAlias = "Callable[[NDArray[np.int64], NDArray[Any]], float]"
"""Takes the classes (n,) and the probabilities (n, classes); returns a number."""

DEFAULT = "accuracy"

# Names of scikit-learn's scorers, by the names that a study may be scored with. The scorers of
# losses are negative, so that a greater value is better.
_SCORERS = {
    "balanced_accuracy": "balanced_accuracy",
    "f1": "f1",
    "f1_macro": "f1_macro",
    "f1_weighted": "f1_weighted",
    "log_loss": "neg_log_loss",
    "matthews_corrcoef": "matthews_corrcoef",
    "roc_auc": "roc_auc_ovr",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that is measured on the validation samples at each checkpoint.

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

    @property
    def worst(self) -> float:
        """Value of predictions that are wrong for every sample.

        Examples
        --------
        >>> get("accuracy").worst
        0.0
        """
        return _worst(self.name)


_metrics: dict[str, Metric] = {}


def register(name: str, title: str, *, highest_first: bool = True) -> Callable[[Measure], Measure]:
    """Register the decorated function; see :class:`Metric` for the arguments."""

    def enter(measure: Measure) -> Measure:
        _metrics[name] = Metric(name, title, measure, highest_first)
        return measure

    return enter


def metrics() -> Mapping[str, Metric]:
    """Return all registered metrics, by name; each study measures them.

    Examples
    --------
    >>> list(metrics())
    ['accuracy']
    """
    return MappingProxyType(_metrics)


def names() -> list[str]:
    """List the metrics that a study may be scored with, :data:`DEFAULT` first."""
    registered = [metric.name for metric in _metrics.values() if metric.highest_first]
    return [*registered, *(name for name in _SCORERS if name not in registered)]


def get(name: str) -> Metric:
    """Find a metric that a study may be scored with: greater values are better.

    Parameters
    ----------
    name : str
        A registered metric, or a scorer of scikit-learn. ``"log_loss"`` is its negative, and
        ``"roc_auc"`` with more than two classes is the mean of each class against the rest.

    Raises
    ------
    UsageError
        If there is none.

    Examples
    --------
    >>> import numpy as np
    >>> get("balanced_accuracy").measure(np.array([0, 1]), np.array([[0.9, 0.1], [0.8, 0.2]]))
    0.5
    """
    if name not in names():
        raise UsageError(f"unknown metric {shown(name)}: {did_you_mean(str(name), names())}")
    if name in _metrics:
        return _metrics[name]
    return Metric(name, name.replace("_", " "), partial(_by_scorer, _SCORERS[name]))


def check(name: str, n_classes: int, absent: Sequence[int] = ()) -> str:
    """Check that a metric can score so many classes, and return its name.

    Parameters
    ----------
    name : str
        The metric.
    n_classes : int
        How many classes are predicted.
    absent : sequence of int
        Classes that no sample has that is scored.

    Raises
    ------
    UsageError
        If there is no such metric, or it cannot.
    """
    import numpy as np

    metric = get(name)
    try:
        for missing in ((), absent):
            scored = np.delete(np.arange(n_classes), np.array(missing, np.intp))
            metric.measure(scored, np.eye(n_classes)[scored])
    except ValueError as error:
        reason = str(error).partition("\n")[0].partition(". ")[0]
        raise UsageError(
            f"metric {name!r} cannot score {n_classes} classes ({reason}): choose another, such as "
            "'balanced_accuracy' or 'f1_macro'"
        ) from None
    return name


@cache
def _worst(name: str) -> float:
    import numpy as np

    targets = np.array([0, 0, 1, 1])
    return get(name).measure(targets, np.eye(2)[1 - targets])


def _by_scorer(scorer: str, targets: "NDArray[np.int64]", probabilities: "NDArray[Any]") -> float:
    """Measure with a scorer of scikit-learn, which asks an estimator for its predictions."""
    # Most studies are scored by their accuracy, and do without the time that this import takes.
    from sklearn.metrics import get_scorer

    from actsearch.predictions import Predictions

    return float(get_scorer(scorer)(Predictions(probabilities), None, targets))


@register("accuracy", "accuracy %")
def accuracy(targets: "NDArray[np.int64]", probabilities: "NDArray[Any]") -> float:
    """Fraction of the samples whose most probable class is the right one."""
    return float((probabilities.argmax(axis=1) == targets).mean())
