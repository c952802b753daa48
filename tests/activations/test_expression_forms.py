"""Expressions as LaTeX and as Python."""

from random import Random

import numpy as np
import pytest
import scipy
from expression_trees import usable_text, values_of

import actsearch
from actsearch.activations import definition
from actsearch.activations.expressions import latex, parse, python


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("x*sigmoid(2*x)", r"x \, \sigma\left(2 \, x\right)"),
        ("x/(1 + abs(x))", r"\frac{x}{\left|x\right| + 1}"),
        ("-2*exp(-x*x) - 1", r"-2 \, e^{-x^{2}} - 1"),
        ("(x + 1)**2*beta", r"\beta \, \left(x + 1\right)^{2}"),
        ("max(x, sin(x))*1e-9", r"1 \cdot 10^{-9} \, \max\left(x, \sin\left(x\right)\right)"),
        (
            "leaky_relu(x*left_2, 0.1)",
            r"\operatorname{leaky\_relu}\left(\mathrm{left\_2} \, x, 0.1\right)",
        ),
        ("1/x", r"\frac{1}{x}"),
    ],
)
def test_latex(text, formula):
    assert latex(parse(text)) == formula


def test_every_formula_has_balanced_braces():
    random = Random(1)
    for _ in range(200):
        formula = latex(parse(usable_text(random, 4)))
        assert formula.count("{") == formula.count("}")
        assert formula.count(r"\left") == formula.count(r"\right")


def test_python_computes_the_same():
    random, names = Random(2), {"np": np, "scipy": scipy, "actsearch": actsearch}
    x, compared, differ = np.random.default_rng(0).uniform(-3, 3, 50), 0, 0
    for _ in range(150):
        text = usable_text(random, 3)
        values = values_of(text, random)
        arrays = {name: np.float64(number) for name, number in values.items()}
        value = definition(text).function(x, **values)[0]
        # Without the conventions, which keep values finite.
        with np.errstate(all="ignore"):
            expected = eval(python(parse(text)), {**names, **arrays, "x": x})
            error = np.abs(value - expected) / (1 + np.abs(expected))
        calm = np.isfinite(expected) & (np.abs(expected) < 1e6)
        # Where they differ, something was divided by a number close to 0, or overflowed.
        compared += calm.sum()
        differ += (error[calm] > 1e-7).sum()
    assert differ < 0.005 * compared
