"""What a search proposes: one network, with its activations, and how to train it."""

from dataclasses import dataclass

from actsearch.activations import Activation
from actsearch.nn.training import TrainingSettings


@dataclass(frozen=True)
class Candidate:
    """A point of a search space.

    Parameters
    ----------
    hidden_layer_sizes : tuple of int
        Units of each hidden layer, from the input on.
    activations : tuple of Activation
        One for each hidden layer.
    training : TrainingSettings
        How the network is trained.

    Examples
    --------
    >>> from actsearch import activations
    >>> leaky = activations.get("leaky_relu", slope=0.1)
    >>> print(Candidate((16, 16), (leaky, leaky), TrainingSettings()))
    leaky_relu(slope=0.1)
    >>> print(Candidate((16, 16), (leaky, activations.get("relu")), TrainingSettings()))
    leaky_relu(slope=0.1) | relu
    """

    hidden_layer_sizes: tuple[int, ...]
    activations: tuple[Activation, ...]
    training: TrainingSettings

    def __post_init__(self) -> None:
        if len(self.activations) != len(self.hidden_layer_sizes):
            raise ValueError(
                f"{len(self.hidden_layer_sizes)} hidden layers need as many activations, "
                f"got {len(self.activations)}"
            )

    def __str__(self) -> str:
        shared = len(set(self.activations)) == 1
        return " | ".join(map(str, self.activations[:1] if shared else self.activations))
