"""A trial in words: what layers share is said once, what differs is said of each."""

import pytest

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.nn.settings import TrainingSettings
from actsearch.trials import Description

RELU, TANH = activations.get("relu"), activations.get("tanh", gain=1.5)
GENTLE, STEEP = (activations.get("leaky_relu", slope=slope) for slope in (0.1, 0.3))


def described(*layers) -> Description:
    return Description.of(Candidate((8,) * len(layers), layers, TrainingSettings()))


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_what_all_layers_share_is_said_once(layers):
    assert described(*[GENTLE] * layers) == Description(
        candidate="leaky_relu(slope=0.1)",
        formula=GENTLE.formula,
        activation="leaky_relu",
        activation_params={"slope": 0.1},
    )


@pytest.mark.parametrize(
    ("layers", "candidate", "activation", "params"),
    [
        ((RELU, TANH), "relu | tanh(gain=1.5)", "relu | tanh", {"layer2.gain": 1.5}),
        (
            (GENTLE, STEEP, GENTLE),
            "leaky_relu(slope=0.1) | leaky_relu(slope=0.3) | leaky_relu(slope=0.1)",
            "leaky_relu | leaky_relu | leaky_relu",
            {"layer1.slope": 0.1, "layer2.slope": 0.3, "layer3.slope": 0.1},
        ),
        (
            (TANH, RELU, RELU),
            "tanh(gain=1.5) | relu | relu",
            "tanh | relu | relu",
            {"layer1.gain": 1.5},
        ),
    ],
)
def test_layers_that_differ_are_all_said_and_numbered_from_1(layers, candidate, activation, params):
    assert described(*layers) == Description(
        candidate=candidate,
        formula=" | ".join(layer.formula for layer in layers),
        activation=activation,
        activation_params=params,
    )
