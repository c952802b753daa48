"""The outputs of an ONNX graph: label and probabilities, or the number that is predicted."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from actsearch.export.onnx_builder import Builder
from actsearch.metrics import LearningTask
from actsearch.models import Model

NAMES: Mapping[LearningTask, tuple[str, ...]] = {
    "classification": ("label", "probabilities"),
    "regression": ("prediction",),
}
"""Names of the outputs."""


def predicted(builder: Builder, model: Model, values: str) -> list[Any]:
    """Add what follows the last layer to a graph; return the outputs of the graph.

    Parameters
    ----------
    builder : Builder
        Graph to add to.
    model : Model
        The model.
    values : str
        Name of the values of the last layer, (n, outputs).
    """
    if model.target is not None:
        return [_number(builder, values, model.target.mean, model.target.deviation)]
    return _label(builder, values, model.classes)


def _number(builder: Builder, values: str, mean: float, deviation: float) -> Any:
    from onnx import TensorProto, helper

    (name,) = NAMES["regression"]
    flat = builder.node("Squeeze", values, builder.array(np.array([1], np.int64)))
    # In float64, as a mean may be far greater than the deviation.
    exact = builder.node("Cast", flat, to=TensorProto.DOUBLE)
    scaled = builder.node("Mul", exact, builder.array(np.float64(deviation)))
    builder.node("Add", scaled, builder.array(np.float64(mean)), output=name)
    return helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["n"])


def _label(builder: Builder, values: str, classes: Any) -> list[Any]:
    from onnx import TensorProto, helper

    label, probabilities = NAMES["classification"]
    builder.node("Softmax", values, output=probabilities, axis=1)
    best = builder.node("ArgMax", probabilities, axis=1, keepdims=0)
    is_text = classes.dtype.kind in "US"
    labels = classes.astype(object) if is_text else classes.astype(np.int64)
    builder.node("Gather", builder.array(labels), best, output=label)
    kind = TensorProto.STRING if is_text else TensorProto.INT64
    return [
        helper.make_tensor_value_info(label, kind, ["n"]),
        helper.make_tensor_value_info(probabilities, TensorProto.FLOAT, ["n", len(classes)]),
    ]
