"""Definitions of expressions: to all that takes a definition, an expression is an activation."""

import re
from functools import lru_cache

from actsearch.activations.catalogue import Definition, composer, definition, is_known
from actsearch.activations.equivalence import are_equal
from actsearch.activations.expressions.grammar import MOST_CHARACTERS, parse
from actsearch.activations.expressions.kinks import kinks
from actsearch.activations.expressions.program import Program
from actsearch.activations.expressions.text import write
from actsearch.activations.expressions.tree import CatalogueCall, Constant, Tree, walk
from actsearch.activations.parameters import Parameter
from actsearch.errors import UsageError

IDENTITY = "identity"
# The range in which a constant is learned, and where learning begins.
_DEFAULT, _LOW, _HIGH = 1.0, -10.0, 10.0

_HAS_VARIABLE = re.compile(r"(?<![A-Za-z_])x(?!\w)", re.ASCII)


def is_expression(name: str) -> bool:
    """Tell whether a text is meant as an expression: it contains x, and not as a part of a word.

    Examples
    --------
    >>> is_expression("x*sigmoid(2*x)"), is_expression("leaky-relu")
    (True, False)
    """
    return _HAS_VARIABLE.search(name[:MOST_CHARACTERS]) is not None


@composer
def compose(text: str) -> Definition | None:
    """Make the definition of an expression, with the canonical form as its name.

    An expression that only applies an activation of the catalogue is that activation.

    Parameters
    ----------
    text : str
        An expression; see :mod:`.grammar`.

    Returns
    -------
    Definition or None
        None if the text is no expression, but the name of something.

    Raises
    ------
    UsageError
        If the expression cannot be used.

    Examples
    --------
    >>> compose("sigmoid(b*x)*x").name, compose("max(x, 0)").name
    ('x*sigmoid(b*x)', 'relu')
    """
    return _composed(text) if is_expression(text) else None


@lru_cache(maxsize=4096)
def _composed(text: str) -> Definition:
    tree = parse(text)
    return _in_catalogue(tree) or _defined(tree)


def _in_catalogue(tree: Tree) -> Definition | None:
    """Return the definition of the catalogue that a tree applies to x, if it is just that."""
    text = write(tree)
    name = IDENTITY if text == "x" else text.removesuffix("(x)")
    if not is_known(name):
        return None
    found = definition(name)
    # An operator may have the name of another function, as erf, which the catalogue scales.
    return found if are_equal(found.bind({}), _defined(tree).bind({})) else None


@lru_cache(maxsize=4096)
def _defined(tree: Tree) -> Definition:
    parameters = _parameters(tree)
    names = [parameter.name for parameter in parameters]
    program = Program(tree, names)
    text = write(tree)
    return Definition(
        name=text,
        function=program,
        formula=re.sub(rf"\b({'|'.join(names)})\b", r"{\1}", text) if names else text,
        reference="an expression",
        parameters=parameters,
        kinks=lambda **values: kinks(lambda x: program(x, **values)[:2]),
    )


def _parameters(tree: Tree) -> tuple[Parameter, ...]:
    """Return the named constants, in alphabetical order."""
    found: dict[str, Parameter] = {}
    for each in walk(tree):
        if isinstance(each, CatalogueCall):
            known = definition(each.activation).parameters
            for own, given in zip(known, each.parameters, strict=False):
                if isinstance(given, Constant):
                    found[given.name] = _common(given.name, own, found.get(given.name, own))
    for each in walk(tree):
        if isinstance(each, Constant) and each.name not in found:
            found[each.name] = Parameter(each.name, _DEFAULT, _LOW, _HIGH, required=True)
    return tuple(found[name] for name in sorted(found))


def _common(name: str, one: Parameter, other: Parameter) -> Parameter:
    """Return a constant with the range that two parameters have in common."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    if low >= high:
        raise UsageError(
            f"the constant {name!r} stands for parameters that have no range in common: use two"
        )
    default = min(max(one.default, low), high)
    return Parameter(name, default, low, high, one.log or other.log, required=True)
