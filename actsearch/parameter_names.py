"""Names of the parameters that trials draw, ``layerN.ACTIVATION.key``: made and split only here."""

import re
from dataclasses import dataclass

_CHOICE = "activation"
_LAYER = re.compile(r"layer(\d+)\.(.+)")


@dataclass(frozen=True, slots=True)
class ParameterName:
    """The parts of a parameter's name; ``str`` joins them.

    Parameters
    ----------
    key : str
        What it sets: ``"beta"``, ``"batch_size"``, or ``"activation"`` for the choice of one.
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
        activation, dot, key = rest.rpartition(".")
        return cls(key, activation if dot else None, layer)

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
        return ".".join((*layer, *activation, self.key))
