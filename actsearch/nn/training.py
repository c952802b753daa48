"""How a network is trained: epochs of mini-batches, each a gradient step."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from actsearch.activations.base import Array
from actsearch.nn.losses import Targets
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD, Adam, Optimizer

Solver: TypeAlias = Literal["adam", "sgd"]
WeightInitialization: TypeAlias = Literal["glorot", "he", "variance"]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingSettings:
    """What training needs to know besides the network and the data.

    Parameters
    ----------
    epochs : int
        Passes over the training samples.
    batch_size : int
        Samples per gradient step.
    solver : {"adam", "sgd"}
        Optimizer; ``"sgd"`` has momentum.
    learning_rate_init : float
        Step size.
    momentum : float
        Of ``"sgd"``, between 0 and 1.
    alpha : float
        Strength of the L2 penalty.
    weight_init : {"glorot", "he", "variance"}
        Scale of the initial weights; ``"variance"`` takes each activation's own gain.
    """

    epochs: int = 10
    batch_size: int = 100
    solver: Solver = "adam"
    learning_rate_init: float = 1e-3
    momentum: float = 0.9
    alpha: float = 0.0
    weight_init: WeightInitialization = "glorot"

    def optimizer(self, network: Network) -> Optimizer:
        """Make the solver for a network."""
        size, dtype = network.parameters.size, network.dtype
        if self.solver == "sgd":
            return SGD(size, dtype, self.learning_rate_init, self.momentum)
        return Adam(size, dtype, self.learning_rate_init)


class Trainer:
    """A network, its optimizer and the memory that its batches need.

    Parameters
    ----------
    network : Network
        Changed by every epoch.
    optimizer : Optimizer
        Kept from epoch to epoch.
    batch_size : int
        Samples per gradient step; the last batch of an epoch may be smaller.
    alpha : float
        Strength of the L2 penalty, which is divided by the batch's size as in scikit-learn.
    """

    def __init__(
        self, network: Network, optimizer: Optimizer, batch_size: int, alpha: float = 0.0
    ) -> None:
        self.network = network
        self.optimizer = optimizer
        self.batch_size = batch_size
        self.alpha = alpha
        self._batch: Array = np.empty((batch_size, network.layer_sizes[0]), network.dtype)

    def epoch(self, X: Array, targets: Targets, rng: np.random.Generator | None) -> float:
        """Pass once over the samples.

        Parameters
        ----------
        X : ndarray of shape (n, features)
            In the network's dtype.
        targets : ndarray of shape (n,) or (n, outputs)
            As the network's loss takes them.
        rng : Generator or None
            Draws the order of the samples; None keeps it.

        Returns
        -------
        float
            Loss with penalty, mean over the samples, each taken just before its gradient step.
        """
        n = len(X)
        order = np.arange(n) if rng is None else rng.permutation(n)
        total = 0.0
        for start in range(0, n, self.batch_size):
            chosen = order[start : start + self.batch_size]
            batch = self._batch[: len(chosen)]
            # With its default mode, take() would go through a buffer of its own.
            np.take(X, chosen, axis=0, out=batch, mode="clip")
            loss = self.network.backpropagate(batch, targets[chosen])
            if self.alpha:
                loss += self.network.penalize(self.alpha / len(chosen))
            self.optimizer.step(self.network.parameters, self.network.gradient)
            total += loss * len(chosen)
        return total / n
