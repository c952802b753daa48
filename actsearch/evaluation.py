"""Train one candidate and measure it: a pure function of candidate, data and seed."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.nn.network import Network
from actsearch.nn.training import find_divergence
from actsearch.training import train

Stop: TypeAlias = Callable[[Sequence[float]], bool]
"""Takes the validation accuracies so far, one per epoch, and tells whether to stop here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What training a candidate gave.

    Parameters
    ----------
    val_accuracies, val_losses, train_losses : tuple of float
        One per epoch: fraction correct, and nats per sample.
    seconds : float
        Wall time of training and validation.
    seconds_per_epoch : float
        Of training alone, mean over the epochs.
    inference_microseconds : float
        Per sample, when predicting the whole validation part after the last epoch.
    n_weights : int
        Trained parameters, intercepts included.
    divergence : str or None
        Why training was stopped, if it ran away.
    pruned : bool
        Whether training was stopped because others had done better.
    """

    val_accuracies: tuple[float, ...]
    val_losses: tuple[float, ...]
    train_losses: tuple[float, ...]
    seconds: float
    seconds_per_epoch: float
    inference_microseconds: float
    n_weights: int
    divergence: str | None = None
    pruned: bool = False


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
        Seed of all random numbers, not negative.
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
    >>> len(result.val_accuracies), result.divergence
    (5, None)
    """
    epochs, guessing = candidate.training.epochs, math.log(len(split.classes))
    val_losses: list[float] = []
    val_accuracies: list[float] = []
    prediction_seconds = 0.0

    def measure(network: Network, train_losses: Sequence[float]) -> bool:
        nonlocal prediction_seconds
        start = time.perf_counter()
        probabilities, loss = network.evaluate(split.X_validation, split.y_validation)
        prediction_seconds += time.perf_counter() - start
        correct = probabilities.argmax(axis=1) == split.y_validation
        val_accuracies.append(float(correct.mean()))
        val_losses.append(loss)
        if find_divergence("validation", val_losses, guessing):
            return True
        return stop is not None and len(train_losses) < epochs and stop(val_accuracies)

    try:
        trained = train(candidate, split, seed, after_epoch=measure, timeout=seconds)
    except TimeoutError as error:
        raise TimeoutError(f"{error}; raise --trial-timeout") from error
    history, epochs_trained = trained.history, len(val_losses)
    divergence = history.divergence or find_divergence("validation", val_losses, guessing)
    return Evaluation(
        val_accuracies=tuple(val_accuracies),
        val_losses=tuple(val_losses),
        train_losses=history.losses,
        seconds=history.seconds + prediction_seconds,
        seconds_per_epoch=history.seconds / epochs_trained,
        inference_microseconds=1e6 * prediction_seconds / epochs_trained / len(split.y_validation),
        n_weights=trained.network.parameters.size,
        divergence=divergence,
        pruned=divergence is None and epochs_trained < epochs,
    )
