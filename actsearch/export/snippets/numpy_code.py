"""The network in NumPy."""

from collections.abc import Sequence

from actsearch.activations.expressions.libraries import NUMPY
from actsearch.export.layers import Layer
from actsearch.export.snippets.common import (
    before,
    calls,
    functions,
    head,
    last,
    numbers,
    predicting,
    prepare,
)
from actsearch.models import Model

_OUTPUTS = """    with np.errstate(over="ignore"):
        return network(prepare(X))
"""
_PROBABILITIES = """    with np.errstate(over="ignore"):
        outputs = network(prepare(X))
    exponentials = np.exp(outputs - outputs.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
"""


def program(model: Model, hidden: Sequence[Layer]) -> str:
    """Return the network in NumPy."""
    body = functions(hidden, NUMPY)
    scipy = "import scipy.special\n" if "scipy." in body else ""
    steps = "".join(f"    values = {call}\n" for call in calls(hidden, 'NUMBERS["{}"]'))
    return f'''{head(model, NUMPY)}
import json
from pathlib import Path

import numpy as np
{scipy}
{numbers(model)}

{body}{prepare(model)}
def network(values):
    """Return the outputs, before {before(model)}, for prepared samples."""
{steps}    return values @ {last("weights", hidden)} + {last("intercepts", hidden)}


{predicting(model, _PROBABILITIES, _OUTPUTS)}'''
