"""Activations as trees of operators alone: what other libraries can compute."""

from collections.abc import Mapping
from functools import cache

from actsearch.activations.catalogue import Definition, definition
from actsearch.activations.expressions import canonical
from actsearch.activations.expressions.grammar import read
from actsearch.activations.expressions.tree import (
    Call,
    CatalogueCall,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Tree,
    X,
    size,
)

# An activation that has its argument three times, of itself, of itself, grows as a power of 3.
MOST_NODES = 1000


def form(found: Definition, values: Mapping[str, float | str]) -> Tree:
    """Return what an activation computes, as a tree of operators.

    Parameters
    ----------
    found : Definition
        Definition of the activation; it may be an expression.
    values : mapping
        For each parameter a number, or a name that stands for it in the tree.

    Returns
    -------
    Tree
        It calls an activation of the catalogue only where that has no form of its own, or its
        argument is too long to be repeated, with all parameters.

    Examples
    --------
    >>> from actsearch.activations.expressions.text import write
    >>> write(form(definition("swish"), {"beta": 2.0}))
    'x*sigmoid(2*x)'
    >>> write(form(definition("swish(x)*leaky_relu(x, b)"), {"b": "slope"}))
    'x*sigmoid(x)*(relu(x)+slope*min(x,0))'
    """
    given = [_leaf(values[parameter.name]) for parameter in found.parameters]
    if found.name.isidentifier():
        return _applied(found, X, given)
    names = (Constant(parameter.name) for parameter in found.parameters)
    return _expanded(read(found.name), dict(zip(names, given, strict=True)))


def _leaf(value: float | str) -> Number | Constant:
    return Constant(value) if isinstance(value, str) else Number(float(value))


def _applied(found: Definition, argument: Tree, parameters: list[Number | Constant]) -> Tree:
    if not found.form:
        return CatalogueCall(found.name, argument, tuple(parameters))
    places = (Constant(_place(number)) for number in range(len(parameters)))
    return _expanded(_form(found), {X: argument, **dict(zip(places, parameters, strict=True))})


@cache
def _form(found: Definition) -> Tree:
    # Parameters have names that a constant cannot have, such as "threshold".
    names = {each.name: _place(number) for number, each in enumerate(found.parameters)}
    return read(found.form.format(**names))


def _place(number: int) -> str:
    return f"parameter_{number}"


def _expanded(tree: Tree, replaced: Mapping[Tree, Tree]) -> Tree:
    """Replace leaves, and write out calls of activations."""

    def each(trees: tuple[Tree, ...]) -> list[Tree]:
        return [_expanded(one, replaced) for one in trees]

    match tree:
        case Sum(terms):
            return canonical.add(*each(terms))
        case Product(factors):
            return canonical.multiply(*each(factors))
        case Power(base, exponent):
            return canonical.power(_expanded(base, replaced), exponent)
        case Call(operator, arguments):
            return canonical.call(operator, *each(arguments))
        case CatalogueCall(name, argument, parameters):
            found = definition(name)
            defaults = [Number(parameter.default) for parameter in found.parameters]
            given = [*each(parameters), *defaults[len(parameters) :]]
            leaves = [one for one in given if isinstance(one, Number | Constant)]
            written = _expanded(argument, replaced)
            if size(written) > MOST_NODES:
                return CatalogueCall(name, written, tuple(leaves))
            return _applied(found, written, leaves)
    return replaced.get(tree, tree)
