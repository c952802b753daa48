"""Train one candidate and measure it: a pure function of candidate, data and seed."""

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
"""Takes the validation accuracies so far, one per epoch, and tells whether to stop here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One training of a candidate, from one seed.

    Parameters
    ----------
    seed : int or None
        Seed of first weights and order of samples; None where an early version did not store it.
    scores : mapping of str to tuple of float
        What each metric of :mod:`actsearch.metrics` measured on the validation samples, one value
        per epoch.
    val_losses, train_losses : tuple of float
        Nats per sample, one per epoch.
    seconds : float
        Wall time of training and validation.
    seconds_per_epoch : float
        Wall time of training alone, mean over the epochs.
    inference_microseconds : float
        Time to predict one sample, mean over the validation samples and the epochs.
    divergence : str or None
        Why training was stopped, if it ran away.
    pruned : bool
        Whether training was stopped because others had done better.

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
        """Fraction of the validation samples classified right, one per epoch."""
        return self.scores["accuracy"]

    @property
    def epochs(self) -> int:
        """How many epochs were trained."""
        return len(self.val_losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What trainings of a candidate gave; where there are several, their mean counts.

    Parameters
    ----------
    runs : tuple of Run
        At least one.
    n_weights : int
        Trained parameters of the network, intercepts included.
    """

    runs: tuple[Run, ...]
    n_weights: int

    @property
    def learning_curve(self) -> tuple[float, ...]:
        """Validation accuracy after each epoch that all runs reached."""
        epochs = zip(*(run.val_accuracies for run in self.runs), strict=False)
        return tuple(map(fmean, epochs))

    @property
    def scores(self) -> dict[str, float]:
        """What each metric measured after the last epoch, not the best one on the way."""
        names = self.runs[0].scores
        return {name: fmean(run.scores[name][-1] for run in self.runs) for name in names}

    @property
    def val_accuracy(self) -> float:
        """Validation accuracy after the last epoch, not the best one on the way."""
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
        """Epochs of the longest run."""
        return max(run.epochs for run in self.runs)

    @property
    def seconds(self) -> float:
        """Wall time of all runs together."""
        return sum(run.seconds for run in self.runs)

    @property
    def seconds_per_epoch(self) -> float:
        """Wall time of an epoch's training."""
        return fmean(run.seconds_per_epoch for run in self.runs)

    @property
    def inference_microseconds(self) -> float:
        """Time to predict one sample."""
        return fmean(run.inference_microseconds for run in self.runs)

    @property
    def divergence(self) -> str | None:
        """Why a run was stopped that ran away, if one did."""
        return next((run.divergence for run in self.runs if run.divergence), None)

    @property
    def pruned(self) -> bool:
        """Whether a run was stopped because others had done better."""
        return any(run.pruned for run in self.runs)


def evaluate(
    candidate: Candidate,
    split: Split,
    seed: int,
    *,
    stop: Stop | None = None,
    timeout: float | None = None,
) -> Evaluation:
    """Train a candidate on the training part and measure it on the validation part each epoch.

    First weights and the order of the samples depend on ``seed`` alone, so that candidates with
    the same seed differ by nothing but themselves.

    Parameters
    ----------
    candidate : Candidate
        Network, activations and training settings.
    split : Split
        Training and validation samples.
    seed : int
        Seed of all random numbers, not negative.
    stop : callable, optional
        Asked after each epoch but the last; see :data:`Stop`.
    timeout : float, optional
        How long training may take, up to the end of the epoch that it is in then.

    Returns
    -------
    Evaluation
        Also where training diverged: then it ends with the epoch that showed it.

    Raises
    ------
    TimeoutError
        If it takes longer than ``timeout``.

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
