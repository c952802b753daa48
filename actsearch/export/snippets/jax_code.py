"""The network in JAX."""

from collections.abc import Sequence

from actsearch.activations.expressions.libraries import JAX
from actsearch.export.layers import Layer
from actsearch.export.snippets.common import (
    before,
    calls,
    functions,
    head,
    numbers,
    predicting,
    prepare,
)
from actsearch.models import Model

_OUTPUTS = """    return network(PARAMETERS, prepare(X))
"""
_PROBABILITIES = """    return jax.nn.softmax(network(PARAMETERS, prepare(X)))
"""


def program(model: Model, hidden: Sequence[Layer]) -> str:
    """Return the network in JAX."""
    steps = "".join(f"    values = {call}\n" for call in calls(hidden, 'parameters["{}"]'))
    last = len(hidden) + 1
    return f'''{head(model, JAX)}
import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

{numbers(model)}PARAMETERS = {{name: jnp.asarray(NUMBERS[name]) for name in NUMBERS}}


{functions(hidden, JAX)}{prepare(model)}
def network(parameters, values):
    """Return the outputs, before {before(model)}, for prepared samples."""
{steps}    return values @ parameters["weights{last}"] + parameters["intercepts{last}"]


{predicting(model, _PROBABILITIES, _OUTPUTS)}'''
