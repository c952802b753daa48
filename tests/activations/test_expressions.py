"""Expressions as activations: their language, their canonical form, and what is refused."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actsearch import activations
from actsearch.activations.equivalence import are_equal
from actsearch.activations.expressions import compose, is_expression, parse, write
from actsearch.errors import UsageError

CANONICAL = [
    ("x * sigmoid(2*x)", "x*sigmoid(2*x)"),
    ("sigmoid(x*2) * x", "x*sigmoid(2*x)"),
    ("1.50*x + 0", "1.5*x"),
    ("x + 2*sin(x) + 3*x - 1 + 2", "4*x+2*sin(x)+1"),
    ("x - (1 - x)*2", "3*x-2"),
    ("x*x*sin(x)*x", "sin(x)*x**3"),
    ("square(2*x) - neg(cos(x))", "cos(x)+4*x**2"),
    ("(x**2)**3", "x**6"),
    ("x/2", "0.5*x"),
    ("(x + 1)*2*sin(x)", "2*sin(x)*(x+1)"),
    ("-(x + 1)*sin(sin(x))", "-sin(sin(x))*(x+1)"),
    ("x - 2*(x + 1)", "-x-2"),
    ("2*x/(1 + abs(x))/3", "0.6666666666666666*x/(abs(x)+1)"),
    ("1/x/x", "(1/x)**2"),
    ("x/(sin(x)*cos(x))", "x/(cos(x)*sin(x))"),
    ("-(-x) - sin(x)", "x-sin(x)"),
    ("x + cos(0)", "x+1"),
    ("x*sqrt(16)", "4*x"),
    ("max(x, max(1, sin(x)), 0)", "max(x,sin(x),1)"),
    ("min(x, 2, 1)", "min(x,1)"),
    ("b*x + a", "a+b*x"),
    ("silu(sin(x))", "swish(sin(x))"),
    ("leaky_relu(sin(x), 0.01)", "leaky_relu(sin(x))"),
    ("sigmoid(x, 2)*x", "x*sigmoid(x,2)"),
    ("erf(x)", "erf(x)"),
    ("x*1e-7 + 1e17", "1e-07*x+1e+17"),
    ("+x*2", "2*x"),
    ("pi*x", "3.141592653589793*x"),
]

REFUSED = [
    ("x*sgimoid(x)", "there is no function 'sgimoid': did you mean 'sigmoid'?"),
    ("2x", "at position 1 is '2x'"),
    ("x^2", "at position 2 is '^2'"),
    ("x*sin", "'sin' is a function: write sin(x)"),
    ("x - x", "it is always 0: an activation depends on x"),
    ("0*x + sigmoid(0)", "it is always 0.5"),
    ("x*", "it is not well formed"),
    ("(x", "it is not well formed"),
    ("sin(x, x)", "frequency of sin is a number or a named constant, not 'x'"),
    ("cos(x, 2)", "cos takes one argument, not 2"),
    ("max(x)", "max takes two arguments or more, not 1"),
    ("cos()*x", "'cos' needs an argument"),
    ("elu(x, 1, 2)", "elu takes an argument and alpha, not 3 arguments"),
    ("leaky_relu(x, 5)", "slope of leaky_relu lies between -1 and 0.9, and not at 5"),
    ("leaky_relu(x, 2*b)", "slope of leaky_relu is a number or a named constant, not '2*b'"),
    ("x**x", "after ** comes a whole number from 1 to 64"),
    ("x**-1", "after ** comes a whole number from 1 to 64"),
    ("x**0.5", "after ** comes a whole number from 1 to 64"),
    ("x**64*x", "a power has a whole exponent of at most 64"),
    ("x*1e19", "numbers are at most 1e+18"),
    ("x*learned", "a constant cannot be called 'learned'"),
    ("x*" + "a" * 33, "choose another, short name"),
    ("x, x", "it contains '(x, x)'"),
    ("x" + " " * 1_000, "it has 1,001 characters, of at most 1,000"),
    ("x+" * 100 + "x", "it has 201 words and signs, of at most 200"),
    ("sin(" * 20 + "x" + ")" * 20, "it is nested 21 deep, of at most 20"),
    ("+".join(f"sin({n}.123456*x)" for n in range(1, 29)), "in canonical form it has 466 char"),
    ("max(**x)", "parameters are given in their order"),
]

HOSTILE = [
    "x+" * 5_000_000,
    "x" * 10_000_000,
    "(" * 1_000_000 + "x",
    "(" * 199 + "x" + ")" * 199,
    "(" * 99 + "x",
    "-" * 199 + "sin(x",
    "exp(" * 60 + "x" + ")" * 60,
    "x*" * 99 + "x",
    "sin(x)+" * 39 + "leaky_relu(x,0.123456)*" * 5 + "x",
    "__import__('os').system('true') + x",
    "x.__class__",
    "x.real",
    "(lambda: x)()",
    "lambda x",
    "[x for x in x]",
    "x if x else x",
    "x[0]",
    "x := 1",
    "x = 1",
    "x; y",
    "x\nimport os",
    "f'{x}'",
    "{x.__class__}*x",
    "'a'*x",
    "sigmoid(x, gain=2)",
    "max(*x)",
    "await x",
    "(yield x)",
    "not x",
    "x and 1",
    "x < 1",
    "x // 2",
    "x @ x",
    "~x",
    "True*x",
    "None*x",
    "1j*x",
    "0x10*x",
    "1_0*x",
    "1if x else x",
    "x**9**9**9**9",
    "x**999999999999",
    "9**9**9*x",
    "x*" + "9" * 900,
    "x*1e999",
    "ｘ*2",
    "x*２",
    "ｓigmoid(x)",
    "sigmoid(х)*x",
    "x·2",
    "x\u202e",
    "x\x00",
    "eval(x)",
    "x" + "ﬁ",
]


@pytest.mark.parametrize(("text", "canonical"), CANONICAL)
def test_a_text_has_a_canonical_form_that_is_its_own(text, canonical):
    tree = parse(text)
    assert write(tree) == canonical
    assert parse(canonical) == tree


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_mistake_is_one_sentence_that_names_it(text, message):
    with pytest.raises(UsageError) as refusal:
        activations.get(text)
    assert message in str(refusal.value)
    assert str(refusal.value).startswith("the expression '")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:20].encode("unicode_escape"))
def test_hostile_texts_are_refused_in_a_sentence_of_bounded_length(text):
    with pytest.raises(UsageError) as refusal:
        activations.get(text)
    assert len(str(refusal.value)) < 1_000
    assert str(refusal.value).isprintable()


WORDS = ["x", "x", "(", ")", "(x)", "sin(", "max(", "elu(", "+", "-", "*", "/", "**", ",", " "]
WORDS += ["2", "0.5", "1e3", ".", "e", "b", "_", "if", "else", "lambda", "not", "for", "=", "é"]


@settings(max_examples=1_000, deadline=None, derandomize=True)
@given(text=st.lists(st.sampled_from(WORDS), max_size=14).map("".join) | st.text(max_size=20))
def test_any_text_is_an_expression_or_refused(text):
    try:
        tree = parse(text)
    except UsageError:
        return
    assert parse(write(tree)) == tree
    assert tree == parse(f"( {text} )")


def test_the_largest_expressions_can_be_read_again():
    # At each bound; beyond it there is a sentence.
    for text, beyond in [
        ("sin(" * 19 + "x" + ")" * 19, "sin(" * 20 + "x" + ")" * 20),
        ("x**64", "x**65"),
        ("+".join(["sin(x)"] * 40), "+".join(["sin(x)"] * 41)),
        ("x*1e18", "x*1.1e18"),
    ]:
        assert parse(write(parse(text))) == parse(text)
        with pytest.raises(UsageError):
            parse(beyond)


def test_a_text_without_x_is_taken_for_a_name():
    assert [
        is_expression(text) for text in ("2x", "x", "max(0, x)", "leaky-relu", "x2", "exp")
    ] == [
        *(True, True, True),
        *(False, False, False),
    ]
    with pytest.raises(UsageError, match="unknown activation 'leaky-rleu': did you mean 'leaky_re"):
        activations.get("leaky-rleu")
    assert compose("relu") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x", "identity"),
        ("relu(x)", "relu"),
        ("max(x, 0)", "relu"),
        ("tanh(x)", "tanh"),
        ("abs(x)", "abs"),
        ("sin(x)", "sine"),
        ("gaussian(x)", "gaussian"),
        ("silu(x)", "swish"),
        ("hard_swish(x)", "hard_swish"),
    ],
)
def test_an_expression_that_is_an_entry_of_the_catalogue_is_that(text, name):
    assert activations.definition(text) is activations.definition(name)


def test_operators_mean_what_mathematics_does_where_the_catalogue_scales():
    for name in ("erf", "atan"):
        expression = activations.get(f"{name}(x)")
        assert expression.name == f"{name}(x)"
        assert not are_equal(expression, activations.get(name))
    assert are_equal(activations.get("erf(x, 1)"), activations.get("erf(x)"))


def test_every_name_of_the_catalogue_is_a_function():
    for definition in activations.definitions().values():
        for name in (definition.name, *definition.aliases):
            if name not in ("erf", "atan"):
                outer = activations.get(f"2*{name}(x) - {name}(x)")
                assert are_equal(outer, definition.bind({})), name
        if definition.parameters:
            params = {p.name: p.low for p in definition.parameters}
            values = ",".join(f"{value!r}" for value in params.values())
            expression = activations.get(f"{definition.name}(1*x,{values})")
            assert are_equal(expression, definition.bind(params)), definition.name


def test_a_named_constant_is_a_parameter_that_must_be_given():
    found = activations.definition("x*sigmoid(b*x) + a")
    assert [(p.name, p.default, p.low, p.high, p.log) for p in found.parameters] == [
        ("a", 1.0, -10.0, 10.0, False),
        ("b", 1.0, -10.0, 10.0, False),
    ]
    with pytest.raises(UsageError, match="has a named constant 'b': give it a value, or have it l"):
        activations.get("x*sigmoid(b*x)")
    with pytest.raises(UsageError, match="has no parameter 'c'"):
        activations.get("x*sigmoid(b*x)", b=1, c=2)
    activation = activations.get("x*sigmoid(b*x)", b=-2)
    assert activation.params == {"b": -2.0}
    assert activation.formula == "x*sigmoid(-2*x)"
    assert str(activation) == "x*sigmoid(b*x) (b=-2.0)"
    assert are_equal(activation, activations.get("x*sigmoid(-2*x)"))


def test_a_constant_in_the_place_of_a_parameter_has_its_range():
    (parameter,) = activations.definition("swish(sin(x), s)").parameters
    (own,) = activations.definition("swish").parameters
    assert (parameter.default, parameter.low, parameter.high, parameter.log) == (
        *(own.default, own.low, own.high),
        own.log,
    )


def test_a_constant_in_two_places_has_the_range_that_suits_both():
    (parameter,) = activations.definition("swish(x, s) + leaky_relu(x, s) + s").parameters
    assert (parameter.low, parameter.high, parameter.log) == (0.1, 0.9, True)
    assert 0.1 <= parameter.default <= 0.9
    with pytest.raises(UsageError, match="'s' stands for parameters that have no range in common"):
        activations.definition("prelu(x, s) + squared_relu(x, s)")


@pytest.mark.parametrize("params", [{"b": 0.5}, {"b": {"learned": "unit", "start": 0.5}}])
def test_an_expression_is_stored_and_pickled_by_its_canonical_text(params):
    activation = activations.get("sigmoid(x*b)*x", **params)
    assert activation.to_dict()["name"] == "x*sigmoid(b*x)"
    assert activations.from_dict(activation.to_dict()) == activation
    # The same definition, which is compiled once.
    assert activations.from_dict(activation.to_dict()).definition is activation.definition
    assert pickle.loads(pickle.dumps(activation)) == activation
    assert b"numpy" not in pickle.dumps(activation)


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("x*sigmoid(x)", ()),
        ("abs(x - 1.5)", (1.5,)),
        ("max(x, -x, 1)", (-1.0, 1.0)),
        ("leaky_relu(x, s) + relu_n(x, 2)", (0.0, 2.0)),
        ("step(x + 1)*x", (-1.0,)),
        ("1/x", (-0.001, 0.0, 0.001)),
        ("exp(x**4)", (-(41**0.25), 41**0.25)),
    ],
)
def test_kinks_are_found(text, kinks):
    found = activations.definition(text)
    assert found.bind(found.defaults).kinks == pytest.approx(kinks, abs=1e-8)
