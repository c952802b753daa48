"""Metrics of a network's predictions. To add a metric, register a function here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from actsearch.errors import UsageError, did_you_mean, listed, shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LearningTask: TypeAlias = Literal["classification", "regression"]
"""What a network learns: the class of each sample, or a number."""

TASKS: tuple[LearningTask, ...] = get_args(LearningTask)

Measure: TypeAlias = "Callable[[NDArray[Any], NDArray[Any]], float]"
"""Takes targets and predictions, and returns a number.

In classification these are the classes (n,) and the probabilities (n, classes); in regression
numbers (n,) in the target's own unit.
"""

DEFAULT = "accuracy"
_DEFAULTS: Mapping[LearningTask, str] = MappingProxyType(
    {"classification": DEFAULT, "regression": "r2"}
)
# A training has diverged if its squared error is 100 times that of the mean: what has is measured
# as if it were wrong by so many standard deviations of the targets.
_RUIN = 10.0

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
    task : {"classification", "regression"}
        What it is a metric of.
    """

    name: str
    title: str
    measure: Measure
    highest_first: bool = True
    task: LearningTask = "classification"

    @property
    def worst(self) -> float:
        """Value of predictions that are wrong for every sample; of a classification.

        Examples
        --------
        >>> get("accuracy").worst
        0.0
        """
        return _worst(self.name)

    def ruined(self, targets: "NDArray[Any]", deviation: float) -> float:
        """Value of a network whose training diverged.

        Parameters
        ----------
        targets : ndarray of shape (n,)
            What it was to predict.
        deviation : float
            Standard deviation of the targets in the training part; not used in classification.

        Examples
        --------
        >>> import numpy as np
        >>> get("rmse").ruined(np.array([1.0, 3.0]), deviation=2.0)
        20.0
        """
        if self.task == "classification":
            return self.worst
        return self.measure(targets, targets + _RUIN * deviation)


_metrics: dict[str, Metric] = {}


def register(
    name: str, title: str, *, highest_first: bool = True, task: LearningTask = "classification"
) -> Callable[[Measure], Measure]:
    """Register the decorated function; see :class:`Metric` for the arguments."""

    def enter(measure: Measure) -> Measure:
        _metrics[name] = Metric(name, title, measure, highest_first, task)
        return measure

    return enter


def metrics(task: LearningTask | None = None) -> Mapping[str, Metric]:
    """Return all registered metrics of a task, by name; each of its studies measures them.

    Examples
    --------
    >>> list(metrics("classification")), list(metrics("regression"))
    (['accuracy'], ['r2', 'rmse', 'mae'])
    """
    found = {name: each for name, each in _metrics.items() if task in (None, each.task)}
    return MappingProxyType(found)


def default(task: LearningTask) -> str:
    """Return the metric of a task if nobody names one.

    Examples
    --------
    >>> default("regression")
    'r2'
    """
    return _DEFAULTS[task]


def names(task: LearningTask | None = None) -> list[str]:
    """List the metrics that a study of a task may be scored with, the default first."""
    scorers = [] if task == "regression" else [name for name in _SCORERS if name not in _metrics]
    first, *others = TASKS if task is None else (task,)
    return [*metrics(first), *scorers, *(name for each in others for name in metrics(each))]


def task_of(name: str) -> LearningTask:
    """Return the task that a metric is of; a name that is not known counts as a classification's.

    Examples
    --------
    >>> task_of("rmse"), task_of("f1")
    ('regression', 'classification')
    """
    return _metrics[name].task if name in _metrics else "classification"


def turned(name: str, number: float) -> float:
    """Turn a metric's value into a score, of which more is better, or a score into a value.

    Everything that compares compares scores, and everything that is shown is a value: this is the
    one place that knows of which metrics less is better. A difference is turned likewise.

    Examples
    --------
    >>> turned("r2", 0.5), turned("rmse", 12.5), turned("rmse", -12.5)
    (0.5, -12.5, 12.5)
    """
    return number if name not in _metrics or _metrics[name].highest_first else -number


def get(name: str) -> Metric:
    """Find a metric that a study may be scored with.

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


def check(
    name: str,
    n_classes: int,
    task: LearningTask = "classification",
    absent: Sequence[int] = (),
) -> str:
    """Check that a metric can score a task, with so many classes, and return its name.

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

    Examples
    --------
    >>> check("rmse", 0, "regression")
    'rmse'
    """
    import numpy as np

    metric = get(name)
    if metric.task != task:
        raise UsageError(
            f"metric {name!r} is one of {metric.task}, and these data are for {task}: choose one "
            f"of {listed(names(task))}",
            parameter="metric",
        )
    if task == "regression":
        return name
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


@register("r2", "R2", task="regression")
def r2(targets: "NDArray[np.float64]", predictions: "NDArray[np.float64]") -> float:
    """Share of the targets' variance that is explained: 1 at best, 0 for the mean."""
    from sklearn.metrics import r2_score

    return float(r2_score(targets, predictions))


@register("rmse", "RMSE", highest_first=False, task="regression")
def rmse(targets: "NDArray[np.float64]", predictions: "NDArray[np.float64]") -> float:
    """Root of the mean squared error, in the target's own unit."""
    from sklearn.metrics import root_mean_squared_error

    return float(root_mean_squared_error(targets, predictions))


@register("mae", "MAE", highest_first=False, task="regression")
def mae(targets: "NDArray[np.float64]", predictions: "NDArray[np.float64]") -> float:
    """Mean absolute error, in the target's own unit."""
    from sklearn.metrics import mean_absolute_error

    return float(mean_absolute_error(targets, predictions))
