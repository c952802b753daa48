"""What trainings of a candidate give: the learning curves of each run, and what they amount to."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev

from actsearch import metrics
from actsearch.nn.causes import Causes

# What an evaluation amounts to in single numbers, besides its scores and its time: studies store
# them, and leaderboards show them.
MEASUREMENTS = (
    *("val_loss", "train_loss", "epochs", "seconds_per_epoch"),
    *("inference_microseconds", "n_weights"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One training of a candidate, from one seed, on one split of the data.

    Parameters
    ----------
    seed : int or None
        Seed of the first weights and the order of samples; None if an old version stored none.
    scores : mapping of str to tuple of float
        Value of each metric on the validation samples, one per checkpoint.
    val_losses, train_losses : tuple of float
        Loss at each checkpoint: nats per sample, or half the squared error of standardised targets.
    seconds : float
        Seconds of wall time for training and validation.
    seconds_per_epoch : float
        Seconds of wall time for the training of one epoch, mean over the epochs.
    inference_microseconds : float
        Microseconds to predict one sample, mean over the validation samples and the checkpoints.
    inference_error : float or None
        Standard error of these microseconds, from their spread over the checkpoints; None of a
        single checkpoint, and if an old version stored none.
    divergence : str or None
        Why training was stopped, if it diverged.
    pruned : bool
        Whether training was stopped early because other trials were better.
    epochs : float or None
        How many epochs were trained; None if an old version, with a checkpoint after each epoch,
        stored none.
    averaged : int
        Of how many of the last checkpoints the results are the mean; of a pruned run only the last
        one counts.
    learned : mapping of str to tuple of float
        Value of each learned parameter at each checkpoint, such as ``"layer1.slope"``; if each unit
        has its own, the mean over the units.
    causes : Causes or None
        What was measured in the hidden layers, before the first step and at each checkpoint. Of
        several runs only the first has them, and one that diverged; None also if an old version
        stored none.

    Examples
    --------
    >>> run = Run(seed=0, scores={"accuracy": (0.90, 0.95, 0.93)}, val_losses=(0.3, 0.2, 0.2),
    ...           train_losses=(0.4, 0.2, 0.1), seconds=1.0, seconds_per_epoch=0.4,
    ...           inference_microseconds=2.0, averaged=2)
    >>> run.checkpoints, run.score("accuracy")
    (3, 0.94)
    """

    seed: int | None
    scores: Mapping[str, tuple[float, ...]]
    val_losses: tuple[float, ...]
    train_losses: tuple[float, ...]
    seconds: float
    seconds_per_epoch: float
    inference_microseconds: float
    divergence: str | None = None
    pruned: bool = False
    epochs: float | None = None
    averaged: int = 1
    learned: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    inference_error: float | None = None
    causes: Causes | None = None

    @property
    def checkpoints(self) -> int:
        """At how many checkpoints the network was validated."""
        return len(self.val_losses)

    def epochs_until(self, checkpoint: int) -> float:
        """Return how many epochs a checkpoint lies after the first step, which is checkpoint 0."""
        return checkpoint * (self.epochs or self.checkpoints) / self.checkpoints

    def score(self, metric: str) -> float:
        """Return a metric's value at the end of the training: the mean of what ``averaged`` says.

        Never the value at the best checkpoint: that would be selected by chance.
        """
        return self._at_end(self.scores[metric])

    @property
    def val_loss(self) -> float:
        """Validation loss at the end, like :meth:`score`."""
        return self._at_end(self.val_losses)

    def _at_end(self, curve: tuple[float, ...]) -> float:
        # A mean of the last checkpoints would rank a pruned run by where it began.
        return curve[-1] if self.pruned or self.divergence else fmean(curve[-self.averaged :])


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The results of a candidate's runs, one for each split; their mean counts.

    Parameters
    ----------
    runs : tuple of Run
        The runs, at least one.
    n_weights : int
        Number of weights, intercepts and learned parameters of the network.
    metric : str
        Metric that the candidate is scored with.
    n_splits : int
        How many runs were planned: with fewer, the candidate was pruned between two splits.
    operations : int or None
        What the prediction of one sample takes, in multiply-adds, see :attr:`Network.operations`;
        None if an old version stored none.
    """

    runs: tuple[Run, ...]
    n_weights: int
    metric: str = metrics.DEFAULT
    n_splits: int = 1
    operations: int | None = None

    @property
    def readings(self) -> tuple[float, ...]:
        """What pruners compare: the metric at each checkpoint, or of several splits on each."""
        if self.n_splits > 1:
            return self.split_scores
        return tuple(metrics.turned(self.metric, each) for each in self.runs[0].scores[self.metric])

    @property
    def learning_curve(self) -> tuple[float, ...]:
        """Score after each checkpoint; of several splits after each split, the mean until then."""
        if self.n_splits == 1:
            return self.readings
        return tuple(running_means(self.split_scores))

    @property
    def split_scores(self) -> tuple[float, ...]:
        """Score of each run; candidates of a study share the splits, so these are paired."""
        return tuple(metrics.turned(self.metric, run.score(self.metric)) for run in self.runs)

    @property
    def scores(self) -> dict[str, float]:
        """Value of each metric at the end of the training, mean over the runs."""
        names = self.runs[0].scores
        return {name: fmean(run.score(name) for run in self.runs) for name in names}

    @property
    def val_accuracy(self) -> float | None:
        """Validation accuracy at the end, mean over the runs; None of a regression."""
        return self.scores.get("accuracy")

    @property
    def score(self) -> float:
        """Value that strategies are told, of which more is better: the worst if training diverged.

        They learn to avoid the region so. A trial that Optuna calls failed they would ignore, and
        draw the region again and again.
        """
        if self.divergence is None:
            return fmean(self.split_scores)
        if metrics.task_of(self.metric) == "regression":
            # How bad the worst is depends on the targets, so the run was stored with it.
            return next(
                score
                for run, score in zip(self.runs, self.split_scores, strict=True)
                if run.divergence
            )
        return metrics.turned(self.metric, metrics.get(self.metric).worst)

    @property
    def standard_error(self) -> float | None:
        """Standard error of the score, from its spread over the splits; None of a single run."""
        return self._standard_error(self.metric)

    @property
    def val_accuracy_error(self) -> float | None:
        """Standard error of the validation accuracy; None of a single run."""
        return None if self.val_accuracy is None else self._standard_error("accuracy")

    def _standard_error(self, metric: str) -> float | None:
        values = [run.score(metric) for run in self.runs]
        return stdev(values) / math.sqrt(len(values)) if len(values) > 1 else None

    @property
    def val_loss(self) -> float:
        """Validation loss at the end of the training, mean over the runs."""
        return fmean(run.val_loss for run in self.runs)

    @property
    def learned(self) -> dict[str, tuple[float, ...]]:
        """Value of each learned parameter at each checkpoint, mean over the runs."""
        curves = {name: [run.learned[name] for run in self.runs] for name in self.runs[0].learned}
        return {
            # The last run may have diverged, and is then shorter.
            name: tuple(fmean(values) for values in zip(*own, strict=False))
            for name, own in curves.items()
        }

    @property
    def causes(self) -> Causes | None:
        """What was measured in the hidden layers of the run that diverged, or else of the first."""
        diverged = (run for run in self.runs if run.divergence)
        return next(diverged, self.runs[0]).causes

    @property
    def train_loss(self) -> float:
        """Training loss at the last checkpoint, mean over the runs."""
        return fmean(run.train_losses[-1] for run in self.runs)

    @property
    def epochs(self) -> float:
        """Number of epochs of all runs together."""
        epochs = sum(run.checkpoints if run.epochs is None else run.epochs for run in self.runs)
        return int(epochs) if epochs == int(epochs) else epochs

    @property
    def seconds(self) -> float:
        """Seconds of wall time of all runs together."""
        return sum(run.seconds for run in self.runs)

    @property
    def seconds_per_epoch(self) -> float:
        """Seconds of wall time for the training of one epoch."""
        return fmean(run.seconds_per_epoch for run in self.runs)

    @property
    def inference_microseconds(self) -> float:
        """Microseconds to predict one sample."""
        return fmean(run.inference_microseconds for run in self.runs)

    @property
    def inference_error(self) -> float | None:
        """Standard error of these microseconds, from the spread within each run."""
        errors = [run.inference_error for run in self.runs if run.inference_error is not None]
        if len(errors) < len(self.runs):
            return None
        return math.sqrt(sum(error**2 for error in errors)) / len(errors)

    @property
    def divergence(self) -> str | None:
        """Why the first diverged run was stopped; None if no run diverged."""
        return next((run.divergence for run in self.runs if run.divergence), None)

    @property
    def pruned(self) -> bool:
        """Whether the candidate was stopped early because other trials were better."""
        stopped = len(self.runs) < self.n_splits and not self.divergence
        return stopped or any(run.pruned for run in self.runs)


def running_means(values: Sequence[float]) -> list[float]:
    """Return the mean of the first value, of the first two, and so on.

    Examples
    --------
    >>> running_means([1.0, 0.0, 0.5])
    [1.0, 0.5, 0.5]
    """
    return [fmean(values[:count]) for count in range(1, len(values) + 1)]
