"""What an activation costs: the NumPy operations that compute it, as so many multiply-adds."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from actsearch.activations.base import Activation

# Time of an operation on an element of a layer, in units of a multiply-add of a matrix product:
# measured once with ``benchmarks/operations.py`` (NumPy 2.4, OpenBLAS, float32, one thread).
_MULTIPLY_ADDS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("negative", "square", "absolute", "greater", "less"), 5),
        **dict.fromkeys(("add", "subtract", "multiply", "divide", "maximum", "minimum"), 8),
        "clip": 10,
        **dict.fromkeys(("sign", "copysign", "sqrt"), 20),
        **dict.fromkeys(("exp", "sin", "cos", "log"), 60),
        "tanh": 100,
        **dict.fromkeys(("expm1", "log1p", "arctan"), 550),
    }
)
_OTHER = 10


@cache
def operations(activation: Activation) -> int:
    """Count what f(x) takes for one unit, in multiply-adds.

    The activation is computed once, by an array that counts. So the number is the same on every
    machine, which a time is not, and activations that nobody has measured have one too.

    Parameters
    ----------
    activation : Activation
        Activation to count; of learned parameters it takes the values before training.

    Examples
    --------
    >>> from actsearch import activations
    >>> [operations(activations.get(name)) for name in ("identity", "relu", "tanh", "softplus")]
    [0, 8, 108, 665]
    """
    x = np.ones((1, 1), np.float32).view(_Counted)
    activation(x)
    return sum(x.counts)


class _Counted(np.ndarray[Any, Any]):
    """An array that notes the cost of each operation on it, and on what comes of it."""

    counts: list[int]

    def __array_finalize__(self, source: Any) -> None:
        self.counts = getattr(source, "counts", [])

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: Any, *inputs: Any, out: Any = (), **options: Any
    ) -> Any:
        self.counts.append(_MULTIPLY_ADDS.get(ufunc.__name__, _OTHER))
        if out:
            options["out"] = tuple(map(np.asarray, out))
        result = getattr(ufunc, method)(*map(_plain, inputs), **options)
        if out:
            return out[0]
        counted = result.view(_Counted)
        counted.counts = self.counts
        return counted


def _plain(value: Any) -> Any:
    return value.view(np.ndarray) if isinstance(value, _Counted) else value
