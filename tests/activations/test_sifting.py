"""What is not worth a training, and formulas at equal scale."""

import numpy as np
import pytest
from every_activation import every_definition

from actsearch import activations
from actsearch.activations.equivalence import are_equal
from actsearch.activations.expressions.scale import at_equal_scale
from actsearch.activations.sifting import FlawError, flaw


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cos(0.001*x)", "constant"),
        ("softplus(x)*0.0001 + 5", "constant"),
        ("3*x + 1", "linear"),
        ("x + 0.001*sin(x)", "linear"),
        ("x**3", "too steep"),
        ("exp(x)", "too steep"),
        ("1/x", "too steep"),
        ("sin(400*x)", "too steep"),
        ("x**2", None),
        ("0.001*tanh(x)", None),
        ("1000*tanh(x)", None),
        ("relu(x)", None),
    ],
)
def test_flaws_whatever_the_scale(text, expected):
    assert flaw(activations.get(text)) == expected


@every_definition
def test_the_catalogue_is_worth_it_but_for_the_line(definition):
    assert (flaw(definition.bind({})) is None) == (definition.name != "identity")


def test_what_is_not_finite_is_refused():
    class Broken(activations.CatalogueActivation.__mro__[1]):
        name, params, formula, kinks = "broken", {}, "", ()

        def forward(self, x):
            return np.where(x > 50, np.inf, x * x), lambda: 2 * x

        def to_dict(self):
            return {}

        from_dict = None

        def __str__(self):
            return "broken"

    assert flaw(Broken()) == "not finite"


@pytest.mark.parametrize("text", ["tanh(x)*1.01 + 0.1*x", "sin(3*x) + 2", "x**2/(1 + abs(x))"])
def test_all_have_the_mean_square_of_relu(text):
    relu, scaled = activations.get("relu"), at_equal_scale(text)
    assert scaled.initialization_gain == pytest.approx(relu.initialization_gain, rel=1e-3)
    x = np.linspace(-3, 3, 51)
    ratio = scaled(x)[::10] / activations.get(text)(x)[::10]
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-3)


@pytest.mark.parametrize("factor", ["", "2.03*", "0.007*"])
@pytest.mark.parametrize(
    ("text", "name"),
    [("max(x, 0)", "relu"), ("x*sigmoid(x)", "swish"), ("x*tanh(softplus(x))", "mish")],
)
def test_what_the_catalogue_has_is_that(text, name, factor):
    assert at_equal_scale(f"{factor}({text})") == activations.get(name)


def test_what_is_too_long_only_with_its_scale_is_flawed():
    text = "+".join(f"sin({n}.{n:03d}*x)" for n in range(1, 29)) + "+x"
    assert str(activations.get(text))  # its own length is allowed
    with pytest.raises(FlawError, match="of at most 200"):
        at_equal_scale(text)


def test_numbers_are_rounded_wherever_they_are():
    assert at_equal_scale("min(sin(x), cos(1.123)/1.7)").name == "1.431*min(sin(x),0.2547)"


def test_a_constant_may_be_learned():
    start = {"learned": "layer", "start": 2.0}
    found = at_equal_scale("x*sigmoid(c1*x)", {"c1": start})
    assert [each.name for each in found.learned] == ["c1"]
    assert found.params == {"c1": 2.0}
    fixed = at_equal_scale("x*sigmoid(2*x)")
    assert are_equal(activations.get(found.name, c1=2.0), fixed)


@pytest.mark.parametrize(
    ("text", "what"), [("sin(2)", "constant or too long"), ("x - 1", "linear")]
)
def test_what_is_not_worth_it_says_why(text, what):
    with pytest.raises(FlawError) as raised:
        at_equal_scale(text)
    assert raised.value.flaw == what
