"""Formulas at equal scale: scale is not form, though a steeper one may learn faster for a while."""

import math
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actsearch.activations.base import Activation
from actsearch.activations.catalogue import definition, definitions
from actsearch.activations.equivalence import TOLERANCE, fingerprint
from actsearch.activations.expressions.canonical import (
    add,
    call,
    catalogue_call,
    multiply,
    power,
)
from actsearch.activations.expressions.grammar import parse
from actsearch.activations.expressions.text import write
from actsearch.activations.expressions.tree import (
    Call,
    CatalogueCall,
    Number,
    Power,
    Product,
    Sum,
    Tree,
)
from actsearch.activations.sifting import FlawError, flaw
from actsearch.errors import UsageError

_MEAN_SQUARE = 0.5
"""That of ReLU, for standard normal pre-activations."""

_DIGITS = 4


def at_equal_scale(text: str, constants: Mapping[str, Any] = MappingProxyType({})) -> Activation:
    """Return the activation of a formula, with the mean square of ReLU.

    If an activation of the catalogue differs from it by a factor only, then it is that one.

    Parameters
    ----------
    text : str
        A formula.
    constants : mapping
        For each of its named constants a number, or how it is learned.

    Raises
    ------
    FlawError
        If it is not worth a training, or cannot be used, as it is constant or too long.

    Examples
    --------
    >>> print(at_equal_scale("sin(2*x) + x"))
    0.4949*(x+sin(2*x))
    >>> print(at_equal_scale("2.03*max(x, 0)"), at_equal_scale("x*sigmoid(x)"))
    relu swish(beta=1.0)
    """
    return _at_equal_scale(text, tuple((name, _frozen(each)) for name, each in constants.items()))


def _frozen(constant: Any) -> Any:
    return tuple(constant.items()) if isinstance(constant, Mapping) else constant


def _thawed(constant: Any) -> Any:
    return dict(constant) if isinstance(constant, tuple) else constant


@lru_cache(maxsize=4096)
def _at_equal_scale(text: str, constants: tuple[tuple[str, Any], ...]) -> Activation:
    values = {name: _thawed(constant) for name, constant in constants}
    try:
        tree = _rounded(parse(text))
        plain = definition(write(tree)).bind(values)
    except UsageError as error:
        raise FlawError("constant or too long", str(error)) from None
    if (found := flaw(plain)) is not None:
        raise FlawError(found, f"{text} is {found}: no network learns with it")
    scale = math.sqrt(_MEAN_SQUARE) * plain.initialization_gain
    if not values and (named := _in_catalogue(scale * fingerprint(plain))) is not None:
        return named
    try:
        return definition(write(_rounded(multiply(Number(scale), tree)))).bind(values)
    except UsageError as error:
        # A formula just below the greatest length is above it with its scale.
        raise FlawError("constant or too long", str(error)) from None


def _rounded(tree: Tree) -> Tree:
    """Round all numbers of a formula, some of which come of others."""
    match tree:
        case Number(value):
            return Number(float(f"{value:.{_DIGITS}g}"))
        case Sum(terms):
            return add(*map(_rounded, terms))
        case Product(factors):
            return multiply(*map(_rounded, factors))
        case Power(base, exponent):
            return power(_rounded(base), exponent)
        case Call(operator, arguments):
            return call(operator, *map(_rounded, arguments))
        case CatalogueCall(activation, argument, parameters):
            return catalogue_call(activation, _rounded(argument), *parameters)
    return tree


def _in_catalogue(scaled: NDArray[np.float32]) -> Activation | None:
    """Return the activation of the catalogue that is the same at equal scale."""
    known, fingerprints = _catalogue()
    (same,) = np.nonzero(np.abs(fingerprints - scaled).max(axis=1) <= 2 * TOLERANCE)
    return known[same[0]] if len(same) else None


@cache
def _catalogue() -> tuple[list[Activation], NDArray[np.float32]]:
    """Return all activations of the catalogue with their defaults, and what they compute."""
    known: list[Activation] = [each.bind({}) for each in definitions().values() if not each.learned]
    known = [each for each in known if flaw(each) is None]
    scales = [math.sqrt(_MEAN_SQUARE) * each.initialization_gain for each in known]
    return known, np.stack([s * fingerprint(each) for s, each in zip(scales, known, strict=True)])
