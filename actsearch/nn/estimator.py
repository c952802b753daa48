"""``MLPClassifier`` as scikit-learn has it, with any activation in any layer."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import check_is_fitted, validate_data

from actsearch import activations
from actsearch.activations import Activation
from actsearch.activations.base import Array
from actsearch.errors import UsageError, did_you_mean
from actsearch.nn.initializers import INITIALIZERS
from actsearch.nn.losses import Targets
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD, Adam, Optimizer
from actsearch.nn.training import Solver, Trainer, WeightInitialization

ActivationLike = str | Activation
ActivationParams = Mapping[str, float]


class MLPClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Multilayer perceptron for classification: softmax output, log-loss, mini-batches.

    Parameters have scikit-learn's names and meaning; what is new is ``activation``,
    ``activation_params`` and ``weight_init``. Computation is in the dtype of ``X``: float32 stays
    float32, anything else becomes float64.

    Parameters
    ----------
    hidden_layer_sizes : sequence of int, default=(100,)
        Units of each hidden layer.
    activation : str, Activation, or a list with one of them per hidden layer, default="relu"
        Any name or alias of the catalogue.
    activation_params : dict, or a list with one dict (or None) per hidden layer, default=None
        Parameters of the named activations, such as ``{"slope": 0.1}``.
    solver : {"adam", "sgd"}, default="adam"
        Optimizer.
    alpha : float, default=0.0001
        Strength of the L2 penalty, divided by the size of the batch.
    batch_size : int or "auto", default="auto"
        Samples per gradient step; ``"auto"`` is ``min(200, n_samples)``.
    learning_rate_init : float, default=0.001
        Step size.
    max_iter : int, default=200
        Most epochs.
    shuffle : bool, default=True
        Whether every epoch draws a new order of the samples.
    random_state : int, RandomState or None, default=None
        Seeds weights, order of samples and the early-stopping split.
    tol : float, default=1e-4
        Improvement that counts as one.
    momentum, nesterovs_momentum : float and bool, default=0.9 and True
        Of ``"sgd"``.
    early_stopping : bool, default=False
        Whether to watch the accuracy on a part set aside instead of the training loss, and to
        keep the weights that were best on it.
    validation_fraction : float, default=0.1
        That part.
    beta_1, beta_2, epsilon : float, default=0.9, 0.999 and 1e-8
        Of ``"adam"``.
    n_iter_no_change : int, default=10
        Training ends after this many epochs without improvement.
    weight_init : {"glorot", "he", "variance"}, default="glorot"
        Scale of the first weights; ``"variance"`` takes each activation's own gain.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        Class labels.
    coefs_, intercepts_ : list of ndarray
        Weights (fan_in, fan_out) and intercepts (fan_out,) of each layer; views, so that a change
        in place changes the model.
    loss_curve_ : list of float
        Training loss of each epoch.
    validation_scores_ : list of float or None
        Accuracy after each epoch on the part set aside; None without early stopping.
    loss_, best_loss_, best_validation_score_ : float or None
        Last and best of these.
    n_iter_ : int
        Epochs trained.
    n_layers_, n_outputs_, out_activation_ : int, int and str
        As in scikit-learn.
    n_features_in_, feature_names_in_ : int and ndarray
        As in scikit-learn.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> model = MLPClassifier((16, 16), activation=["leaky_relu", "tanh"],
    ...                       activation_params=[{"slope": 0.1}, None],
    ...                       learning_rate_init=0.01, max_iter=500, random_state=0)
    >>> bool(model.fit(X, y).score(X, y) > 0.95)
    True
    """

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] = (100,),
        activation: ActivationLike | Sequence[ActivationLike] = "relu",
        *,
        activation_params: ActivationParams | Sequence[ActivationParams | None] | None = None,
        solver: Solver = "adam",
        alpha: float = 1e-4,
        batch_size: int | str = "auto",
        learning_rate_init: float = 1e-3,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: int | np.random.RandomState | None = None,
        tol: float = 1e-4,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: int = 10,
        weight_init: WeightInitialization = "glorot",
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.activation_params = activation_params
        self.solver = solver
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.momentum = momentum
        self.nesterovs_momentum = nesterovs_momentum
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.n_iter_no_change = n_iter_no_change
        self.weight_init = weight_init

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train from new weights.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Training samples.
        y : array-like of shape (n_samples,)
            Their classes.

        Returns
        -------
        MLPClassifier
            Itself.

        Raises
        ------
        ValueError
            If a parameter or the data cannot be used.
        """
        X_train, labels = self._validated(X, y, reset=True)
        self.classes_ = unique_labels(labels)
        targets = np.searchsorted(self.classes_, labels)
        self._start(X_train)
        X_held_out, targets_held_out = X_train[:0], targets[:0]
        if self.early_stopping:
            X_train, X_held_out, targets, targets_held_out = train_test_split(
                X_train,
                targets,
                test_size=self.validation_fraction,
                stratify=targets,
                random_state=int(self._rng.integers(2**31)),
            )

        best, epochs_without_improvement = -np.inf, 0
        best_parameters = self._network.parameters.copy()
        while self.n_iter_ < self.max_iter and epochs_without_improvement <= self.n_iter_no_change:
            self._epoch(X_train, targets)
            if self.validation_scores_ is not None:
                predicted = self._network.predict(X_held_out).argmax(axis=1)
                self.validation_scores_.append(float(np.mean(predicted == targets_held_out)))
                progress = self.validation_scores_[-1]
            else:
                progress = -self.loss_
            improved = progress > best + self.tol
            epochs_without_improvement = 0 if improved else epochs_without_improvement + 1
            if progress > best:
                best = progress
                if self.early_stopping:
                    best_parameters[:] = self._network.parameters
        if self.early_stopping:
            self._network.parameters[:] = best_parameters
        if epochs_without_improvement <= self.n_iter_no_change:
            warnings.warn(
                f"training stopped at max_iter={self.max_iter} before the loss settled; "
                "raise max_iter, or tol",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """Train one epoch more on the given samples.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Training samples.
        y : array-like of shape (n_samples,)
            Their classes.
        classes : array-like of shape (n_classes,), optional
            All classes that will ever come; needed at the first call unless ``y`` has them all.

        Returns
        -------
        MLPClassifier
            Itself.

        Raises
        ------
        ValueError
            If a parameter or the data cannot be used, or ``y`` has a class that was not announced.
        """
        first = not hasattr(self, "classes_")
        X_train, labels = self._validated(X, y, reset=first)
        if first:
            self.classes_ = unique_labels(labels if classes is None else np.asarray(classes))
            self._start(X_train)
        elif classes is not None and not np.array_equal(unique_labels(classes), self.classes_):
            raise UsageError(f"classes={classes!r} differs from that of the first call")
        strangers = np.setdiff1d(labels, self.classes_)
        if strangers.size:
            raise UsageError(
                f"y has the class {strangers[0]!s} that is not among classes_={self.classes_!s}"
            )
        targets = np.searchsorted(self.classes_, labels)
        self._epoch(X_train.astype(self._network.dtype, copy=False), targets)
        return self

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most probable class of each sample, shape (n_samples,)."""
        probabilities = self.predict_proba(X)
        return np.asarray(self.classes_[probabilities.argmax(axis=1)])

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the probability of each class, shape (n_samples, n_classes)."""
        check_is_fitted(self, "_network")
        samples: Array = validate_data(self, X, reset=False, dtype=self._network.dtype)
        return self._network.predict(samples)

    def predict_log_proba(self, X: ArrayLike) -> Array:
        """Return the logarithm of :meth:`predict_proba`."""
        probabilities = self.predict_proba(X)
        return np.log(np.maximum(probabilities, np.finfo(probabilities.dtype).tiny))

    @property
    def best_validation_score_(self) -> float | None:
        """Best of ``validation_scores_``; None without early stopping."""
        return max(self.validation_scores_) if self.validation_scores_ else None

    @property
    def coefs_(self) -> list[Array]:
        """Weights of each layer, (fan_in, fan_out)."""
        return self._network.weights

    @property
    def intercepts_(self) -> list[Array]:
        """Intercepts of each layer, (fan_out,)."""
        return self._network.intercepts

    def _validated(self, X: ArrayLike, y: ArrayLike, *, reset: bool) -> tuple[Array, NDArray[Any]]:
        samples, labels = validate_data(self, X, y, reset=reset, dtype=(np.float64, np.float32))
        check_classification_targets(labels)
        return samples, labels

    def _start(self, X: Array) -> None:
        """Make a network with new weights, and forget all earlier training."""
        self._check_parameters()
        n_samples, n_features = X.shape
        sizes = tuple(int(units) for units in self.hidden_layer_sizes)
        self._rng = np.random.default_rng(check_random_state(self.random_state).randint(2**31))
        self._network = Network(
            (n_features, *sizes, len(self.classes_)), self._activations(), dtype=X.dtype
        )
        self._network.initialize(self.weight_init, self._rng)
        batch_size = min(200 if self.batch_size == "auto" else int(self.batch_size), n_samples)
        self._trainer = Trainer(self._network, self._optimizer(), batch_size, self.alpha)
        self.n_iter_ = 0
        self.n_layers_ = len(sizes) + 2
        self.n_outputs_ = len(self.classes_)
        self.out_activation_ = "softmax"
        self.loss_curve_: list[float] = []
        self.validation_scores_: list[float] | None = [] if self.early_stopping else None

    def _epoch(self, X: Array, targets: Targets) -> None:
        self.loss_ = self._trainer.epoch(X, targets, self._rng if self.shuffle else None)
        if not np.isfinite(self.loss_):
            raise UsageError(
                f"training diverged in epoch {self.n_iter_ + 1} (loss {self.loss_}); "
                "lower learning_rate_init"
            )
        self.loss_curve_.append(self.loss_)
        self.best_loss_ = min(self.loss_curve_)
        self.n_iter_ += 1

    def _optimizer(self) -> Optimizer:
        size, dtype = self._network.parameters.size, self._network.dtype
        if self.solver == "sgd":
            return SGD(size, dtype, self.learning_rate_init, self.momentum, self.nesterovs_momentum)
        return Adam(size, dtype, self.learning_rate_init, self.beta_1, self.beta_2, self.epsilon)

    def _activations(self) -> list[Activation]:
        """Return one activation per hidden layer from what the parameters say."""
        layers = len(self.hidden_layer_sizes)
        kinds = _one_per_layer("activation", self.activation, (str, Activation), layers)
        params = _one_per_layer(
            "activation_params", self.activation_params, (Mapping, type(None)), layers
        )
        return [
            kind if isinstance(kind, Activation) else activations.get(kind, **(chosen or {}))
            for kind, chosen in zip(kinds, params, strict=True)
        ]

    def _check_parameters(self) -> None:
        for name, known in (("solver", ("adam", "sgd")), ("weight_init", tuple(INITIALIZERS))):
            value = getattr(self, name)
            if value not in known:
                raise UsageError(f"unknown {name}={value!r}: {did_you_mean(str(value), known)}")
        if not all(units >= 1 for units in self.hidden_layer_sizes):
            raise UsageError(
                f"hidden_layer_sizes must be whole numbers of 1 or more, got "
                f"{self.hidden_layer_sizes!r}"
            )
        if self.batch_size != "auto" and int(self.batch_size) < 1:
            raise UsageError(f"batch_size must be 'auto' or 1 or more, got {self.batch_size!r}")
        for name, valid, expected in (
            ("learning_rate_init", self.learning_rate_init > 0, "above 0"),
            ("alpha", self.alpha >= 0, "0 or more"),
            ("max_iter", self.max_iter >= 1, "1 or more"),
            ("n_iter_no_change", self.n_iter_no_change >= 1, "1 or more"),
            ("validation_fraction", 0 < self.validation_fraction < 1, "between 0 and 1"),
            ("momentum", 0 <= self.momentum < 1, "in [0, 1)"),
            ("beta_1", 0 <= self.beta_1 < 1, "in [0, 1)"),
            ("beta_2", 0 <= self.beta_2 < 1, "in [0, 1)"),
            ("epsilon", self.epsilon > 0, "above 0"),
        ):
            if not valid:
                raise UsageError(f"{name} must be {expected}, got {getattr(self, name)!r}")


def _one_per_layer(name: str, value: Any, single: tuple[type, ...], layers: int) -> list[Any]:
    """Repeat a single value for every hidden layer; check that a list has one for each."""
    if isinstance(value, single):
        return [value] * layers
    if len(value) != layers:
        raise UsageError(
            f"{name} has {len(value)} entries for {layers} hidden layers; give one each, or a "
            "single one for all"
        )
    return list(value)
