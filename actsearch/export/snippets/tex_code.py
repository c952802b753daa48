"""The formulas in LaTeX."""

from collections.abc import Sequence

from actsearch.activations.expressions.latex import latex
from actsearch.export.layers import Layer, distinct
from actsearch.models import Model


def program(model: Model, hidden: Sequence[Layer]) -> str:
    """Return the formulas of the activations in LaTeX, a line each."""
    del model
    names = distinct(hidden)
    symbols = (
        ["f"] if len(names) == 1 else [f"f_{{{number}}}" for number in range(1, 1 + len(names))]
    )
    return "".join(
        f"{symbol}(x) = {latex(tree)}\n" for symbol, tree in zip(symbols, names, strict=True)
    )
