"""The network in Keras."""

from collections.abc import Sequence

from actsearch.activations.expressions.libraries import KERAS
from actsearch.export.layers import Layer, distinct
from actsearch.export.snippets.common import NUMBERS, functions, head, prepare
from actsearch.models import Model


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
    return f'''{head(model, KERAS)}
import json
from pathlib import Path

import keras
import numpy as np
from keras import ops

{NUMBERS}

{functions(hidden, KERAS)}{prepare(model)}
def network():
    """Return the network, with first weights: prepared samples to probabilities."""
    inputs = values = keras.Input(({model.network.layer_sizes[0]},))
{steps}    values = keras.layers.Dense({len(model.classes)}, "softmax", name="layer{last}")(values)
    return keras.Model(inputs, values)


def trained():
    """Return the network with its trained numbers."""
    made = network()
    for number in range(1, {last + 1}):
        weights = NUMBERS[f"weights{{number}}"], NUMBERS[f"intercepts{{number}}"]
        made.get_layer(f"layer{{number}}").set_weights(weights)
    return made


def predict_proba(X):
    """Return the probability of each class."""
    return trained().predict(prepare(X), verbose=0)


def predict(X):
    """Return the most probable class of each sample."""
    return CLASSES[predict_proba(X).argmax(axis=1)]
'''


def _function(name: str, layer: Layer) -> str:
    """Return a function of the pre-activation alone."""
    more = (f'ops.convert_to_tensor(NUMBERS["{array}"])' for array in layer.per_unit.values())
    return f"lambda x: {name}({', '.join(('x', *more))})" if layer.per_unit else name
