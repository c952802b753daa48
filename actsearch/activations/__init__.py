"""The catalogue of activations: formulas, exact derivatives, parameters and their ranges."""

from actsearch.activations import gated, periodic, rectifiers, sigmoidal  # noqa: F401 - they register
from actsearch.activations.base import (
    Activation,
    Definition,
    Parameter,
    definition,
    definitions,
    from_dict,
    get,
    register,
)

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
