"""Train one candidate on all that is not sealed, and measure it on the test part: pure."""

import math
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from actsearch import metrics
from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.training import train

# Groups of the jackknife; each costs one more measurement.
_MOST_GROUPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one training shows on the test part.

    Parameters
    ----------
    scores : mapping of str to float
        Value of the task's default metric, and of the study's metric if that is another.
    left_out : mapping of str to tuple of float
        The same, measured without the first group of the test samples, without the second, and so
        on. The groups are the same for all trainings.
    n_samples : int
        Number of test samples.
    confusion_matrix : tuple of tuple of int or None
        Number of test samples by their class (row) and by the predicted class (column); None in
        regression.
    seed : int
        Seed of the first weights and of the order of the samples.
    seconds : float
        Seconds of wall time for the training.
    divergence : str or None
        Why training was stopped, if it diverged; the network is measured as it was then.
    """

    scores: dict[str, float]
    left_out: dict[str, tuple[float, ...]]
    n_samples: int
    confusion_matrix: tuple[tuple[int, ...], ...] | None
    seed: int
    seconds: float
    divergence: str | None = None


@dataclass(frozen=True, slots=True)
class FinalTraining:
    """A training of the final test, as workers do it.

    Parameters
    ----------
    candidate : Candidate
        Candidate to train.
    seed : int
        Seed of the first weights and of the order of the samples.
    metric : str
        Metric of the study.
    timeout : float, optional
        Seconds that it may take.
    """

    candidate: Candidate
    seed: int
    metric: str = metrics.DEFAULT
    timeout: float | None = None

    def run(self, splits: Iterable[Split]) -> Measured:
        """Train on the training part of the only split, and measure on its other part.

        It is measured once, after the training: a choice among checkpoints would be one by the
        test part.

        Raises
        ------
        ValueError
            If the metric cannot be computed on the test part.
        """
        (split,) = splits
        trained = train(self.candidate, split, self.seed, timeout=self.timeout)
        # On one thread, as in the training: several add in another order.
        with threadpool_limits(limits=1, user_api="blas"), np.errstate(all="ignore"):
            predictions = trained.measurable(split.X_validation)
        return measure(
            predictions,
            split.y_validation,
            metric=self.metric,
            deviation=trained.targets.deviation,
            seed=self.seed,
            seconds=trained.history.seconds,
            divergence=trained.history.divergence,
        )


def measure(
    predictions: NDArray[Any],
    y: NDArray[Any],
    *,
    metric: str,
    deviation: float = 1.0,
    **facts: Any,
) -> Measured:
    """Measure predictions.

    Parameters
    ----------
    predictions : ndarray of float, shape (n, classes) or (n,)
        Probability of each class, or the predicted number, for each sample; not finite if training
        diverged so far.
    y : ndarray, shape (n,)
        Class of each sample, or its target.
    metric : str
        Metric to measure besides the default one.
    deviation : float
        Standard deviation of the targets that the network was trained on; not used for classes.
    **facts
        Other fields of :class:`Measured`.

    Raises
    ------
    ValueError
        If the metric cannot be computed.

    Examples
    --------
    >>> found = measure(np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0, 1]), metric="accuracy",
    ...                 seed=0, seconds=1.0)
    >>> found.scores, found.confusion_matrix, found.left_out
    ({'accuracy': 0.5}, ((1, 0), (1, 0)), {'accuracy': (1.0, 0.0)})
    """
    task = metrics.task_of(metric)
    names = dict.fromkeys((metrics.default(task), metric))
    groups = _groups(len(y))
    kept = [groups != group for group in range(groups.max() + 1)]
    return Measured(
        scores={name: _value(name, predictions, y, deviation) for name in names},
        left_out={
            name: tuple(_without(name, predictions[rows], y[rows], deviation) for rows in kept)
            for name in names
        },
        n_samples=len(y),
        confusion_matrix=_confusions(predictions, y) if task == "classification" else None,
        **facts,
    )


def _confusions(probabilities: NDArray[Any], y: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    # Who only reads what was measured does without the time that this import takes.
    from sklearn.metrics import confusion_matrix

    classes = probabilities.shape[1]
    matrix = confusion_matrix(y, probabilities.argmax(axis=1), labels=np.arange(classes))
    return tuple(map(tuple, matrix.tolist()))


def _groups(n: int) -> NDArray[np.intp]:
    """Return the group of each sample: as many groups as samples, or a hundred by chance."""
    # The order of the samples may have a meaning, such as their class.
    random = np.random.RandomState(np.random.MT19937(np.random.SeedSequence(0)))
    return random.permutation(n) % min(n, _MOST_GROUPS)


def _value(name: str, predictions: NDArray[Any], y: NDArray[Any], deviation: float) -> float:
    metric = metrics.get(name)
    # Of a network that gives no numbers, other metrics than the accuracy can't be measured.
    if name != metrics.DEFAULT and not np.isfinite(predictions).all():
        return metric.ruined(y, deviation)
    value = metric.measure(y, predictions)
    if not math.isfinite(value):
        raise ValueError(f"{name} is not defined on these samples")
    return value


def _without(name: str, predictions: NDArray[Any], y: NDArray[Any], deviation: float) -> float:
    """Measure without a group; a metric that depends on what is missing counts as worst."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _value(name, predictions, y, deviation)
    except ValueError:
        return metrics.get(name).ruined(y, deviation)
