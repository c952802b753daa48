"""Expressions as Python with NumPy, without the conventions of :mod:`.operators`."""

from actsearch.activations.catalogue import definition
from actsearch.activations.expressions.operators import OPERATORS
from actsearch.activations.expressions.text import number, split_product
from actsearch.activations.expressions.tree import (
    Call,
    CatalogueCall,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Tree,
    Variable,
)


def python(tree: Tree) -> str:
    """Return a formula in Python, with ``np`` for NumPy, and with SciPy and actsearch if needed.

    Examples
    --------
    >>> from actsearch.activations.expressions.grammar import parse
    >>> python(parse("x*tanh(softplus(x))")), python(parse("elu(x, 0.5) - b*gaussian(x)"))
    ('x*np.tanh(np.logaddexp(0, x))', "actsearch.get('elu', alpha=0.5)(x) - b*np.exp(-x**2)")
    """
    match tree:
        case Variable():
            return "x"
        case Number(value):
            return number(value)
        case Constant(name):
            return name
        case Sum(terms):
            return " + ".join(map(python, terms)).replace("+ -", "- ")
        case Product(factors):
            return _product(*split_product(factors))
        case Power(base, exponent):
            return f"{_atom(base)}**{exponent}"
        case Call(operator, arguments):
            template = OPERATORS[operator].numpy
            write = python if any(each in template for each in _BRACKETED) else _atom
            # NumPy's functions take two arguments where operators take more.
            *first, last = map(write, arguments)
            text = last if first else template.format(last)
            for one in reversed(first):
                text = template.format(f"{one}, {text}")
            return text
        case CatalogueCall(activation, argument, parameters):
            names = (each.name for each in definition(activation).parameters)
            pairs = zip(names, map(python, parameters), strict=False)
            keywords = "".join(f", {name}={value}" for name, value in pairs)
            return f"actsearch.get({activation!r}{keywords})({python(argument)})"


# Where an argument stands so in a template, it needs no brackets of its own.
_BRACKETED = ("({})", "({},", ", {})")


def _product(coefficient: float, above: list[Tree], below: list[Tree]) -> str:
    texts = [_atom(each) for each in above]
    sign = "-" if coefficient < 0 else ""
    if abs(coefficient) != 1 or not texts:
        texts.insert(0, number(abs(coefficient)))
    return sign + "*".join(texts) + "".join(f"/{_atom(each)}" for each in below)


def _atom(tree: Tree) -> str:
    """Write a tree so that it can stand between any signs."""
    text = python(tree)
    match tree:
        case Variable() | Constant() | CatalogueCall():
            return text
        case Number(value) if value >= 0:
            return text
        case Call(operator, _) if OPERATORS[operator].numpy.startswith(("np.", "scipy.")):
            return text
    return f"({text})"
