"""How a network is trained."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

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
