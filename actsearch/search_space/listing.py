"""What the trials of a search space may draw, as a list."""

from dataclasses import dataclass
from typing import Any

from actsearch.parameter_names import ParameterName
from actsearch.search_space.document import Document
from actsearch.search_space.settings import Range, Values


@dataclass(frozen=True)
class SearchedParameter:
    """Something that trials draw, for display.

    Parameters
    ----------
    name : str
        As Optuna stores it, such as ``"leaky_relu.slope"``.
    kind : str
        ``"categorical"``, ``"float"`` or ``"int"``.
    range : str
        The values, as people write them.
    size : int or None
        How many values there are; None if continuous.
    """

    name: str
    kind: str
    range: str
    size: int | None


def searched(document: Document) -> "dict[str, Values[Any] | Range[Any]]":
    """Return what trials may draw, by parameter name, in the order in which they do.

    Parameters
    ----------
    document : Document
        A search space.
    """
    sizes = document.network.hidden_layer_sizes
    settings: dict[str, Any] = {"hidden_layer_sizes": sizes, **dict(document.training)}
    for layer in document.layers:
        settings[str(ParameterName.choice(layer))] = Values(document.choices)
        for activation, table in document.activations.items():
            for key, setting in table.drawn.items():
                settings[str(ParameterName(key, activation, layer))] = setting
        if document.expressions is not None:
            settings |= document.expressions.searched(layer)
    return {
        name: setting for name, setting in settings.items() if isinstance(setting, Values | Range)
    }
