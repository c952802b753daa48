"""What trainings of a candidate give: the learning curves of each run, and what they amount to."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

# What an evaluation amounts to in single numbers, besides its scores and its time: studies store
# them, and leaderboards show them.
MEASUREMENTS = (
    *("val_loss", "train_loss", "epochs", "seconds_per_epoch"),
    *("inference_microseconds", "n_weights"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One training of a candidate, from one seed.

    Parameters
    ----------
    seed : int or None
        Seed of the first weights and the order of samples; None if an old version stored none.
    scores : mapping of str to tuple of float
        Value of each metric of :mod:`actsearch.metrics` on the validation samples, one per epoch.
    val_losses, train_losses : tuple of float
        Loss of each epoch, in nats per sample.
    seconds : float
        Seconds of wall time for training and validation.
    seconds_per_epoch : float
        Seconds of wall time for the training of one epoch, mean over the epochs.
    inference_microseconds : float
        Microseconds to predict one sample, mean over the validation samples and the epochs.
    divergence : str or None
        Why training was stopped, if it diverged.
    pruned : bool
        Whether training was stopped early because other trials were better.

    Examples
    --------
    >>> run = Run(seed=0, scores={"accuracy": (0.90, 0.95)}, val_losses=(0.3, 0.2),
    ...           train_losses=(0.4, 0.2), seconds=1.0, seconds_per_epoch=0.4,
    ...           inference_microseconds=2.0)
    >>> run.val_accuracies, run.epochs
    ((0.9, 0.95), 2)
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

    @property
    def val_accuracies(self) -> tuple[float, ...]:
        """Fraction of the validation samples classified correctly, one per epoch."""
        return self.scores["accuracy"]

    @property
    def epochs(self) -> int:
        """How many epochs were trained."""
        return len(self.val_losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The results of a candidate's runs; of several runs, the mean counts.

    Parameters
    ----------
    runs : tuple of Run
        The runs, at least one.
    n_weights : int
        Number of weights and intercepts of the network.
    """

    runs: tuple[Run, ...]
    n_weights: int

    @property
    def learning_curve(self) -> tuple[float, ...]:
        """Validation accuracy after each epoch that all runs reached, mean over the runs."""
        epochs = zip(*(run.val_accuracies for run in self.runs), strict=False)
        return tuple(map(fmean, epochs))

    @property
    def scores(self) -> dict[str, float]:
        """Value of each metric after the last epoch, not after the best epoch."""
        names = self.runs[0].scores
        return {name: fmean(run.scores[name][-1] for run in self.runs) for name in names}

    @property
    def val_accuracy(self) -> float:
        """Validation accuracy after the last epoch, not after the best epoch."""
        return self.scores["accuracy"]

    @property
    def score(self) -> float:
        """Value that strategies are told: the validation accuracy, or 0 if training diverged.

        They learn to avoid the region so. A trial that Optuna calls failed they would ignore, and
        draw the region again and again.
        """
        return 0.0 if self.divergence else self.val_accuracy

    @property
    def val_loss(self) -> float:
        """Validation loss after the last epoch."""
        return fmean(run.val_losses[-1] for run in self.runs)

    @property
    def train_loss(self) -> float:
        """Training loss of the last epoch."""
        return fmean(run.train_losses[-1] for run in self.runs)

    @property
    def epochs(self) -> int:
        """Number of epochs of the longest run."""
        return max(run.epochs for run in self.runs)

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
    def divergence(self) -> str | None:
        """Why the first diverged run was stopped; None if no run diverged."""
        return next((run.divergence for run in self.runs if run.divergence), None)

    @property
    def pruned(self) -> bool:
        """Whether a run was stopped early because other trials were better."""
        return any(run.pruned for run in self.runs)
