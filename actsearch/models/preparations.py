"""Preparations as a part of a model: what of them is JSON, and what are arrays."""

from typing import Any

from actsearch.datasets.preparation import Preparation
from actsearch.datasets.scaling import Scaler
from actsearch.errors import UsageError
from actsearch.models.arrays import Arrays, Shapes
from actsearch.models.document import ModelFile

_OFFSET, _DIVISOR = "preparation.offset", "preparation.divisor"


def write(preparation: Preparation) -> tuple[dict[str, Any], Arrays]:
    """Return a preparation as JSON values and arrays.

    Raises
    ------
    UsageError
        If it is of a kind that models do not know.
    """
    match preparation:
        case Scaler(offset, divisor):
            return {"kind": "scaler"}, {_OFFSET: offset, _DIVISOR: divisor}
    raise UsageError(f"a model cannot keep a preparation of the kind {type(preparation).__name__}")


def shapes(document: ModelFile) -> Shapes:
    """Return the shapes of the arrays of a preparation.

    Raises
    ------
    ValueError
        If it is none.
    """
    if document.preparation != {"kind": "scaler"}:
        raise ValueError("preparation: of an unknown kind")
    return {_OFFSET: (document.inputs,), _DIVISOR: (document.inputs,)}


def read(document: ModelFile, arrays: Arrays) -> Preparation:
    """Make a preparation of what :func:`write` returned."""
    del document
    return Scaler(arrays[_OFFSET], arrays[_DIVISOR])
