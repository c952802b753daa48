"""Every activation as a formula of operators: it computes the same, in NumPy too."""

import numpy as np
import pytest
import scipy
from every_activation import corners, every_definition, points

from actsearch.activations import definition
from actsearch.activations.expressions.forms import form
from actsearch.activations.expressions.latex import latex
from actsearch.activations.expressions.libraries import JAX, KERAS, NUMPY, TORCH
from actsearch.activations.expressions.python import code
from actsearch.activations.expressions.text import write
from actsearch.activations.expressions.tree import CatalogueCall, size, walk

NAMES = {"np": np, "scipy": scipy}
# No formula of operators, but each library has them.
OWN = {"step", "squared_relu"}


@every_definition
def test_a_form_computes_what_its_activation_does(definition):
    calls = set()
    for activation in corners(definition):
        x = points(500)
        tree = form(definition, activation.params)
        calls |= {each.activation for each in walk(tree) if isinstance(each, CatalogueCall)}
        value = eval(code(tree, NUMPY), {**NAMES, "x": x})
        np.testing.assert_allclose(value, activation(x), rtol=1e-9, atol=1e-9)
    assert calls <= OWN


@pytest.mark.parametrize("library", [NUMPY, JAX, TORCH, KERAS], ids=lambda each: each.title)
def test_a_library_has_all_operators(library):
    assert set(NUMPY.templates) <= set(library.templates)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("exp(x)", "np.exp(np.minimum(x, 41))"),
        ("exp(min(x, 2))", "np.exp(np.minimum(x, 2))"),
        ("x/(1 + x**2)", "x/(x**2 + 1)"),
        ("x/sin(x)", "x/(np.where(np.sin(x) < 0, -1.0, 1.0)*np.maximum(np.abs(np.sin(x)), 0.001))"),
        ("sqrt(1 + x*x)", "np.sqrt(x**2 + 1)"),
        ("swish(x, 3)*squared_relu(x, 1.5)", "x*(np.maximum(x, 0)**1.5)*(1/(1 + np.exp(-(3*x))))"),
    ],
)
def test_conventions_are_written_where_they_matter(text, written):
    tree = form(definition(text), {})
    assert code(tree, NUMPY) == written
    with np.errstate(all="ignore"):
        x = np.array([-90.0, -2.0, 0.0, 1e-5, 0.3, 5.0, 60.0])
        value = eval(code(tree, NUMPY), {**NAMES, "x": x})
    np.testing.assert_allclose(value, definition(text).function(x)[0], rtol=1e-6, atol=1e-9)


def test_constants_are_named_where_they_have_a_value_for_each_unit():
    # "threshold" is the name of an activation too.
    tree = form(definition("softshrink"), {"threshold": "of_unit"})
    assert write(tree) == "x-min(of_unit,max(x,-of_unit))"
    tree = form(definition("swish(b*x, c)"), {"b": 2.0, "c": "rate"})
    assert write(tree) == "2*x*sigmoid(2*rate*x)"


def test_latex_of_what_is_no_formula_of_operators():
    assert latex(form(definition("step"), {})) == r"\mathbf{1}_{x > 0}"
    tree = form(definition("squared_relu"), {"power": 2.0})
    assert latex(tree) == r"\max\left(0, x\right)^{2}"
    assert latex(form(definition("isru"), {"alpha": 1.0})) == r"\frac{x}{\sqrt{x^{2} + 1}}"


@pytest.mark.parametrize("name", ["elish", "squareplus"])
def test_a_deeply_nested_formula_is_not_written_out_without_end(name):
    tree = form(definition(18 * f"{name}(" + "x" + 18 * ")"), {})
    assert size(tree) < 10_000
    assert any(isinstance(each, CatalogueCall) for each in walk(tree))
    shallow = form(definition(2 * f"{name}(" + "x))"), {})
    assert not any(isinstance(each, CatalogueCall) for each in walk(shallow))
