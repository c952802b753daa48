"""``MLPClassifier``: scikit-learn's interface, with any activation in any layer."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import unique_labels

from actsearch.activations.base import Array
from actsearch.errors import UsageError
from actsearch.nn.base import BaseMLP
from actsearch.nn.losses import LOG_LOSS


class MLPClassifier(ClassifierMixin, BaseMLP):  # type: ignore[misc]
    """Multilayer perceptron for classification: softmax output, log-loss, mini-batches.

    Parameters have scikit-learn's names and meaning. New are ``activation_params``, ``warmup``,
    ``weight_init``, ``learned_step_factor``, ``max_steps``, and what ``activation`` accepts. The
    network computes in the dtype of ``X``: float32 stays float32, any other becomes float64. Sparse
    ``X`` (CSR, CSC) is made dense.

    Not supported are scikit-learn's ``learning_rate="invscaling"`` (with ``power_t``) and
    ``"adaptive"``, ``max_fun``, ``solver="lbfgs"`` and a multilabel ``y``. With two classes the
    network has two outputs and a softmax, where scikit-learn has one output.

    Parameters
    ----------
    hidden_layer_sizes : int or sequence of int, default=(100,)
        Units of each hidden layer; a single number means one layer.
    activation : str, Activation, or a list with one of them per hidden layer, default="relu"
        Any name or alias of the catalogue, or an expression such as ``"x*sigmoid(2*x)"``; named
        constants in it are parameters.
    activation_params : dict, or a list with one dict (or None) per hidden layer, default=None
        Parameters of the named activations, such as ``{"slope": 0.1}``. ``{"slope": "learned"}``
        is trained with the weights, one value for each layer; so is
        ``{"slope": {"learned": "unit", "start": 0.25}}``, with a value for each unit.
    solver : {"adam", "sgd"}, default="adam"
        Optimizer.
    alpha : float, default=0.0001
        Strength of the L2 penalty; it is divided by the size of the batch.
    batch_size : int, "auto" or None, default="auto"
        Samples per gradient step; ``"auto"`` is ``min(200, n_samples)``, and None 100, but at most
        a tenth of the samples, as in a search.
    learning_rate : {"constant", "linear", "cosine"}, default="constant"
        How the step size falls, to 0 in ``max_iter`` epochs; training may end before, by ``tol``.
    learning_rate_init, warmup : float, default=0.001 and 0
        Full step size, and the fraction of ``max_iter`` in which it first rises from 0.
    max_iter : int, default=200
        Maximum number of epochs.
    shuffle : bool, default=True
        Whether every epoch draws a new order of the samples.
    random_state : int, RandomState or None, default=None
        Seed of the first weights, the order of samples and the early-stopping split.
    tol : float, default=1e-4
        Smallest change that counts as an improvement.
    verbose : bool, default=False
        Whether to print the loss of each epoch.
    warm_start : bool, default=False
        Whether ``fit`` continues from the weights of the previous fit.
    momentum, nesterovs_momentum : float and bool, default=0.9 and True
        Momentum of ``"sgd"``, and whether it is Nesterov's.
    early_stopping : bool, default=False
        Whether to set samples aside, watch the accuracy on them instead of the training loss, and
        keep the weights that were best on them.
    validation_fraction : float, default=0.1
        Fraction of the samples that early stopping sets aside.
    beta_1, beta_2, epsilon : float, default=0.9, 0.999 and 1e-8
        Decay rates of the moments of ``"adam"``, and a small number that keeps its division finite.
    n_iter_no_change : int or infinity, default=10
        Training ends after more than so many epochs without improvement; never, with infinity.
    weight_init : {"glorot", "he", "variance"}, default="glorot"
        Scale of the first weights; ``"variance"`` uses the gain of each activation.
    learned_step_factor : float, default=60
        How many times as large as those of the weights the steps of learned parameters are.
    max_steps : int, default=None
        Number of gradient steps; counts instead of ``max_iter``.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        Class labels.
    coefs_, intercepts_ : list of ndarray
        Weights (fan_in, fan_out) and intercepts (fan_out,) of each layer. They are views: a change
        in place changes the model.
    learned_params_ : list of dict
        For each hidden layer the learned parameters of its activation by name, arrays of shape (1,)
        or (units,); an empty dict if none is learned.
    loss_curve_ : list of float
        Training loss of each epoch.
    validation_scores_ : list of float or None
        Accuracy on the samples set aside, after each epoch; None without early stopping.
    loss_ : float
        Last training loss.
    best_loss_, best_validation_score_ : float or None
        Best of ``loss_curve_``, or with early stopping of ``validation_scores_``; the other one
        is None.
    n_iter_ : int
        Epochs trained in the last call of ``fit`` or ``partial_fit``.
    n_layers_, n_outputs_, out_activation_ : int, int and str
        Number of layers including input and output, number of classes, ``"softmax"``.
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

    _loss = LOG_LOSS
    _takes_numbers = False

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train from new weights, or with ``warm_start`` from the present ones.

        Parameters
        ----------
        X : array-like or sparse matrix (CSR, CSC) of shape (n_samples, n_features)
            Training samples.
        y : array-like of shape (n_samples,)
            Class of each sample.
        sample_weight : array-like of shape (n_samples,), optional
            Weight of each sample, 0 or more; by default all weigh the same.

        Returns
        -------
        MLPClassifier
            The classifier itself.

        Raises
        ------
        ValueError
            If a parameter or the data cannot be used, or training diverges.
        """
        return self._fit(X, y, sample_weight)

    def partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        classes: ArrayLike | None = None,
    ) -> Self:
        """Train one more epoch on the given samples.

        Parameters
        ----------
        X, y, sample_weight
            As in :meth:`fit`.
        classes : array-like of shape (n_classes,), optional
            All classes that any call will have; needed in the first call unless its ``y`` has all.

        Returns
        -------
        MLPClassifier
            The classifier itself.

        Raises
        ------
        ValueError
            If a parameter or the data cannot be used, ``y`` has a class that the first call did
            not name, ``early_stopping`` is on, or the step size is not constant.
        """
        known = getattr(self, "classes_", None)
        if not (known is None or classes is None) and {*unique_labels(classes)} != {*known}:
            raise UsageError(f"classes={classes!r} differs from that of the first call")
        return self._partial_fit(X, y, sample_weight, classes)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most probable class of each sample, shape (n_samples,)."""
        probabilities = self.predict_proba(X)
        return np.asarray(self.classes_[probabilities.argmax(axis=1)])

    def predict_proba(self, X: ArrayLike) -> Array:
        """Return the probability of each class, shape (n_samples, n_classes)."""
        return self._outputs(X)

    def predict_log_proba(self, X: ArrayLike) -> Array:
        """Return the logarithm of :meth:`predict_proba`."""
        probabilities = self.predict_proba(X)
        return np.log(np.maximum(probabilities, np.finfo(probabilities.dtype).tiny))

    def _adopt(self, y: NDArray[Any]) -> None:
        self.classes_ = unique_labels(y)
        self.n_outputs_ = len(self.classes_)

    def _check_same(self, y: NDArray[Any]) -> None:
        classes = unique_labels(y)
        if not np.array_equal(classes, self.classes_):
            raise UsageError(
                "warm_start can only be used where y has the same classes as in the previous call "
                f"to fit: that had {self.classes_!s}, y has {classes!s}"
            )

    def _targets(self, y: NDArray[Any]) -> NDArray[np.intp]:
        strangers = np.setdiff1d(y, self.classes_)
        if strangers.size:
            raise UsageError(
                f"y has the class {strangers[0]!s} that is not among classes_={self.classes_!s}"
            )
        return np.searchsorted(self.classes_, y)

    def _strata(self, y: NDArray[Any]) -> NDArray[Any] | None:
        # Like scikit-learn, stratify only if there are two classes.
        return y if len(self.classes_) <= 2 else None
