"""The catalogue of activations, and expressions: formulas, exact derivatives and parameters."""

from collections.abc import Mapping
from typing import Any

from actsearch.activations import (  # noqa: F401 - they register
    elus,
    expressions,
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


def get(name: str, **params: Any) -> CatalogueActivation:
    """Find an activation by name or alias and fix its parameters, or have them learned.

    Parameters
    ----------
    name : str
        Canonical name or alias, such as ``"relu"`` or ``"silu"``, or an expression, such as
        ``"x*sigmoid(b*x)"``, whose named constants are its parameters.
    **params : float, "learned" or mapping
        Values of the activation's parameters, as for :meth:`Definition.bind`; parameters left out
        take their defaults.

    Returns
    -------
    Activation
        It can be called with arrays.

    Raises
    ------
    UsageError
        If the name or a parameter is unknown, or a value is not finite.

    Examples
    --------
    >>> get("sigmoid", gain=4.0).params["gain"]
    4.0
    >>> print(get("swish", beta="learned"))
    swish(beta learned from 1.0)
    """
    return definition(name).bind(params)


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
