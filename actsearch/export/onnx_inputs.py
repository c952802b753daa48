"""The inputs of an ONNX graph, and how samples become what the network takes."""

from typing import Any

import numpy as np

from actsearch.datasets.columns import TablePreparation
from actsearch.datasets.columns.cells import MISSING
from actsearch.datasets.columns.preparation import CategoryColumn, NumberColumn
from actsearch.datasets.scaling import Scaler
from actsearch.errors import UsageError
from actsearch.export import onnx_outputs
from actsearch.export.onnx_builder import Builder
from actsearch.models import Model

DOMAIN, DOMAIN_OPSET = "ai.onnx.ml", 2
"""Operators of machine learning, for text."""


def prepared(builder: Builder, model: Model) -> tuple[list[Any], str]:
    """Add the preparation of samples to a graph.

    Returns
    -------
    inputs : list
        Inputs of the graph.
    values : str
        Name of the prepared samples, (n, inputs).

    Raises
    ------
    UsageError
        If ONNX cannot compute the preparation.
    """
    from onnx import TensorProto, helper

    preparation = model.trained.preparation
    match preparation:
        case Scaler(offset, divisor):
            wide = offset.dtype == np.float64
            kind = TensorProto.DOUBLE if wide else TensorProto.FLOAT
            centred = builder.node("Sub", "X", builder.array(offset))
            scaled = builder.node("Div", centred, builder.array(divisor.astype(offset.dtype)))
            given = helper.make_tensor_value_info("X", kind, ["n", model.network.layer_sizes[0]])
            return [given], builder.node("Cast", scaled, to=TensorProto.FLOAT) if wide else scaled
        case TablePreparation(numbers, categories):
            kinds = {each.name: TensorProto.DOUBLE for each in numbers}
            kinds |= {each.name: TensorProto.STRING for each in categories}
            if set(kinds) & set(names := onnx_outputs.NAMES[model.task]):
                raise UsageError(f"a column has the name of an output, {' or '.join(names)}")
            inputs = [
                helper.make_tensor_value_info(name, kind, ["n", 1]) for name, kind in kinds.items()
            ]
            parts = [_number(builder, each) for each in numbers]
            parts += [
                builder.node("Cast", builder.node("IsNaN", each.name), to=TensorProto.FLOAT)
                for each in numbers
                if each.indicator
            ]
            parts += [_category(builder, each) for each in categories if each.width]
            return inputs, builder.node("Concat", *parts, axis=1)
    raise UsageError(f"ONNX has no form of the preparation {type(preparation).__name__}")


def _number(builder: Builder, column: NumberColumn) -> str:
    from onnx import TensorProto

    missing = builder.node("IsNaN", column.name)
    filled = builder.node("Where", missing, builder.array(np.float64(column.median)), column.name)
    if column.deviation == 0:
        value = builder.node("Sub", filled, filled)
    else:
        centred = builder.node("Sub", filled, builder.array(np.float64(column.mean)))
        value = builder.node("Div", centred, builder.array(np.float64(column.deviation)))
    return builder.node("Cast", value, to=TensorProto.FLOAT)


def _category(builder: Builder, column: CategoryColumn) -> str:
    unknown = len(column.categories)
    places = {text: number for number, text in enumerate(column.categories)}
    most_frequent = places.get(column.most_frequent, unknown)
    places = {**dict.fromkeys(sorted(MISSING), most_frequent), **places}
    index = builder.node(
        "LabelEncoder",
        column.name,
        domain=DOMAIN,
        keys_strings=list(places),
        values_int64s=list(places.values()),
        default_int64=unknown,
    )
    # A row for each category, and one for rare and unknown ones.
    hot = np.eye(unknown + 1, dtype=np.float32)[:, : column.width]
    rows = builder.node("Gather", builder.array(hot), index)
    return builder.node("Squeeze", rows, builder.array(np.array([1], np.int64)))
