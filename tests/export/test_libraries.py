"""Every activation in other libraries: value and gradient are ours."""

import os
from types import SimpleNamespace

import numpy as np
import pytest
from every_activation import DEFINITIONS
from export.conftest import agree

from actsearch.activations.expressions.forms import form
from actsearch.activations.expressions.libraries import JAX, KERAS, TORCH
from actsearch.activations.expressions.python import code

pytestmark = pytest.mark.extra


def settings(definition):
    """Return two bindings: with the defaults, and with other values of all parameters."""
    other = {each.name: each.low + 0.3 * (each.high - each.low) for each in definition.parameters}
    return definition.bind({}), definition.bind(other)


def grid(activation):
    x = np.linspace(-6, 6, 400, dtype=np.float32) + np.float32(0.0037)
    for kink in activation.kinks:
        x = x[np.abs(x - kink) > 1e-3]
    return x


def of_torch(torch):
    import math

    names = {"torch": torch, "math": math}

    def compute(text, x):
        x = torch.tensor(x, requires_grad=True)
        value = eval(text, {**names, "x": x})
        # A step lets no gradient through.
        slope = torch.autograd.grad(value.sum(), x)[0] if value.requires_grad else 0 * x
        return value.detach().numpy(), slope.detach().numpy()

    return compute


def of_jax(jax, **names):
    def compute(text, x):
        def value(x):
            return eval(text, {"jax": jax, "jnp": jax.numpy, **names, "x": x})

        return value(x), jax.vmap(jax.grad(value))(x)

    return compute


@pytest.mark.parametrize("library", [TORCH, JAX, KERAS], ids=lambda each: each.title)
def test_value_and_gradient_are_ours(library, imported, monkeypatch):
    monkeypatch.setitem(os.environ, "KERAS_BACKEND", "jax")
    compute = {
        "PyTorch": lambda: of_torch(imported("torch")),
        "JAX": lambda: of_jax(imported("jax")),
        "Keras": lambda: of_jax(imported("jax"), ops=imported("keras").ops),
    }[library.title]()
    for definition in DEFINITIONS:
        for activation in settings(definition):
            x = grid(activation)
            text = code(form(definition, activation.params), library)
            exact = SimpleNamespace(x=x.astype(np.float64))
            value, slope = compute(text, x)
            try:
                agree(value, activation(exact.x))
                agree(slope, activation.derivative(exact.x))
            except AssertionError as error:
                raise AssertionError(f"{activation}: {text}: {error}") from None
