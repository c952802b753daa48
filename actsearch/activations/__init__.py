"""The catalogue of activations: formulas, exact derivatives, parameters and their ranges."""

from collections.abc import Mapping
from typing import Any

from actsearch.activations import (  # noqa: F401 - they register
    elus,
    gated,
    periodic,
    rectifiers,
    sigmoidal,
    smooth,
)
from actsearch.activations.base import Activation
from actsearch.activations.catalogue import (
    CatalogueActivation,
    Definition,
    definition,
    definitions,
    get,
    register,
)
from actsearch.activations.parameters import Parameter

__all__ = [
    "Activation",
    "Definition",
    "Parameter",
    "definition",
    "definitions",
    "from_dict",
    "get",
    "register",
]


def from_dict(data: Mapping[str, Any]) -> Activation:
    """Make an activation from what :meth:`Activation.to_dict` returned.

    Parameters
    ----------
    data : mapping
        For example ``{"name": "leaky_relu", "params": {"slope": 0.1}}``. Parameters that are left
        out take their defaults.

    Raises
    ------
    UsageError
        If ``data`` has another form, or an unknown name.

    Examples
    --------
    >>> print(from_dict({"name": "leaky_relu", "params": {"slope": 0.1}}))
    leaky_relu(slope=0.1)
    >>> from_dict(get("swish").to_dict()) == get("swish")
    True
    """
    return CatalogueActivation.from_dict(data)
