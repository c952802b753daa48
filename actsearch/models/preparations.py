"""Preparations as a part of a model: what of them is JSON, and what are arrays."""

import json
import math
from typing import Any, TypeVar

import numpy as np
from pydantic import TypeAdapter, ValidationError

from actsearch.datasets.columns import Schema, TablePreparation
from actsearch.datasets.preparation import Preparation
from actsearch.datasets.scaling import Scaler, halves
from actsearch.errors import UsageError, short
from actsearch.models.arrays import Arrays, Shapes
from actsearch.models.document import ModelFile

_OFFSET, _REST, _DIVISOR = "preparation.offset", "preparation.rest", "preparation.divisor"
# The offset of the second is the sum of two arrays, in float64.
_SCALER, _PRECISE, _TABLE = "scaler", "precise scaler", "table"
_State = TypeVar("_State")


def write(preparation: Preparation) -> tuple[dict[str, Any], Arrays]:
    """Return a preparation as JSON values and arrays.

    Raises
    ------
    UsageError
        If it is of a kind that models do not know.
    """
    match preparation:
        case Scaler(offset, divisor) if offset.dtype == np.float64:
            first, rest = halves(np.asarray(offset, np.float64))
            return {"kind": _PRECISE}, {_OFFSET: first, _REST: rest, _DIVISOR: divisor}
        case Scaler(offset, divisor):
            offset = offset.astype(np.float32)
            return {"kind": _SCALER}, {_OFFSET: offset, _DIVISOR: divisor}
        case TablePreparation():
            return {"kind": _TABLE, **preparation.to_dict()}, {}
    raise UsageError(f"a model cannot keep a preparation of the kind {type(preparation).__name__}")


def shapes(document: ModelFile) -> Shapes:
    """Return the shapes of the arrays of a preparation.

    Raises
    ------
    ValueError
        If it is none, or does not fit to the network.
    """
    match document.preparation.get("kind"):
        case "scaler":
            return {_OFFSET: (document.inputs,), _DIVISOR: (document.inputs,)}
        case "precise scaler":
            return dict.fromkeys((_OFFSET, _REST, _DIVISOR), (document.inputs,))
        case "table":
            if len(_table(document).inputs) != document.inputs:
                raise ValueError("its preparation has another number of inputs")
            return {}
    raise ValueError("preparation: of an unknown kind")


def read(document: ModelFile, arrays: Arrays) -> Preparation:
    """Make a preparation of what :func:`write` returned."""
    if document.preparation["kind"] == _SCALER:
        return Scaler(arrays[_OFFSET], arrays[_DIVISOR])
    if document.preparation["kind"] == _PRECISE:
        offset = arrays[_OFFSET].astype(np.float64) + arrays[_REST]
        return Scaler(offset, arrays[_DIVISOR])
    return _table(document)


def schema(document: ModelFile) -> Schema | None:
    """Make the schema of a model, if it has one.

    Raises
    ------
    ValueError
        If it is none, or does not fit to the preparation.
    """
    if document.columns is None:
        return None
    found = _checked(Schema, document.columns)
    if document.preparation.get("kind") == _TABLE:
        table = _table(document)
        needed = {each.name for each in table.numbers} | {each.name for each in table.categories}
        if found.form != "mixed" or not needed <= set(found.names):
            raise ValueError("its columns are not those of its preparation")
    elif found.form == "mixed" or len(found.names) != document.inputs:
        raise ValueError("its columns are not those of its preparation")
    return found


def _table(document: ModelFile) -> TablePreparation:
    state = {key: value for key, value in document.preparation.items() if key != "kind"}
    found = _checked(TablePreparation, state)
    numbers = [value for each in found.numbers for value in (each.median, each.mean)]
    if not all(map(math.isfinite, [*numbers, *(each.deviation for each in found.numbers)])):
        raise ValueError("its preparation has numbers that are not finite")
    return found


def _checked(kind: type[_State], state: dict[str, Any]) -> _State:
    """Make an object of its state; the types of all values are checked."""
    if state.get("format") != 1:
        raise ValueError(f"the state of a {kind.__name__} is not of format 1")
    known = {key: value for key, value in state.items() if key != "format"}
    try:
        return TypeAdapter(kind).validate_json(json.dumps(known), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = short(".".join(map(str, first["loc"])))
        raise ValueError(f"{kind.__name__} {where}: {short(first['msg'])}") from error
