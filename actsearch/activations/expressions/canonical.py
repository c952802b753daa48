"""The canonical form: trees of the same formula are equal, whatever the order of its terms.

Sums and products are flat and sorted, numbers are folded, equal terms and factors are counted, and
neutral elements are gone. What these functions return for canonical trees is canonical.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from actsearch.activations.catalogue import Definition, definition
from actsearch.activations.expressions.graph import LIMIT, REACH
from actsearch.activations.expressions.operators import OPERATORS, evaluate
from actsearch.activations.expressions.text import INVERSE, write
from actsearch.activations.expressions.tree import (
    Call,
    CatalogueCall,
    Constant,
    Number,
    Power,
    Product,
    Sum,
    Tree,
    size,
)
from actsearch.errors import UsageError

MOST_EXPONENT = 64

_ZERO, _ONE = Number(0.0), Number(1.0)


def add(*terms: Tree) -> Tree:
    """Add trees; a number is distributed over the terms of a sum in a sum.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> write(add(Number(1.0), X, X, Number(2.0)))
    '2*x+3'
    """
    number, coefficients = 0.0, dict[Tree, float]()
    for term in _terms(terms):
        match term:
            case Number(value):
                number += value
            case Product((Number(value), *factors)):
                rest = Product(tuple(factors)) if len(factors) > 1 else factors[0]
                coefficients[rest] = coefficients.get(rest, 0.0) + value
            case _:
                coefficients[term] = coefficients.get(term, 0.0) + 1.0
    kept = [
        multiply(Number(coefficients[rest]), rest)
        for rest in _sorted(coefficients)
        if coefficients[rest]
    ]
    if number or not kept:
        kept.append(_number(number))
    return kept[0] if len(kept) == 1 else Sum(tuple(kept))


def multiply(*factors: Tree) -> Tree:
    """Multiply trees.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> write(multiply(X, Number(2.0), X)), write(multiply(Number(-1.0), add(X, Number(1.0))))
    ('2*x**2', '-(x+1)')
    """
    number, exponents = 1.0, dict[Tree, int]()
    for factor in _factors(factors):
        match factor:
            case Number(value):
                number = _number(number * value).value
            case Power(base, exponent):
                exponents[base] = exponents.get(base, 0) + exponent
            case _:
                exponents[factor] = exponents.get(factor, 0) + 1
    if number == 0:
        return _ZERO
    kept = _sorted(power(base, exponent) for base, exponent in exponents.items())
    match kept:
        case []:
            return Number(number)
        case [single] if number == 1:
            return single
    return Product((*([Number(number)] if number != 1 else []), *kept))


def power(base: Tree, exponent: int) -> Tree:
    """Raise a tree to a whole exponent of 1 or more.

    Raises
    ------
    UsageError
        If the exponent is too large.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> write(power(multiply(Number(2.0), X), 3))
    '8*x**3'
    """
    if exponent == 1:
        return base
    if exponent > MOST_EXPONENT:
        raise UsageError(f"a power has a whole exponent of at most {MOST_EXPONENT}")
    match base:
        case Number(value):
            return multiply(*[Number(value)] * exponent)
        case Power(inner, factor):
            return power(inner, factor * exponent)
        case Product(factors):
            return multiply(*(power(factor, exponent) for factor in factors))
    return Power(base, exponent)


def call(operator: str, *arguments: Tree) -> Tree:
    """Apply an operator.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> write(call("max", Number(0.0), X)), write(call("cos", Number(0.0)))
    ('relu(x)', '1')
    """
    if OPERATORS[operator].variadic:
        return _extreme(operator, arguments)
    (argument,) = arguments
    if isinstance(argument, Number):
        return _number(evaluate(operator, argument.value))
    return Call(operator, arguments)


def divide(above: Tree, below: Tree) -> Tree:
    """Divide trees, as :mod:`.operators` defines it.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> write(divide(X, add(Number(1.0), call("abs", X))))
    'x/(abs(x)+1)'
    """
    return multiply(above, call(INVERSE, below))


def catalogue_call(name: str, argument: Tree, *parameters: Number | Constant) -> Tree:
    """Apply an activation of the catalogue; parameters left out have their defaults.

    Examples
    --------
    >>> from actsearch.activations.expressions.tree import X
    >>> write(catalogue_call("silu", X, Number(1.0)))
    'swish(x)'
    """
    found = definition(name)
    if isinstance(argument, Number) and all(isinstance(each, Number) for each in parameters):
        return _number(_value(found, argument.value, parameters))
    kept = list(parameters)
    if found.name in OPERATORS:
        # The operator of the same name has no parameters, and need not be the same function.
        defaults = [Number(each.default) for each in found.parameters]
        kept += defaults[len(kept) :]
    else:
        while kept and kept[-1] == Number(found.parameters[len(kept) - 1].default):
            kept.pop()
    return CatalogueCall(found.name, argument, tuple(kept))


def _value(found: Definition, x: float, parameters: Iterable[Tree]) -> float:
    """Compute an activation of the catalogue at a number, by the conventions of expressions."""
    values = (each.value for each in parameters if isinstance(each, Number))
    names = (each.name for each in found.parameters)
    activation = found.bind(dict(zip(names, values, strict=False)))
    return float(activation(np.array([min(max(x, -REACH), REACH)]))[0])


def _extreme(operator: str, arguments: Iterable[Tree]) -> Tree:
    """Return the largest or the smallest of several trees."""
    flat: list[Tree] = []
    for argument in arguments:
        same = isinstance(argument, Call) and argument.operator == operator
        flat += argument.arguments if same else [argument]  # type: ignore[union-attr]
    numbers = [each.value for each in flat if isinstance(each, Number)]
    kept = _sorted({each for each in flat if not isinstance(each, Number)})
    if numbers:
        kept.append(Number(max(numbers) if operator == "max" else min(numbers)))
    if len(kept) == 1:
        return kept[0]
    if operator == "max" and kept[1:] == [_ZERO]:
        return Call("relu", (kept[0],))
    return Call(operator, tuple(kept))


def _terms(trees: Iterable[Tree]) -> Iterator[Tree]:
    for tree in trees:
        match tree:
            case Sum(terms):
                yield from terms
            case Product((Number() as number, Sum(terms))):
                yield from (multiply(number, term) for term in terms)
            case _:
                yield tree


def _factors(trees: Iterable[Tree]) -> Iterator[Tree]:
    for tree in trees:
        match tree:
            case Product(factors):
                yield from factors
            case _:
                yield tree


def _sorted(trees: Iterable[Tree]) -> list[Tree]:
    return sorted(trees, key=lambda tree: (size(tree), write(tree)))


def _number(value: float) -> Number:
    # The sum with 0 makes -0 a 0.
    return Number(min(max(value, -LIMIT), LIMIT) + 0.0)
