"""Names in every spelling, and what is proposed for a wrong one."""

import math

import numpy as np
import pytest
from sklearn.base import clone

import actsearch
from actsearch import MLPClassifier, activations
from actsearch.activations.expressions import compose
from actsearch.activations.expressions.library_functions import LIBRARY_FUNCTIONS
from actsearch.errors import UsageError, did_you_mean
from actsearch.search_space import load
from actsearch.search_space.changes import Changes
from actsearch.spelling import key, near

LIBRARIES = {
    # PyTorch's classes
    "torch.nn.ELU": "elu",
    "nn.Hardsigmoid": "hard_sigmoid",
    "nn.Hardtanh": "hard_tanh",
    "nn.Hardswish()": "hard_swish",
    "LeakyReLU": "leaky_relu",
    "PReLU": "prelu",
    "ReLU6": "relu_n",
    "SELU": "selu",
    "CELU": "celu",
    "GELU": "gelu",
    "SiLU": "swish",
    "Mish": "mish",
    "Softplus": "softplus",
    "Softshrink": "softshrink",
    "Softsign": "softsign",
    "Tanhshrink": "tanhshrink",
    "Identity": "identity",
    # Keras' and JAX's functions
    "keras.activations.linear": "identity",
    "tf.nn.relu6": "relu_n",
    "soft_shrink": "softshrink",
    "tanh_shrink": "tanhshrink",
    "hard_silu": "hard_swish",
    "jax.nn.soft_sign": "softsign",
    "jax.nn.squareplus": "squareplus",
    "jnp.tanh": "tanh",
    # scikit-learn's and SciPy's
    "logistic": "sigmoid",
    "expit": "sigmoid",
    # as people write them
    "hard-swish": "hard_swish",
    "Leaky ReLU": "leaky_relu",
    " relu ": "relu",
}


@pytest.mark.parametrize(("spelling", "name"), LIBRARIES.items())
def test_a_name_of_a_library_finds_the_activation(spelling, name):
    assert actsearch.get(spelling) == actsearch.get(name)
    assert activations.from_dict({"name": spelling, "params": {}}).name == name


def test_no_two_names_are_spelled_alike():
    names = [
        *(
            (name, each.name)
            for each in activations.definitions().values()
            for name in names_of(each)
        ),
        *((name, name) for name in LIBRARY_FUNCTIONS),
    ]
    assert len({key(name) for name, _ in names}) == len(names)
    for name, meant in names:
        for spelling in (name.upper(), name.replace("_", "-"), name.replace("_", "").title()):
            assert key(spelling) == key(name), (spelling, meant)


def names_of(definition):
    return (definition.name, *definition.aliases)


def test_a_name_cannot_be_registered_in_another_spelling():
    with pytest.raises(ValueError, match="'Leaky-ReLU' is taken by 'leaky_relu'"):
        activations.register("Leaky-ReLU", "x", "a test")(lambda x: (x, x.copy))


def softplus(x):
    return np.logaddexp(0, x)


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("torch.nn.LogSigmoid", lambda x: -softplus(-x)),
        ("gelu_tanh", lambda x: x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))),
        ("quick-gelu", lambda x: x / (1 + np.exp(-1.702 * x))),
        ("Hardshrink", lambda x: np.where(np.abs(x) > 0.5, x, 0)),
        ("exponential", np.exp),
        (
            "sparse_plus",
            lambda x: np.where(x <= -1, 0, np.where(x >= 1, x, (x + 1) ** 2 / 4)),
        ),
        ("sparse_sigmoid", lambda x: np.clip((x + 1) / 2, 0, 1)),
    ],
)
def test_a_function_that_is_no_entry_is_a_formula(name, function):
    x = np.linspace(-4, 4, 33)
    found = actsearch.get(name)
    np.testing.assert_allclose(found(x), function(x), rtol=1e-6, atol=1e-9)
    assert compose(found.name) is activations.definition(name)


def test_expressions_call_functions_in_every_spelling():
    assert actsearch.get("SiLU(x) + ERF(x)").name == actsearch.get("swish(x) + erf(x)").name
    # A constant is not called; its name may be like that of a function.
    assert actsearch.get("x*Sin", Sin=2.0).name == "Sin*x"


def test_a_function_of_a_layer_is_no_activation():
    with pytest.raises(
        UsageError, match=r"'nn.Softmax' cannot be searched: .*all units of a layer"
    ):
        actsearch.get("nn.Softmax")


def test_a_space_and_an_estimator_take_any_spelling():
    changed = Changes(activations=("SiLU", "Leaky-ReLU")).applied_to(load("mnist"))
    assert changed.document.choices == ("swish", "leaky_relu")
    with pytest.raises(UsageError, match="'silu' is there twice"):
        Changes(activations=("swish", "silu")).applied_to(load("mnist"))
    model = MLPClassifier((4,), activation="SiLU", max_iter=2)
    model.set_params(random_state=0, n_iter_no_change=math.inf)
    model.fit([[0.0], [1.0]] * 4, [0, 1] * 4)
    same = clone(model).set_params(activation="swish").fit([[0.0], [1.0]] * 4, [0, 1] * 4)
    assert model.loss_ == same.loss_


def test_a_wrong_name_gets_near_ones_or_the_way_to_all():
    with pytest.raises(UsageError, match=r"'LekyReLU': did you mean 'leaky_relu'\? 'actsearch act"):
        actsearch.get("LekyReLU")
    with pytest.raises(UsageError, match="unknown activation 'zzz': 'actsearch activations' lists"):
        actsearch.get("zzz")
    assert len(near("relu7", [f"relu{n}" for n in range(10) if n != 7])) == 5


def test_few_names_are_all_listed_and_many_only_if_none_is_near():
    many = [f"name{n}" for n in range(20)]
    assert did_you_mean("Grid", ["grid", "bayes"]) == "did you mean 'grid'? Known: bayes, grid"
    assert did_you_mean("name33", many) == "did you mean 'name3'?"
    assert did_you_mean("zzz", many).startswith("expected one of name0, name1, ")


def test_names_may_be_the_keys_of_any_table():
    for known in ({"bayes": int, "grid": None}, iter(["bayes", "grid"])):
        assert did_you_mean("[[[", known) == "expected one of bayes, grid"
