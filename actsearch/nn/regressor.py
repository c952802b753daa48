"""``MLPRegressor``: scikit-learn's interface, with any activation in any layer."""

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import RegressorMixin
from sklearn.utils.validation import column_or_1d

from actsearch.activations.base import Array
from actsearch.errors import UsageError
from actsearch.nn.base import BaseMLP
from actsearch.nn.losses import SQUARED_ERROR


class MLPRegressor(RegressorMixin, BaseMLP):  # type: ignore[misc]
    """Multilayer perceptron for regression: identity output, squared error, mini-batches.

    All parameters are those of :class:`~actsearch.nn.estimator.MLPClassifier`, which explains them;
    early stopping watches the R2 here. Several outputs are predicted from a ``y`` of shape
    (n_samples, n_outputs). Targets are taken as they are: like scikit-learn's ``MLPRegressor``,
    this one learns best if they have about mean 0 and variance 1, see
    :class:`sklearn.compose.TransformedTargetRegressor`.

    Not supported is what ``MLPClassifier`` leaves out too, and ``loss="poisson"``. With several
    outputs the loss is the sum over them, where scikit-learn shows their mean.

    Attributes
    ----------
    coefs_, intercepts_ : list of ndarray
        Weights (fan_in, fan_out) and intercepts (fan_out,) of each layer. They are views: a change
        in place changes the model.
    learned_params_ : list of dict
        For each hidden layer the learned parameters of its activation by name, arrays of shape (1,)
        or (units,); an empty dict if none is learned.
    loss_curve_ : list of float
        Training loss of each epoch: half the mean squared error, with the penalty.
    validation_scores_ : list of float or None
        R2 on the samples set aside, after each epoch; None without early stopping.
    loss_ : float
        Last training loss.
    best_loss_, best_validation_score_ : float or None
        Best of ``loss_curve_``, or with early stopping of ``validation_scores_``; the other one
        is None.
    n_iter_ : int
        Epochs trained in the last call of ``fit`` or ``partial_fit``.
    n_layers_, n_outputs_, out_activation_ : int, int and str
        Number of layers including input and output, number of outputs, ``"identity"``.
    n_features_in_, feature_names_in_ : int and ndarray
        As in scikit-learn.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.linspace(-2, 2, 200).reshape(-1, 1)
    >>> y = np.sin(2 * X[:, 0])
    >>> model = MLPRegressor((32, 32), activation="swish", activation_params={"beta": 2.0},
    ...                      learning_rate_init=0.01, max_iter=500, random_state=0)
    >>> bool(model.fit(X, y).score(X, y) > 0.95)
    True
    """

    _loss = SQUARED_ERROR
    _takes_numbers = True

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train from new weights, or with ``warm_start`` from the present ones.

        Parameters
        ----------
        X : array-like or sparse matrix (CSR, CSC) of shape (n_samples, n_features)
            Training samples.
        y : array-like of shape (n_samples,) or (n_samples, n_outputs)
            Target of each sample.
        sample_weight : array-like of shape (n_samples,), optional
            Weight of each sample, 0 or more; by default all weigh the same.

        Returns
        -------
        MLPRegressor
            The regressor itself.

        Raises
        ------
        ValueError
            If a parameter or the data cannot be used, or training diverges.
        """
        return self._fit(X, y, sample_weight)

    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Train one more epoch on the given samples.

        Parameters
        ----------
        X, y, sample_weight
            As in :meth:`fit`.

        Returns
        -------
        MLPRegressor
            The regressor itself.

        Raises
        ------
        ValueError
            If a parameter or the data cannot be used, ``early_stopping`` is on, or the step size is
            not constant.
        """
        return self._partial_fit(X, y, sample_weight)

    def predict(self, X: ArrayLike) -> Array:
        """Return the predictions, shape (n_samples,), or (n_samples, n_outputs) of several."""
        outputs = self._outputs(X)
        return outputs.ravel() if self.n_outputs_ == 1 else outputs

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def _adopt(self, y: NDArray[Any]) -> None:
        self.n_outputs_ = 1 if y.ndim == 1 else y.shape[1]

    def _check_same(self, y: NDArray[Any]) -> None:
        self._targets(y)

    def _targets(self, y: NDArray[Any]) -> Array:
        if y.ndim == 2 and y.shape[1] == 1:
            y = column_or_1d(y, warn=True)  # as scikit-learn does
        targets = y.reshape(len(y), -1)
        if targets.shape[1] != self.n_outputs_:
            raise UsageError(
                f"y must have {self.n_outputs_} outputs, as in the first call, got "
                f"{targets.shape[1]}"
            )
        return np.asarray(targets, self._network.dtype)
