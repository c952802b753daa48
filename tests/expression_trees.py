"""Random expressions, and what must hold for each; for tests and for ``benchmarks``."""

from itertools import product
from operator import attrgetter
from random import Random

import numpy as np

from actsearch.activations import definition
from actsearch.activations.expressions.operators import OPERATORS
from actsearch.activations.expressions.program import Program
from actsearch.activations.expressions.text import INVERSE
from actsearch.activations.expressions.tree import Constant, Variable, walk

UNARY = [name for name, each in OPERATORS.items() if not each.variadic and name != INVERSE]
SHAPES = ["({}+{})", "({}-{})", "({}*{})", "({}/{})", "max({},{})", "min({},{})", "sigmoid({})*{}"]
CATALOGUE = ["swish({})", "leaky_relu({},0.3)", "elu({})", "gelu({},2)", "softsign({},{c})"]
CATALOGUE += ["squared_relu({})", "snake({},{c})", "step({})"]

FAR = np.append(10.0 ** np.arange(-30, 5), [0.0, 31.9, 41.0, 85.0, 89.0, 104.0, 710.0, 746.0])
FAR = np.concatenate([FAR, -FAR])
_low, _high = attrgetter("low"), attrgetter("high")


def random_text(random: Random, height: int, constants: tuple[str, ...] = ("b", "c")) -> str:
    """Draw an expression of at most some height; x is drawn more often than numbers."""
    kind = random.random()
    if height == 0 or kind < 0.1:
        if random.random() < 0.65:
            return "x"
        if constants and random.random() < 0.3:
            return random.choice(constants)
        return f"{random.uniform(-3, 3):.3g}"
    one, two = (random_text(random, height - 1, constants) for _ in range(2))
    if kind < 0.5:
        return f"{random.choice(UNARY)}({one})"
    if kind < 0.55:
        return f"({one})**{random.randint(2, 4)}"
    if kind < 0.65:
        shape = random.choice(CATALOGUE)
        return shape.format(one, c=random.choice(constants or ("0.7",)))
    return random.choice(SHAPES).format(one, two)


def usable_text(random: Random, height: int, constants: tuple[str, ...] = ("b", "c")) -> str:
    """Draw expressions until one can be used, and is not an entry of the catalogue."""
    while True:
        text = random_text(random, height, constants)
        try:
            if not definition(text).name.isidentifier():
                return text
        except ValueError:
            pass


def values_of(text: str, random: Random) -> dict[str, float]:
    """Draw a value for each named constant."""
    return {
        each.name: float(f"{random.uniform(max(each.low, -2), min(each.high, 2)):.3g}")
        for each in definition(text).parameters
    }


def check_finite(text: str, values: dict[str, float]) -> None:
    """Value and derivatives keep shape and dtype, and are finite, without a warning.

    So they are with all constants at an end of their ranges, too.
    """
    found = definition(text)
    ends = [{p.name: end(p) for p in found.parameters} for end in (_low, _high)]
    for dtype, constants in product((np.float32, np.float64), (values, *ends)):
        x = FAR.astype(dtype)
        before = x.copy()
        with np.errstate(all="raise", under="ignore"):
            value, *derivatives = found.function(x, **constants)
            results = [value, *(each() for each in derivatives)]
        for result in results:
            assert result.shape == x.shape, text
            assert result.dtype == dtype, text
            assert np.isfinite(result).all(), text
            assert not np.may_share_memory(result, x), text
        np.testing.assert_array_equal(x, before)


def compare_with_differences(text: str, values: dict[str, float]) -> float:
    """Compare all derivatives with central differences, where those are exact enough.

    Returns
    -------
    float
        The part of the comparisons that could be made.
    """
    found = definition(text)
    x = np.random.default_rng(0).uniform(-4, 4, 200)
    _, *derivatives = found.function(x, **values)
    exact = [each() for each in derivatives]
    calm = _largest(text, x, values) < 1e5
    made = []
    for name, derivative in zip(("x", *values), exact, strict=True):
        one, half = (_difference(found, x, values, name, step) for step in (2e-5, 1e-5))
        with np.errstate(over="ignore"):
            size = 1 + np.abs(half)
            trusted = calm & (np.abs(one - half) < 1e-5 * size)
        error = np.abs(derivative - half)[trusted] / size[trusted]
        assert (error < 1e-4).all(), (text, values, name, error.max())
        made.append(trusted.mean())
    return float(np.mean(made))


def _difference(found, x, values, name, step):
    def value(by):
        if name == "x":
            return found.function(x + by, **values)[0]
        return found.function(x, **{**values, name: values[name] + by})[0]

    return (value(step) - value(-step)) / (2 * step)


def _largest(text, x, values):
    """Return the size of the largest intermediate result, which rounding errors grow with."""
    from actsearch.activations.expressions import parse

    largest = np.zeros_like(x)
    for tree in set(walk(parse(text))):
        if any(isinstance(each, Variable) for each in walk(tree)):
            names = sorted({each.name for each in walk(tree) if isinstance(each, Constant)})
            given = {name: values[name] for name in names}
            largest = np.maximum(largest, np.abs(Program(tree, names)(x, **given)[0]))
    return largest
