"""What a trial's row says of its parameters, and of its network's hidden layers."""

import math
from collections import defaultdict
from statistics import fmean
from typing import Any

from actsearch.diagnosis import diagnosis
from actsearch.parameter_names import ParameterName
from actsearch.trials import TrialRecord


def causes(record: TrialRecord) -> dict[str, Any]:
    """Return the fields of a row that sum up the causes; none if nothing was measured."""
    if record.evaluation is None or (found := record.evaluation.causes) is None:
        return {}
    first, *_, last = found.gradient_ratios
    return {
        "dead": max(found.dead[-1]),
        "saturated": max(found.saturated[-1]),
        "sparsity": fmean(found.sparsity[-1]),
        "gradient_ratio": finite(last),
        "initial_gradient_ratio": finite(first),
        "diagnosis": diagnosis(found),
    }


def parameters(record: TrialRecord) -> dict[str, Any]:
    """Return a trial's parameters, those that were learned with the values at the end."""
    # The parameters of activations are taken from the description.
    settings = {
        name: value
        for name, value in record.parameters.items()
        if ParameterName.parse(name).is_setting
    }
    if record.description is None:
        return settings
    ends = _learned(record)
    # Both an ELU and the L2 penalty have an "alpha". If both are there, the ELU's is "elu.alpha".
    activation = record.description.activation
    shape = {
        f"{activation}.{name}" if name in settings else name: ends.get(name, value)
        for name, value in record.description.activation_params.items()
    }
    probe = bool(record.definition and record.definition.get("probe"))
    return shape | settings | ({"learned": "probe" if probe else "yes"} if ends else {})


def _learned(record: TrialRecord) -> dict[str, float]:
    """Return the values that training ended with: of each layer, and the mean of all layers."""
    ends: dict[str, list[float]] = defaultdict(list)
    for name, values in record.evaluation.learned.items() if record.evaluation else ():
        for key in (name, ParameterName.parse(name).key):
            ends[key].append(values[-1])
    return {name: fmean(values) for name, values in ends.items()}


def finite(number: float | None) -> float | None:
    """Return a number, or None if it is not finite."""
    return number if number is not None and math.isfinite(number) else None
