"""Learning curves of the best trials and of the baseline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from actsearch import metrics
from actsearch.plots.data.scale import Scale
from actsearch.plots.data.table import NothingToPlotError, PlotData, Table
from actsearch.plots.source import Source
from actsearch.runs import Run
from actsearch.trials import TrialRecord
from actsearch.trials.record import BASELINE
from actsearch.wording import in_words

_TOP = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A network at a checkpoint, mean over the splits of the data.

    Parameters
    ----------
    epoch : float
        Epochs trained so far.
    value, error : float or None
        Validation score on the metric's scale, and its standard error over the splits.
    val_loss, train_loss : float
        Losses, in nats per sample, or half the squared error of standardised targets.
    """

    epoch: float
    value: float | None
    error: float | None
    val_loss: float
    train_loss: float


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """How a trial learned.

    Parameters
    ----------
    trial : int
        Its number.
    name : str
        Its candidate, in words.
    is_baseline : bool
        Whether it is the baseline.
    readings : tuple of Reading
        One for each checkpoint.
    """

    trial: int
    name: str
    is_baseline: bool
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class LearningCurves(PlotData):
    """Learning curves of several trials.

    Parameters
    ----------
    scale : Scale
        Scale of the values.
    curves : tuple of LearningCurve
        The best trial first.
    loss_unit : str
        Unit of the losses.
    """

    scale: Scale
    curves: tuple[LearningCurve, ...]
    loss_unit: str

    def table(self) -> Table:
        """Return a row for each checkpoint of each trial."""
        names = {self.scale.name: self.scale.unit, "standard error": self.scale.difference_unit}
        losses = dict.fromkeys(("validation loss", "training loss"), self.loss_unit)
        return Table.of(
            {"trial": "", "candidate": "", "epoch": "", **names, **losses},
            (
                (
                    *(curve.trial, curve.name, reading.epoch, reading.value, reading.error),
                    *(reading.val_loss, reading.train_loss),
                )
                for curve in self.curves
                for reading in curve.readings
            ),
        )


def learning_curves(source: Source) -> LearningCurves:
    """Collect the learning curves of the best trials and of the baseline.

    If no trial is complete, they are those that were trained longest.

    Raises
    ------
    NothingToPlotError
        If no training has a learning curve.
    """
    scale = Scale(source.metric)
    trained = [trial for trial in source.ended if trial.evaluation and trial.repeats is None]
    if not trained:
        raise NothingToPlotError(
            f"no trial of study {source.name!r} has a learning curve: none was trained to a "
            "checkpoint"
        )
    ranked = sorted(trained, key=lambda trial: trial.merit, reverse=True)
    baseline = [trial for trial in trained[:1] if trial.strategy == BASELINE]
    chosen = [trial for trial in ranked[:_TOP] if trial not in baseline] + baseline
    unit = "nats" if metrics.task_of(scale.metric) == "classification" else ""
    return LearningCurves(scale, tuple(_curve(trial, scale) for trial in chosen), unit)


def _curve(trial: TrialRecord, scale: Scale) -> LearningCurve:
    runs = trial.evaluation.runs if trial.evaluation else ()
    # A run that diverged is shorter than the others: a mean of fewer would jump.
    length = min(run.checkpoints for run in runs)
    return LearningCurve(
        trial=trial.number,
        name=in_words(trial.description.candidate) if trial.description else "",
        is_baseline=trial.strategy == BASELINE,
        readings=tuple(_reading(runs, place, scale) for place in range(length)),
    )


def _reading(runs: Sequence[Run], place: int, scale: Scale) -> Reading:
    values = [scale.factor * run.scores[scale.metric][place] for run in runs]
    run = runs[0]
    return Reading(
        epoch=run.epochs_until(place + 1),
        value=fmean(values),
        error=stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None,
        val_loss=fmean(run.val_losses[place] for run in runs),
        train_loss=fmean(run.train_losses[place] for run in runs),
    )
