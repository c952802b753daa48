"""Train one candidate: a pure function of candidate, data and seed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actsearch.activations.base import Array
from actsearch.candidate import Candidate
from actsearch.datasets import Scaler, Split
from actsearch.datasets.checks import check_finite
from actsearch.datasets.preparation import Preparation
from actsearch.datasets.targets import Targets
from actsearch.errors import UsageError
from actsearch.metrics import LearningTask
from actsearch.nn.losses import LOG_LOSS, SQUARED_ERROR, Loss
from actsearch.nn.network import Network
from actsearch.nn.settings import TrainingSettings
from actsearch.nn.training import (
    AfterCheckpoint,
    BeforeFirstStep,
    History,
    Trainer,
    generators,
)

LOSSES: Mapping[LearningTask, Loss] = MappingProxyType(
    {"classification": LOG_LOSS, "regression": SQUARED_ERROR}
)
"""What a network minimises, by its task; the activation of its outputs follows from it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class TrainedNetwork:
    """A trained network, with all that is needed to predict new samples.

    Parameters
    ----------
    network : Network
        The network; it takes scaled samples.
    preparation : Preparation
        Scales samples as in the training.
    classes : ndarray of shape (classes,)
        Label of each output; empty in regression.
    targets : Targets
        What the outputs mean.
    history : History
        Training losses, time, and whether training diverged.
    """

    network: Network = field(repr=False)
    preparation: Preparation = field(repr=False)
    classes: NDArray[Any]
    targets: Targets = field(repr=False)
    history: History

    @property
    def task(self) -> LearningTask:
        """What the network has learned."""
        return "classification" if len(self.classes) else "regression"

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most probable class or the predicted number of each sample, shape (n,).

        Parameters and errors are those of :meth:`predict_proba`.
        """
        found = self.measurable(self._scaled(X))
        return np.asarray(self.classes[found.argmax(axis=1)]) if len(self.classes) else found

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the probability of each class, shape (n, classes).

        Parameters
        ----------
        X : array-like of numbers, shape (n, ...), or DataFrame
            Samples before their preparation, as in the dataset, such as pixels from 0 to 255. Axes
            after the first are flattened.

        Raises
        ------
        UsageError
            If the number of features is not that of the training samples, or there are no classes.
        DataError
            If a value is not finite, or too large for float32.
        """
        if not len(self.classes):
            raise UsageError("a network for regression predicts numbers, and no probabilities")
        return self.network.predict(self._scaled(X))

    def measurable(self, scaled: Array) -> NDArray[Any]:
        """Return what metrics take, see :data:`actsearch.metrics.Measure`, for scaled samples."""
        return self.targets.predictions(self.network.predict(scaled))

    def _scaled(self, X: ArrayLike) -> Array:
        if not isinstance(self.preparation, Scaler):
            return self.preparation(X)
        samples = np.asarray(X)
        features = self.network.layer_sizes[0]
        if samples.ndim < 2 or math.prod(samples.shape[1:]) != features:
            raise UsageError(
                f"samples must have {features} features each, like those that the network was "
                f"trained on, got an array of shape {samples.shape}"
            )
        with np.errstate(all="ignore"):
            scaled = self.preparation(samples.reshape(len(samples), features))
        check_finite("the samples, scaled", scaled)
        return scaled


def train(
    candidate: Candidate,
    split: Split,
    seed: int,
    *,
    before_first_step: BeforeFirstStep | None = None,
    after_checkpoint: AfterCheckpoint | None = None,
    timeout: float | None = None,
) -> TrainedNetwork:
    """Train a candidate on the training part of a split.

    The first weights and the order of the samples depend on ``seed`` only. So trainings with the
    same seed differ only by their candidates.

    Parameters
    ----------
    candidate : Candidate
        Network, activations and training settings.
    split : Split
        Data; only the training part is used.
    seed : int
        Seed of all random numbers, not negative.
    before_first_step : callable, optional
        Takes the network before it is trained.
    after_checkpoint : callable, optional
        Takes the network and the training losses so far, one per checkpoint of the settings;
        returns whether to stop.
    timeout : float, optional
        Seconds that training may take. It is checked every few hundred gradient steps.

    Returns
    -------
    TrainedNetwork
        Also if training diverged: it then ended with the checkpoint at which it had diverged.

    Raises
    ------
    TimeoutError
        If training takes longer than ``timeout``.

    Examples
    --------
    >>> from actsearch import activations, datasets
    >>> from actsearch.nn.settings import TrainingSettings
    >>> digits = datasets.load("digits")
    >>> candidate = Candidate((32,), (activations.get("relu"),), TrainingSettings(epochs=5))
    >>> trained = train(candidate, digits.split(seed=0), seed=0)
    >>> trained.predict(digits.X).shape, len(trained.history.losses)
    ((1437,), 5)
    """
    settings = candidate.training
    weights, order = generators(seed)
    targets, loss = split.targets, LOSSES[split.task]
    sizes = (split.X_train.shape[1], *candidate.hidden_layer_sizes, targets.n_outputs)
    network = Network(sizes, candidate.activations, loss=loss)
    network.initialize(settings.weight_init, weights)
    trainer = Trainer(
        network,
        settings.optimizer(network),
        settings.samples_per_step(len(split.X_train)),
        settings.alpha,
        settings.schedule(),
    )
    history = trainer.run(
        split.X_train,
        targets(split.y_train),
        settings.checkpoint_steps(len(split.X_train)),
        order,
        sample_weight=_sample_weight(settings, split),
        before_first_step=before_first_step,
        after_checkpoint=after_checkpoint,
        guessing=guessing(split),
        timeout=timeout,
    )
    return TrainedNetwork(
        network=network,
        preparation=split.preparation,
        classes=split.classes,
        targets=targets,
        history=history,
    )


def guessing(split: Split) -> float:
    """Return the loss of a network that ignores the samples of a split, on its harder part."""
    targets, loss = split.targets, LOSSES[split.task]
    parts = [each for each in (split.y_train, split.y_validation) if len(each)]
    return max(loss.guessing(targets(each), targets.n_outputs) for each in parts)


def _sample_weight(settings: TrainingSettings, split: Split) -> Array | None:
    if settings.class_weight is None or split.task == "regression":
        return None
    # Workers of most studies never need it, and do without the time that this import takes.
    from sklearn.utils.class_weight import compute_sample_weight

    weights = compute_sample_weight(settings.class_weight, split.y_train)
    return np.asarray(weights, split.X_train.dtype)
