"""The hidden layers of a model, with what their units compute as trees of operators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actsearch.activations import Activation, definition
from actsearch.activations.base import Array
from actsearch.activations.expressions.forms import MOST_NODES, form
from actsearch.activations.expressions.libraries import NUMPY
from actsearch.activations.expressions.tree import CatalogueCall, Tree, size, walk
from actsearch.errors import UsageError, shown
from actsearch.models import Model
from actsearch.models.model import learned_name


@dataclass(frozen=True, slots=True)
class Layer:
    """A hidden layer.

    Parameters
    ----------
    number : int
        Number of the layer, from 1 on.
    fan_in, units : int
        Numbers that it takes, and units.
    tree : Tree
        What a unit computes of its pre-activation.
    per_unit : mapping of str to str
        Constants of the tree that have a value for each unit, with the names of their arrays.
    """

    number: int
    fan_in: int
    units: int
    tree: Tree
    per_unit: Mapping[str, str]


def layers(model: Model) -> list[Layer]:
    """Return the hidden layers of a model.

    Learned parameters have their values after training.

    Raises
    ------
    UsageError
        If an activation has no form that other libraries can compute.
    """
    network = model.network
    sizes = network.layer_sizes
    learned = network.learned_values()
    return [
        _layer(number, sizes[number], sizes[number + 1], activation, learned[number])
        for number, activation in enumerate(network.activations)
    ]


def _layer(
    number: int, fan_in: int, units: int, activation: Activation, learned: Mapping[str, Array]
) -> Layer:
    written = activation.to_dict()
    values: dict[str, float | str] = dict(written["params"])
    per_unit = {}
    for name, value in learned.items():
        if len(value) == 1:
            values[name] = float(value[0])
        else:
            values[name] = f"{name}_of_unit"
            per_unit[f"{name}_of_unit"] = learned_name(number, name)
    tree = form(definition(written["name"]), values)
    for each in walk(tree):
        if isinstance(each, CatalogueCall) and each.activation not in NUMPY.templates:
            if size(each.argument) > MOST_NODES:
                raise UsageError(
                    f"the formula {shown(activation.name)} is too long for other libraries: nest "
                    f"{shown(each.activation)} less deeply"
                )
            raise UsageError(
                f"the activation {shown(each.activation)} has no form that other libraries can "
                "compute: add form=... to its registration (CONTRIBUTING.md)"
            )
    return Layer(number + 1, fan_in, units, tree, per_unit)


def distinct(all_layers: Sequence[Layer]) -> dict[Tree, str]:
    """Return a name for each function that units compute: ``activation``, or one for each.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> one, same = Layer(1, 4, 8, X, {}), Layer(2, 8, 8, X, {})
    >>> distinct([one, same])
    {Variable(): 'activation'}
    """
    trees = list(dict.fromkeys(layer.tree for layer in all_layers))
    if len(trees) == 1:
        return {trees[0]: "activation"}
    return {tree: f"activation{number}" for number, tree in enumerate(trees, 1)}
