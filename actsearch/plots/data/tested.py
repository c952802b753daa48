"""What the sealed test part says: scores with intervals, and the confusion matrix."""

from dataclasses import dataclass

from actsearch.final_test.report import Report
from actsearch.plots.data.scale import Scale
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source


@dataclass(frozen=True, slots=True)
class TestedScore:
    """A candidate on the test part.

    Parameters
    ----------
    name : str
        The candidate in words.
    mean, low, high : float
        Mean value on the metric's scale, and its 95 % interval.
    values : tuple of float
        Value of each training.
    """

    name: str
    mean: float
    low: float
    high: float
    values: tuple[float, ...]


@dataclass(frozen=True)
class TestedScores(PlotData):
    """The answer and the baseline on the test part.

    Parameters
    ----------
    scale : Scale
        Scale of the values.
    scores : tuple of TestScore
        The answer and then the baseline; the baseline alone if nothing beats it.
    n_samples : int
        Number of test samples.
    """

    scale: Scale
    scores: tuple[TestedScore, ...]
    n_samples: int

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what the marks are."""
        return (
            f"bars: 95 % interval for other seeds and other samples; dots: single trainings, each "
            f"tested on {self.n_samples:,} samples",
        )

    def table(self) -> Table:
        """Return a row for each candidate."""
        unit = self.scale.unit
        return Table.of(
            {"candidate": "", f"test {self.scale.name}": unit, "low": unit, "high": unit}
            | {"trainings": ""},
            ((each.name, each.mean, each.low, each.high, len(each.values)) for each in self.scores),
        )


def scores_on_test_part(source: Source) -> TestedScores:
    """Collect what the test part says of the answer and the baseline.

    Raises
    ------
    NothingToPlotError
        If the test part was not opened for them.
    """
    found, scale = _report(source), Scale(source.metric)
    scores = []
    for each in found.candidates:
        estimate = each.estimate(scale.metric)
        low, high = (scale.factor * end for end in estimate.interval)
        values = tuple(scale.factor * value for value in each.scores(scale.metric))
        scores.append(TestedScore(each.name, scale.factor * estimate.mean, low, high, values))
    return TestedScores(scale, tuple(scores), found.n_samples)


@dataclass(frozen=True)
class Confusion(PlotData):
    """What the answer takes for what, on the test part, over all trainings.

    Parameters
    ----------
    name : str
        The answer in words.
    classes : tuple of str
        Labels of the classes.
    counts : tuple of tuple of int
        Predictions by class (row) and predicted class (column).
    """

    name: str
    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """Say of whom it is."""
        return (f"{self.name}, all trainings; each row in per cent of its class",)

    @property
    def shares(self) -> list[list[float]]:
        """Share of each row, in per cent; 0 of a class without samples."""
        return [[100 * count / (sum(row) or 1) for count in row] for row in self.counts]

    def table(self) -> Table:
        """Return a row for each class and predicted class."""
        return Table.of(
            {"class": "", "predicted": "", "predictions": "", "share of the class": "%"},
            (
                (true, predicted, self.counts[row][column], self.shares[row][column])
                for row, true in enumerate(self.classes)
                for column, predicted in enumerate(self.classes)
            ),
        )


def confusion(source: Source) -> Confusion:
    """Take the confusion matrix of the answer.

    Raises
    ------
    NothingToPlotError
        If the test part was not opened for it, or the study is a regression.
    """
    answer = _report(source).candidates[0]
    matrix = answer.confusion_matrix.tolist()
    if not matrix:
        raise NothingToPlotError(
            f"study {source.name!r} predicts numbers, which have no confusion matrix"
        )
    labels = source.classes
    if len(labels) != len(matrix):
        # The data are gone, or others: the classes are known by their order alone.
        labels = [str(place) for place in range(len(matrix))]
    return Confusion(answer.name, tuple(labels), tuple(map(tuple, matrix)))


def _report(source: Source) -> Report:
    found = source.tested
    if found is None:
        raise NothingToPlotError(
            f"the test part of study {source.name!r} was not opened for its answer: 'actsearch "
            f"test {source.name}' does so, once"
        )
    return found
