"""Train one candidate and validate it: a pure function of candidate, data and seed."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeAlias

from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.metrics import metrics
from actsearch.nn.network import Network
from actsearch.nn.training import find_divergence
from actsearch.training import train

Stop: TypeAlias = Callable[[Sequence[float]], bool]
"""Takes the validation accuracies so far, one per epoch; returns whether to stop."""


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


def evaluate(
    candidate: Candidate,
    split: Split,
    seed: int,
    *,
    stop: Stop | None = None,
    timeout: float | None = None,
) -> Evaluation:
    """Train a candidate, and validate it after each epoch.

    The first weights and the order of the samples depend on ``seed`` only. So evaluations with the
    same seed and split differ only by their candidates.

    Parameters
    ----------
    candidate : Candidate
        Network, activations and training settings.
    split : Split
        Training and validation samples.
    seed : int
        Seed of all random numbers, not negative.
    stop : callable, optional
        Called after each epoch but the last; see :data:`Stop`.
    timeout : float, optional
        Seconds that training may take. It is checked before each epoch.

    Returns
    -------
    Evaluation
        Also if training diverged: it then ended with the epoch in which it diverged.

    Raises
    ------
    TimeoutError
        If training takes longer than ``timeout``.

    Examples
    --------
    >>> from actsearch import activations, datasets
    >>> from actsearch.nn.training import TrainingSettings
    >>> candidate = Candidate((32,), (activations.get("relu"),), TrainingSettings(epochs=5))
    >>> result = evaluate(candidate, datasets.load("digits").split(seed=0), seed=0)
    >>> result.epochs, result.divergence
    (5, None)
    """
    epochs, guessing = candidate.training.epochs, math.log(len(split.classes))
    val_losses: list[float] = []
    scores: dict[str, list[float]] = {name: [] for name in metrics()}
    prediction_seconds = 0.0

    def measure(network: Network, train_losses: Sequence[float]) -> bool:
        nonlocal prediction_seconds
        start = time.perf_counter()
        probabilities, loss = network.evaluate(split.X_validation, split.y_validation)
        prediction_seconds += time.perf_counter() - start
        for metric in metrics().values():
            scores[metric.name].append(metric.measure(split.y_validation, probabilities))
        val_losses.append(loss)
        if find_divergence("validation", val_losses, guessing):
            return True
        return stop is not None and len(train_losses) < epochs and stop(scores["accuracy"])

    trained = train(candidate, split, seed, after_epoch=measure, timeout=timeout)
    history, epochs_trained = trained.history, len(val_losses)
    divergence = history.divergence or find_divergence("validation", val_losses, guessing)
    run = Run(
        seed=seed,
        scores={name: tuple(values) for name, values in scores.items()},
        val_losses=tuple(val_losses),
        train_losses=history.losses,
        seconds=history.seconds + prediction_seconds,
        seconds_per_epoch=history.seconds / epochs_trained,
        inference_microseconds=1e6 * prediction_seconds / epochs_trained / len(split.y_validation),
        divergence=divergence,
        pruned=divergence is None and epochs_trained < epochs,
    )
    return Evaluation(runs=(run,), n_weights=trained.network.parameters.size)
