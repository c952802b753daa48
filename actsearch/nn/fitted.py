"""What a trained estimator shows of its network and of its training."""

from actsearch.activations.base import Array
from actsearch.nn.network import Network
from actsearch.nn.parameters import MLPParameters


class FittedMLP(MLPParameters):
    """Read-only attributes of an estimator; ``MLPClassifier`` and ``MLPRegressor`` explain them."""

    _network: Network
    loss_curve_: list[float]
    validation_scores_: list[float] | None
    n_outputs_: int

    @property
    def best_loss_(self) -> float | None:
        """Best of ``loss_curve_``; None with early stopping."""
        return min(self.loss_curve_) if self.validation_scores_ is None else None

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

    @property
    def learned_params_(self) -> list[dict[str, Array]]:
        """Learned parameters of each hidden layer's activation."""
        return self._network.learned_values()
