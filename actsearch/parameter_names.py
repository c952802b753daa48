"""Names of the parameters that trials draw, ``layerN.ACTIVATION.key``: made and split only here.

A tree of a search for expressions has a parameter for each node. Its name tells the way from the
root: ``expression.2.1`` is the first argument of the root's second argument.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CHOICE = "activation"
_LAYER = re.compile(r"layer(\d+)\.(.+)")
_NODE = re.compile(r"expression(?:\.(\d+(?:\.\d+)*(?:\.value)?))?", re.ASCII)

EXPRESSION = "expression"
"""What stands for the name of an activation where a trial draws a tree."""


@dataclass(frozen=True, slots=True)
class ParameterName:
    """The parts of a parameter's name; ``str`` joins them.

    Parameters
    ----------
    key : str
        What it sets: ``"beta"``, ``"batch_size"``, or ``"activation"`` for the choice of one; of a
        tree the place of a node, ``""`` for the root.
    activation : str, optional
        Name of the activation that the parameter belongs to.
    layer : int, optional
        Number of the hidden layer, from 1 on, if each layer has its own activation.

    Examples
    --------
    >>> str(ParameterName("beta", activation="swish", layer=2))
    'layer2.swish.beta'
    >>> str(ParameterName.choice(layer=2)), str(ParameterName.choice())
    ('layer2.activation', 'activation')
    >>> ParameterName.parse("swish.beta")
    ParameterName(key='beta', activation='swish', layer=None)
    >>> ParameterName.parse("layer2.expression.1.2.value")
    ParameterName(key='1.2.value', activation='expression', layer=2)
    """

    key: str
    activation: str | None = None
    layer: int | None = None

    @classmethod
    def choice(cls, layer: int | None = None) -> "ParameterName":
        """Return the name of an activation's choice, for the whole network or for one layer."""
        return cls(_CHOICE, layer=layer)

    @classmethod
    def parse(cls, name: str) -> "ParameterName":
        """Split a name as trials store it."""
        found = _LAYER.fullmatch(name)
        layer, rest = (int(found[1]), found[2]) if found else (None, name)
        if node := _NODE.fullmatch(rest):
            return cls(node[1] or "", EXPRESSION, layer)
        activation, dot, key = rest.rpartition(".")
        return cls(key, activation if dot else None, layer)

    @classmethod
    def node(
        cls, place: Sequence[int], layer: int | None = None, *, value: bool = False
    ) -> "ParameterName":
        """Return the name of a node of a tree, or of the number that it has.

        Examples
        --------
        >>> str(ParameterName.node((), layer=1)), str(ParameterName.node((1, 2), value=True))
        ('layer1.expression', 'expression.1.2.value')
        """
        return cls(".".join((*map(str, place), *(["value"] if value else []))), EXPRESSION, layer)

    @property
    def is_choice(self) -> bool:
        """Whether it is the choice of an activation."""
        return self.activation is None and self.key == _CHOICE

    @property
    def is_setting(self) -> bool:
        """Whether it belongs to the network or its training, not to an activation."""
        return self.activation is None and self.layer is None and not self.is_choice

    def __str__(self) -> str:
        layer = () if self.layer is None else (f"layer{self.layer}",)
        activation = () if self.activation is None else (self.activation,)
        key = () if self.key == "" else (self.key,)
        return ".".join((*layer, *activation, *key))
