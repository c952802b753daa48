"""The network in PyTorch."""

from collections.abc import Sequence

from actsearch.activations.expressions.libraries import TORCH
from actsearch.export.layers import Layer, distinct
from actsearch.export.snippets.common import (
    before,
    functions,
    head,
    numbers,
    predicting,
    prepare,
)
from actsearch.models import Model

_OUTPUTS = """    with torch.no_grad():
        return trained()(torch.from_numpy(prepare(X))).numpy()
"""
_PROBABILITIES = """    with torch.no_grad():
        return torch.softmax(trained()(torch.from_numpy(prepare(X))), dim=1).numpy()
"""


def program(model: Model, hidden: Sequence[Layer]) -> str:
    """Return the network as a module of PyTorch."""
    body = functions(hidden, TORCH)
    sizes = [*((each.fan_in, each.units) for each in hidden), model.network.layer_sizes[-2:]]
    made = "".join(
        f"        self.layer{number} = torch.nn.Linear({fan_in}, {units})\n"
        for number, (fan_in, units) in enumerate(sizes, 1)
    )
    learned = "".join(
        f"        self.{constant}{layer.number} = torch.nn.Parameter(torch.zeros({layer.units}))\n"
        for layer in hidden
        for constant in layer.per_unit
    )
    names = distinct(hidden)
    steps = "".join(
        f"        x = {names[each.tree]}(self.layer{each.number}(x)"
        + "".join(f", self.{constant}{each.number}" for constant in each.per_unit)
        + ")\n"
        for each in hidden
    )
    restored = "".join(
        f'        network.{constant}{layer.number}.copy_(torch.from_numpy(NUMBERS["{array}"]))\n'
        for layer in hidden
        for constant, array in layer.per_unit.items()
    )
    return f'''{head(model, TORCH)}
import json
{"import math" + chr(10) if "math." in body else ""}from pathlib import Path

import numpy as np
import torch

{numbers(model)}

{body}{prepare(model)}
class Network(torch.nn.Module):
    """The network: prepared samples to outputs, before {before(model)}."""

    def __init__(self):
        super().__init__()
{made}{learned}
    def forward(self, x):
{steps}        return self.layer{len(sizes)}(x)


def trained():
    """Return the network with its trained numbers."""
    network = Network()
    with torch.no_grad():
        for number in range(1, {len(sizes) + 1}):
            layer = getattr(network, f"layer{{number}}")
            layer.weight.copy_(torch.from_numpy(NUMBERS[f"weights{{number}}"].T))
            layer.bias.copy_(torch.from_numpy(NUMBERS[f"intercepts{{number}}"]))
{restored}    return network


{predicting(model, _PROBABILITIES, _OUTPUTS)}'''
