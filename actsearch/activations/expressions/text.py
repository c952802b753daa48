"""The text of a tree, in the language that :mod:`.grammar` reads: its canonical form."""

from collections.abc import Sequence

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

INVERSE = "1/"
"""The operator of a division, by its name in :class:`~.tree.Call`; no text can call it."""

# How tightly the parts of a text hold together.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)


def write(tree: Tree) -> str:
    """Return the text of a tree; reading it gives the same tree.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> write(Product((Number(-2.0), X, Call("sigmoid", (X,)))))
    '-2*x*sigmoid(x)'
    """
    return _written(tree)[0]


def number(value: float) -> str:
    """Return the shortest text of a number.

    Examples
    --------
    >>> number(2.0), number(0.1), number(1e18)
    ('2', '0.1', '1e+18')
    """
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def split_product(factors: Sequence[Tree]) -> tuple[float, list[Tree], list[Tree]]:
    """Return the number of a product, its other factors, and what it is divided by."""
    first = factors[0]
    coefficient = first.value if isinstance(first, Number) else 1.0
    rest = [factor for factor in factors if not isinstance(factor, Number)]
    below = [each for factor in rest for each in _divisor(factor)]
    return coefficient, [factor for factor in rest if not _divisor(factor)], below


def _divisor(tree: Tree) -> tuple[Tree, ...]:
    """Return what 1 is divided by; nothing if the tree is no such division."""
    return tree.arguments if isinstance(tree, Call) and tree.operator == INVERSE else ()


def _written(tree: Tree) -> tuple[str, int]:
    """Return the text and how tightly it holds together."""
    match tree:
        case Variable():
            return "x", _ATOM
        case Number(value):
            return number(value), _ATOM if value >= 0 else _PRODUCT
        case Constant(name):
            return name, _ATOM
        case Sum(terms):
            text = "".join(f"+{_within(term, _PRODUCT)}" for term in terms)
            return text[1:].replace("+-", "-"), _SUM
        case Product(factors):
            return _product(*split_product(factors)), _PRODUCT
        case Power(base, exponent):
            return f"{_within(base, _ATOM)}**{exponent}", _POWER
        case Call(operator, arguments) if operator == INVERSE:
            return _product(1.0, [], list(arguments)), _PRODUCT
        case Call(operator, arguments):
            return f"{operator}({','.join(map(write, arguments))})", _ATOM
        case CatalogueCall(activation, argument, parameters):
            return f"{activation}({','.join(map(write, (argument, *parameters)))})", _ATOM


def _product(coefficient: float, above: list[Tree], below: list[Tree]) -> str:
    texts = [_within(factor, _POWER) for factor in above]
    sign = "-" if coefficient < 0 else ""
    if abs(coefficient) != 1 or not texts:
        texts.insert(0, number(abs(coefficient)))
    return sign + "*".join(texts) + "".join(f"/{_within(each, _POWER)}" for each in below)


def _within(tree: Tree, tightness: int) -> str:
    text, own = _written(tree)
    return text if own >= tightness else f"({text})"
