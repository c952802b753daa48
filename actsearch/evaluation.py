"""Train one candidate and validate it: a pure function of candidate, data and seed."""

import math
import time
from collections.abc import Callable, Sequence
from typing import TypeAlias

from actsearch.candidate import Candidate
from actsearch.datasets import Split
from actsearch.metrics import metrics
from actsearch.nn.network import Network
from actsearch.nn.training import find_divergence
from actsearch.runs import Evaluation, Run
from actsearch.training import train

Stop: TypeAlias = Callable[[Sequence[float]], bool]
"""Takes the validation accuracies so far, one per epoch; returns whether to stop."""


def evaluate(
    candidate: Candidate,
    split: Split,
    seed: int,
    *,
    stop: Stop | None = None,
    timeout: float | None = None,
) -> Evaluation:
    """Train a candidate, and validate it after each epoch.

    Evaluations with the same seed and split differ only by their candidates.

    Parameters
    ----------
    candidate, seed, timeout
        As for :func:`actsearch.training.train`, which says what is raised.
    split : Split
        Training and validation samples.
    stop : callable, optional
        Called after each epoch but the last; see :data:`Stop`.

    Returns
    -------
    Evaluation
        Also if training diverged: it then ended with the epoch in which it diverged.

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
