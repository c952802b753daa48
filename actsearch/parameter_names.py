"""Names of the parameters that trials draw: ``layerN.ACTIVATION.key``, made and split here only."""

import re
from dataclasses import dataclass

_CHOICE = "activation"
_LAYER = re.compile(r"layer(\d+)\.(.+)")


@dataclass(frozen=True, slots=True)
class ParameterName:
    """A parameter's name in its parts; ``str`` puts them together again.

    Parameters
    ----------
    key : str
        What is set: ``"beta"``, ``"batch_size"``, or ``"activation"`` for the choice of one.
    activation : str, optional
        Name of the activation that the parameter shapes.
    layer : int, optional
        Number of the hidden layer, from 1 on, where each layer has an activation of its own.

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
        """Name the choice of an activation: of the whole network, or of one layer."""
        return cls(_CHOICE, layer=layer)

    @classmethod
    def parse(cls, name: str) -> "ParameterName":
        """Split a name that trials store."""
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
        """Whether it belongs to the network or its training, and to no activation."""
        return self.activation is None and self.layer is None and not self.is_choice

    def __str__(self) -> str:
        layer = () if self.layer is None else (f"layer{self.layer}",)
        activation = () if self.activation is None else (self.activation,)
        return ".".join((*layer, *activation, self.key))
