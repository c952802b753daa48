"""Small models to export."""

import warnings
from collections.abc import Callable

import numpy as np
import pytest

from actsearch import activations, datasets
from actsearch.activations import Activation
from actsearch.candidate import Candidate
from actsearch.models import Model
from actsearch.nn.settings import TrainingSettings
from actsearch.training import train

DIGITS = datasets.load("digits")
WHOLE = DIGITS.whole()


def small_model(*layers: Activation, **settings: object) -> Model:
    """Train a network on digits for a moment."""
    candidate = Candidate(
        tuple(7 + number for number, _ in enumerate(layers)),
        layers,
        TrainingSettings(**{"epochs": None, "steps": 30, "batch_size": None} | settings),
    )
    return Model(candidate=candidate, trained=train(candidate, WHOLE, seed=0))


@pytest.fixture(scope="session")
def mixed() -> Model:
    """Return a model with all that is special: parameters of units, an expression, its guards."""
    return small_model(
        activations.get("leaky_relu", slope={"learned": "unit", "start": 0.1}),
        activations.get("b*sin(x)/x + sqrt(x)", b="learned"),
        activations.get("swish", beta="learned"),
    )


@pytest.fixture
def imported() -> Callable[[str], object]:
    """Import a library that warns of its own, or skip the test."""

    def do(name: str) -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pytest.importorskip(name, reason="needs an extra: pip install -e '.[export]'")

    return do


def agree(found: object, expected: object) -> None:
    """Compare to what is promised, 1e-5, of numbers of any size."""
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-5, atol=1e-5)
