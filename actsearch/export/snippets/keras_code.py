"""The network in Keras."""

from collections.abc import Sequence

from actsearch.activations.expressions.libraries import KERAS
from actsearch.export.layers import Layer, distinct
from actsearch.export.snippets.common import functions, head, numbers, predicting, prepare
from actsearch.models import Model

_PREDICTED = """    return trained().predict(prepare(X), verbose=0)
"""


def program(model: Model, hidden: Sequence[Layer]) -> str:
    """Return the network as a model of Keras 3, for any of its backends."""
    names = distinct(hidden)
    steps = "".join(
        f"    units = {_function(names[each.tree], each)}\n"
        f"    values = keras.layers.Dense({each.units}, units, "
        f'name="layer{each.number}")(values)\n'
        for each in hidden
    )
    last = len(hidden) + 1
    regression = model.task == "regression"
    given = "the target, standardised" if regression else "probabilities"
    final = f"{model.network.layer_sizes[-1]}, " + ("" if regression else '"softmax", ')
    return f'''{head(model, KERAS)}
import json
from pathlib import Path

import keras
import numpy as np
from keras import ops

{numbers(model)}

{functions(hidden, KERAS)}{prepare(model)}
def network():
    """Return the network, with first weights: prepared samples to {given}."""
    inputs = values = keras.Input(({model.network.layer_sizes[0]},))
{steps}    values = keras.layers.Dense({final}name="layer{last}")(values)
    return keras.Model(inputs, values)


def trained():
    """Return the network with its trained numbers."""
    made = network()
    for number in range(1, {last + 1}):
        weights = NUMBERS[f"weights{{number}}"], NUMBERS[f"intercepts{{number}}"]
        made.get_layer(f"layer{{number}}").set_weights(weights)
    return made


{predicting(model, _PREDICTED, _PREDICTED)}'''


def _function(name: str, layer: Layer) -> str:
    """Return a function of the pre-activation alone."""
    more = (f'ops.convert_to_tensor(NUMBERS["{array}"])' for array in layer.per_unit.values())
    return f"lambda x: {name}({', '.join(('x', *more))})" if layer.per_unit else name
