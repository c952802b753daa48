"""Train one candidate and measure it: a pure function of candidate, data and seed."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeAlias

import numpy as np
from threadpoolctl import threadpool_limits

from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.metrics import metrics
from actsearch.nn.network import Network
from actsearch.nn.training import Trainer

# Loss of guessing, times this: beyond it training has run away rather than begun badly.
DIVERGENCE_FACTOR = 100.0

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
    seconds: float | None = None,
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
        Of all random numbers.
    stop : callable, optional
        Asked after each epoch but the last; see :data:`Stop`.
    seconds : float, optional
        How long training may take, up to the end of the epoch that it is in then.

    Returns
    -------
    Evaluation
        Also where training diverged: then it ends with the epoch that showed it.

    Raises
    ------
    TimeoutError
        If it takes longer than ``seconds``.

    Examples
    --------
    >>> from actsearch import activations, datasets
    >>> from actsearch.nn.training import TrainingSettings
    >>> candidate = Candidate((32,), (activations.get("relu"),), TrainingSettings(epochs=5))
    >>> result = evaluate(candidate, datasets.load("digits").split(seed=0), seed=0)
    >>> result.epochs, result.divergence
    (5, None)
    """
    settings = candidate.training
    weights_seed, order_seed = np.random.SeedSequence(seed).spawn(2)
    order = np.random.default_rng(order_seed)
    n_features, n_classes = split.X_train.shape[1], len(split.classes)
    network = Network((n_features, *candidate.hidden_layer_sizes, n_classes), candidate.activations)
    network.initialize(settings.weight_init, np.random.default_rng(weights_seed))
    # A batch larger than the data is all of them, as in scikit-learn.
    batch_size = min(settings.batch_size, len(split.y_train))
    trainer = Trainer(network, settings.optimizer(network), batch_size, settings.alpha)

    train_losses: list[float] = []
    val_losses: list[float] = []
    scores: dict[str, list[float]] = {name: [] for name in metrics()}
    training_seconds = prediction_seconds = 0.0
    divergence, pruned = None, False
    started = time.monotonic()
    # Several processes with one BLAS thread each beat one with several at these sizes, and one
    # thread adds up in the same order every time.
    with threadpool_limits(limits=1, user_api="blas"), np.errstate(all="ignore"):
        while divergence is None and not pruned and len(train_losses) < settings.epochs:
            if seconds is not None and time.monotonic() - started > seconds:
                raise TimeoutError(
                    f"training took longer than {seconds:g} s, and was in epoch "
                    f"{len(train_losses) + 1} of {settings.epochs}; raise --trial-timeout"
                )
            start = time.perf_counter()
            train_losses.append(trainer.epoch(split.X_train, split.y_train, order))
            trained = time.perf_counter()
            probabilities, loss = network.evaluate(split.X_validation, split.y_validation)
            predicted = time.perf_counter()
            training_seconds += trained - start
            prediction_seconds += predicted - trained
            for metric in metrics().values():
                scores[metric.name].append(metric.measure(split.y_validation, probabilities))
            val_losses.append(loss)
            divergence = _divergence(train_losses, val_losses, n_classes)
            unfinished = divergence is None and len(train_losses) < settings.epochs
            pruned = stop is not None and unfinished and stop(scores["accuracy"])
    epochs = len(train_losses)
    run = Run(
        seed=seed,
        scores={name: tuple(values) for name, values in scores.items()},
        val_losses=tuple(val_losses),
        train_losses=tuple(train_losses),
        seconds=training_seconds + prediction_seconds,
        seconds_per_epoch=training_seconds / epochs,
        inference_microseconds=1e6 * prediction_seconds / epochs / len(split.y_validation),
        divergence=divergence,
        pruned=pruned,
    )
    return Evaluation(runs=(run,), n_weights=network.parameters.size)


def _divergence(train_losses: list[float], val_losses: list[float], n_classes: int) -> str | None:
    """Say how training has run away, if it has."""
    epoch, bound = len(train_losses), DIVERGENCE_FACTOR * math.log(n_classes)
    for name, loss in (("training", train_losses[-1]), ("validation", val_losses[-1])):
        if not math.isfinite(loss):
            return f"the {name} loss became {loss} in epoch {epoch}; lower learning_rate_init"
        if loss > bound:
            return (
                f"the {name} loss was {loss:.3g} in epoch {epoch}, over {DIVERGENCE_FACTOR:.0f} "
                "times that of guessing; lower learning_rate_init"
            )
    return None
