"""What ``MLPClassifier`` and ``MLPRegressor`` share: how they are fitted, and how they predict."""

import math
import warnings
from abc import abstractmethod
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted

from actsearch.activations.base import Array
from actsearch.errors import UsageError
from actsearch.nn.causes import Causes
from actsearch.nn.fitted import FittedMLP
from actsearch.nn.fitting import train_patiently
from actsearch.nn.inspection import inspect
from actsearch.nn.losses import Loss, Targets
from actsearch.nn.network import Network
from actsearch.nn.patience import Patience
from actsearch.nn.samples import Samples, validated, validated_features
from actsearch.nn.settings import TrainingSettings
from actsearch.nn.training import Trainer, generators


class BaseMLP(FittedMLP):
    """An estimator; a subclass says what ``y`` is to its network."""

    _loss: Loss
    _takes_numbers: bool

    @abstractmethod
    def _adopt(self, y: NDArray[Any]) -> None:
        """Note what ``y`` may have, for a new network; it sets ``n_outputs_``."""

    @abstractmethod
    def _check_same(self, y: NDArray[Any]) -> None:
        """Refuse a ``y`` that a warm start cannot continue with."""

    @abstractmethod
    def _targets(self, y: NDArray[Any]) -> Targets:
        """Return what the network is to predict."""

    def _strata(self, y: NDArray[Any]) -> NDArray[Any] | None:
        """Return the classes that early stopping splits in proportion; None does not."""
        del y
        return None

    def _fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None) -> Self:
        self._check_parameters()
        continues = self.warm_start and hasattr(self, "_network")
        X, y, weights = self._validated(X, y, sample_weight, first=not continues)
        seed = self._seed()
        if continues:
            self._check_same(y)
            self._check_layers(X)
        else:
            self._adopt(y)
            self._start(X, seed)
        self._begin(seed)
        samples, aside = Samples(X, self._targets(y), weights), None
        if self.early_stopping:
            samples, aside = samples.set_aside(self.validation_fraction, seed, self._strata(y))
        patience = self._patience()
        self._train(samples, self.max_iter, patience, aside, self.max_steps)
        if not patience.is_over and self.n_iter_no_change != math.inf:
            limit = "max_iter" if self.max_steps is None else "max_steps"
            warnings.warn(
                f"training stopped at {limit}={getattr(self, limit)} before the loss settled; "
                f"raise {limit}, or tol",
                ConvergenceWarning,
                stacklevel=3,
            )
        return self

    def causes(self, X: ArrayLike, y: ArrayLike) -> Causes:
        """Measure in each hidden layer why the network learns, or does not.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Samples.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs)
            What the loss compares with, as in ``fit``.

        Returns
        -------
        Causes
            One reading, of the network as it is; see :class:`~actsearch.nn.causes.Causes`.
        """
        check_is_fitted(self, "_network")
        X, y, _ = self._validated(X, y, None, first=False)
        return Causes.of([inspect(self._network, X, self._targets(y))])

    def _partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None,
        classes: ArrayLike | None = None,
    ) -> Self:
        self._check_parameters()
        self._check_one_epoch_at_a_time()
        first = not hasattr(self, "_network")
        X, y, weights = self._validated(X, y, sample_weight, first=first)
        if first:
            seed = self._seed()
            self._adopt(y if classes is None else np.asarray(classes))
            self._start(X, seed)
            self._begin(seed)
        self._train(Samples(X, self._targets(y), weights), 1, self._patience())
        return self

    def _outputs(self, X: ArrayLike) -> Array:
        """Return the network's predictions, shape (n_samples, n_outputs)."""
        check_is_fitted(self, "_network")
        return self._network.predict(validated_features(self, X, self._network.dtype))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _validated(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None, *, first: bool
    ) -> tuple[Array, NDArray[Any], Array | None]:
        known = None if first else self._network.dtype
        return validated(self, X, y, sample_weight, known, numbers=self._takes_numbers)

    def _start(self, X: Array, seed: int) -> None:
        """Make a network with new weights, and forget all earlier training."""
        sizes, activations = self._layers(X.shape[1], self.n_outputs_)
        self._network = Network(sizes, activations, X.dtype, self._loss)
        self._network.initialize(self.weight_init, generators(seed)[0])
        self.n_layers_ = len(sizes)
        self.out_activation_ = self._loss.activation
        self.loss_curve_ = []
        self.validation_scores_ = None

    def _check_layers(self, X: Array) -> None:
        """Refuse layers that differ from those of the present network."""
        present = self._network.layer_sizes, self._network.activations
        if self._layers(X.shape[1], self.n_outputs_) != present:
            raise UsageError(
                "warm_start keeps the network: hidden_layer_sizes, activation and "
                "activation_params cannot change; make a new estimator"
            )

    def _begin(self, seed: int) -> None:
        """Make a new optimizer, and a new generator for the order of the samples."""
        self._optimizer = self._make_optimizer(self._network)
        self._order = generators(seed)[1]

    def _patience(self) -> Patience:
        """Make a patience that compares with all earlier training of the network."""
        scores = self.validation_scores_ or []
        progress = scores if self.early_stopping else [-loss for loss in self.loss_curve_]
        return Patience(self.tol, self.n_iter_no_change, max(progress, default=-math.inf))

    def _train(
        self,
        samples: Samples,
        epochs: int,
        patience: Patience,
        aside: Samples | None = None,
        max_steps: int | None = None,
    ) -> None:
        batch_size = 200
        if not isinstance(self.batch_size, str):
            settings = TrainingSettings(batch_size=self.batch_size)
            batch_size = settings.samples_per_step(len(samples.X))
        trainer = Trainer(self._network, self._optimizer, batch_size, self.alpha, self._schedule())
        order = self._order if self.shuffle else None
        history, scores = train_patiently(
            *(trainer, samples, epochs, order, patience),
            max_steps=max_steps,
            aside=aside,
            verbose=bool(self.verbose),
        )
        if history.divergence:
            raise UsageError(f"training diverged: {history.divergence}")
        self.loss_curve_ += history.losses
        self.loss_ = history.losses[-1]
        self.n_iter_ = len(history.losses)
        if aside is not None:
            self.validation_scores_ = [*(self.validation_scores_ or []), *scores]
