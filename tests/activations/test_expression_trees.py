"""Operators and random trees: what holds for activations of the catalogue holds for them."""

from random import Random

import numpy as np
import pytest
from expression_trees import (
    check_finite,
    compare_with_differences,
    usable_text,
    values_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from actsearch import activations
from actsearch.activations import definition
from actsearch.activations.expressions import derivatives, parse, write
from actsearch.activations.expressions.graph import Graph
from actsearch.activations.expressions.operators import OPERATORS, evaluate
from actsearch.activations.expressions.tape import _settled
from actsearch.activations.expressions.text import INVERSE

UNARY = [name for name, each in OPERATORS.items() if not each.variadic and name != INVERSE]
EXACT = {
    "abs": np.abs,
    "sqrt": lambda x: np.sqrt(np.abs(x)),
    "exp": np.exp,
    "log1p": lambda x: np.log1p(np.abs(x)),
    "sin": np.sin,
    "cos": np.cos,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "atan": np.arctan,
    "sinc": lambda x: np.sinc(x / np.pi),
    "erf": special.erf,
    "gaussian": lambda x: np.exp(-(x**2)),
    "sigmoid": special.expit,
    "softplus": lambda x: np.logaddexp(0, x),
    "relu": lambda x: np.maximum(x, 0),
}
X = np.concatenate([np.linspace(-9, 9, 3_001), np.geomspace(1e-9, 1, 40), [0.0, -0.0]])
SHAPES = ["{}(x)*1.0", "{}(b*x + c)", "{}({}(x)/9) - x", "x*{}(3 - abs(x))"]


def function(text):
    """Return f, which computes value and slope in any dtype."""
    activation = activations.get(text)

    def computed(x):
        value, slope = activation.forward(x)
        return value, slope()

    return computed


@pytest.mark.parametrize("name", UNARY)
def test_an_operator_is_what_its_name_says(name):
    x = X[np.abs(X) > 1e-6] if name == "sqrt" else X
    value, _ = function(f"2*{name}(x)")(x)
    np.testing.assert_allclose(value, 2 * EXACT[name](x), rtol=1e-12, atol=3e-8)
    single, _ = function(f"2*{name}(x)")(x.astype(np.float32))
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, 2 * EXACT[name](x), rtol=3e-6, atol=2e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", UNARY)
def test_the_derivatives_of_an_operator_are_those_of_central_differences(name, shape):
    text = shape.format(name, name)
    values = dict.fromkeys(definition(text).defaults, 0.7)
    check_finite(text, values)
    assert compare_with_differences(text, values) > 0.95


@pytest.mark.parametrize(
    "text",
    [
        *("x/(b + x*x)", "sin(x)/x", "1/x", "x/(x - b)", "max(b*x, sin(x), c)", "min(x*b, 1)*x"),
        *("(b*x + c)**3", "x**7", "b**2*x", "exp(b)*x/c", "b*x*c*x", "sigmoid(b)*x"),
        *("swish(x, b)*x", "srelu(x, -1, b, 1, c) - x", "gelu(b*x, c)", "apl(sin(x), b, c)*b"),
        *("swish(b)*x", "leaky_relu(c, b)*x", "max(b, c)*x", "erf(b)*erf(x)*c"),
    ],
)
def test_the_derivatives_of_operations_are_those_of_central_differences(text):
    values = {"b": 0.6, "c": 0.4}
    values = {name: values[name] for name in definition(text).defaults}
    check_finite(text, values)
    assert compare_with_differences(text, values) > 0.95


@pytest.mark.parametrize("height", [2, 3, 5])
@settings(max_examples=120, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_random_trees(height, seed):
    random = Random(seed)
    text = usable_text(random, height)
    values = values_of(text, random)
    assert parse(write(parse(text))) == parse(text)
    assert definition(write(parse(text))).name == definition(text).name
    check_finite(text, values)
    compare_with_differences(text, values)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_a_constant_may_have_a_value_for_each_unit(seed):
    random = Random(seed)
    text = usable_text(random, 3)
    ones = [values_of(text, random) for _ in range(3)]
    x = np.random.default_rng(0).uniform(-4, 4, (20, 3)).astype(np.float32)
    together = {name: np.array([one[name] for one in ones], np.float32) for name in ones[0]}
    value, *slopes = definition(text).function(x, **together)
    results = [value, *(each() for each in slopes)]
    for unit, one in enumerate(ones):
        # Small numbers, and the same in both: float32 of each.
        one = {name: float(np.float32(number)) for name, number in one.items()}
        alone, *slopes = definition(text).function(x[:, [unit]], **one)
        for result, expected in zip(results, [alone, *(each() for each in slopes)], strict=True):
            assert result.dtype == np.float32
            assert result.shape == x.shape
            # What a rounding error of the constant grows to.
            scale = 1e-4 * (1 + np.abs(expected).max())
            np.testing.assert_allclose(result[:, [unit]], expected, rtol=1e-3, atol=scale)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "text", ["x*sigmoid(2*x)", "2*x", "relu(x - 20000)", "swish(sin(x))", "erf(x)*1", "1/x"]
)
def test_shape_and_dtype_are_those_of_the_input(text, dtype):
    activation = activations.get(text)
    for shape in [(), (0,), (7,), (3, 5), (0, 4), (2, 3, 2)]:
        x = np.asarray(np.random.default_rng(1).normal(size=shape), dtype)
        for result in (activation(x), activation.derivative(x)):
            assert (result.shape, result.dtype) == (shape, dtype)
            assert not np.may_share_memory(result, x)


def test_results_are_kept_when_others_are_computed():
    # A network has the same activation in several layers, and keeps the values of all of them.
    activation = activations.get("exp(x)*sin(x) + swish(x*x)")
    first, second = np.random.default_rng(0).normal(size=(2, 50, 8))
    value, slope = activation.forward(first)
    kept = value.copy()
    other, other_slope = activation.forward(second)
    np.testing.assert_array_equal(slope(), activation.derivative(first))
    np.testing.assert_array_equal(other_slope(), activation.derivative(second))
    np.testing.assert_array_equal(value, kept)
    np.testing.assert_array_equal(other, activation(second))


def test_both_zeros_give_the_same():
    for text in ["1/x", "sqrt(x)*2", "sinc(x)", "x/sin(x)", "asinh(x)", "log1p(x)", "abs(x)*1.5"]:
        for result in function(text)(np.array([0.0, -0.0])):
            assert np.ptp(result) == 0, text


def test_conventions_are_those_of_the_documentation():
    x = np.array([0.0, -1e-4, 1e-4, -2e-3])
    np.testing.assert_allclose(function("1/x")(x)[0], [1000, -1000, 1000, -500])
    np.testing.assert_array_equal(function("1/x")(x)[1][:3], [0, 0, 0])
    np.testing.assert_allclose(function("2*sqrt(x)")(np.r_[2.5e-7, 4.0])[0], [5e-4, 4])
    np.testing.assert_allclose(function("2*sqrt(x)")(np.r_[2.5e-7, 4.0])[1], [2000, 0.5])
    far = np.array([50.0, 1e4, -50.0])
    np.testing.assert_allclose(function("exp(x)/2")(far)[0], 0.5 * np.r_[1, 1, 0] * np.exp(41))
    np.testing.assert_array_equal(function("exp(x)/2")(far)[1], 0)
    np.testing.assert_array_equal(function("x**8")(np.r_[1e4, 1.0])[0], [1e18, 1])
    np.testing.assert_array_equal(function("x**8")(np.r_[1e4, 1.0])[1], [0, 8])
    # An activation of the catalogue takes arguments as if they were at most 10,000.
    far = function("swish(x*x)")(np.r_[200.0, 50.0])
    np.testing.assert_allclose(far, [[1e4, 2500], [0, 100]])
    at_kinks = np.array([0.0])
    assert [function(f"2*{name}(x)")(at_kinks)[1][0] for name in ("abs", "relu", "sqrt")] == [0] * 3


def test_nothing_is_computed_twice():
    graph = Graph()
    u, v = graph.x, graph.constant("b")
    assert u * v + 1 is 1 + v * u
    assert u - 2 is u + -2
    assert 2 * (3 * u) is 6 * u
    assert u * u is u * u
    assert (u * 1, u + 0, u * 0) == (u, u, graph.leaf(0))
    value, slope = OPERATORS["sigmoid"].rule(2 * u)
    assert slope() is value * (1 - value)


def test_what_value_and_slope_share_is_computed_once(monkeypatch):
    calls = []
    compute = derivatives._computed

    def counted(found, *inputs, out):
        calls.append(found.name)
        return compute(found, *inputs, out=out)

    monkeypatch.setattr(derivatives, "_computed", counted)
    activations.get("x*mish(3*x) + swish(mish(3*x))").forward(X)[1]()
    assert sorted(calls) == ["mish", "swish"]


def test_what_depends_on_constants_alone_keeps_the_dtype():
    alone = _settled(np.add, 1.0, 2.0, out=None)
    assert (type(alone), alone) == (float, 3.0)
    units = np.array([1.0, 3.0], np.float32)
    for operation, expected in [(np.multiply, [2, 6]), (np.greater, [0, 1])]:
        result = _settled(operation, units, 2.0, out=None)
        assert result.dtype == np.float32
        np.testing.assert_array_equal(result, expected)


def test_numbers_are_folded_by_the_operators_themselves():
    for name in UNARY:
        for number in (-2.0, 0.0, 0.7):
            assert evaluate(name, number) == pytest.approx(EXACT[name](number), abs=1e-8)
    assert evaluate(INVERSE, 0.0) == 1000
