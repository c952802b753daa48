"""Expressions: activations given as formulas, such as ``x*sigmoid(2*x)``.

A text is read as a tree (:mod:`.grammar`) in canonical form (:mod:`.canonical`). The tree and its
derivatives become one graph of operations (:mod:`.derivatives`, :mod:`.operators`, :mod:`.graph`),
and the graph becomes tapes (:mod:`.tape`, :mod:`.program`). To the rest of the package this is the
definition of an activation like others (:mod:`.compose`).
"""

from actsearch.activations.expressions import library_functions  # noqa: F401 - it registers
from actsearch.activations.expressions.compose import compose, is_expression
from actsearch.activations.expressions.grammar import parse
from actsearch.activations.expressions.latex import latex
from actsearch.activations.expressions.python import python
from actsearch.activations.expressions.text import write

__all__ = ["compose", "is_expression", "latex", "parse", "python", "write"]
