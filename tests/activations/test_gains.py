"""Compare initialization gains and gradient ratios with independently computed values."""

import numpy as np
import pytest
from every_activation import every_definition

from actsearch import activations

# name: (1/sqrt(E f²), E f'²/E f²) for z ~ N(0, 1), with default parameters. Not included are apl,
# whose known values are for other hinges; acon_c, which has its own test; and step, whose
# derivative is 0 by convention.
EXPECTED = {
    "sigmoid": (1.846, 0.153),
    "tanh": (1.593, 1.178),
    "lecun_tanh": (1.154, 1.071),
    "hard_sigmoid": (1.898, 0.100),
    "hard_tanh": (1.392, 1.323),
    "softsign": (2.338, 1.244),
    "arctan": (1.872, 1.244),
    "isru": (1.704, 1.202),
    "erf": (1.546, 1.174),
    "penalized_tanh": (2.185, 1.178),
    "sqnl": (1.592, 1.139),
    "relu": (1.414, 1.000),
    "relu_n": (1.414, 1.000),
    "leaky_relu": (1.414, 1.000),
    "elu": (1.245, 1.036),
    "celu": (1.245, 1.036),
    "selu": (1.000, 1.072),
    "pelu": (1.245, 1.036),
    "isrlu": (1.220, 1.052),
    "srelu": (1.476, 1.024),
    "squared_relu": (0.817, 1.333),
    "star_relu": (1.000, 1.600),
    "nlrelu": (2.274, 1.067),
    "abs": (1.000, 1.000),
    "softshrink": (1.544, 1.472),
    "softplus": (1.042, 0.319),
    "squareplus": (0.817, 0.193),
    "swish": (1.677, 1.067),
    "e_swish": (0.958, 1.067),
    "hard_swish": (1.737, 1.081),
    "gelu": (1.534, 1.072),
    "mish": (1.487, 1.059),
    "lisht": (1.149, 1.142),
    "tanh_exp": (1.375, 1.061),
    "serf": (1.412, 1.057),
    "smish": (2.513, 1.058),
    "logish": (2.268, 1.060),
    "phish": (1.664, 1.222),
    "elish": (1.707, 1.068),
    "hard_elish": (1.447, 1.088),
    "aria2": (1.878, 1.094),
    "smu": (1.424, 1.035),
    "bent_identity": (0.966, 1.012),
    "tanhshrink": (2.338, 1.383),
    "symlog": (1.608, 1.067),
    "gelu_sine": (1.428, 1.065),
    "gmtu": (1.346, 1.603),
    "sigmoid_erf": (2.574, 1.209),
    "sine": (1.521, 1.313),
    "snake": (0.875, 1.147),
    "sinlu": (1.054, 1.086),
    "gcu": (1.835, 3.367),
    "gaussian": (1.495, 0.800),
    "identity": (1.000, 1.000),
}


def gradient_ratio(activation):
    z = np.linspace(-8, 8, 32_001)
    density = np.exp(-0.5 * z * z)
    return np.sum(activation.derivative(z) ** 2 * density) / np.sum(activation(z) ** 2 * density)


@pytest.mark.parametrize(("name", "gain", "ratio"), [(k, *v) for k, v in EXPECTED.items()])
def test_gain_and_gradient_ratio(name, gain, ratio):
    activation = activations.get(name)
    # Tolerance: half a unit of the last printed digit, plus the relative one.
    assert activation.initialization_gain == pytest.approx(gain, rel=2e-3)
    assert abs(gradient_ratio(activation) - ratio) <= 2e-3 * ratio + 5e-4


@pytest.mark.parametrize(("p2", "gain", "ratio"), [(0.0, *EXPECTED["swish"]), (0.1, 1.627, 1.047)])
def test_acon_c_is_swish_by_default_and_its_known_values_are_for_a_tilted_one(p2, gain, ratio):
    activation = activations.get("acon_c", p2=p2)
    assert activation.initialization_gain == pytest.approx(gain, rel=2e-3)
    assert abs(gradient_ratio(activation) - ratio) <= 2e-3 * ratio + 5e-4


def test_gain_of_step_is_the_square_root_of_two():
    assert activations.get("step").initialization_gain == pytest.approx(np.sqrt(2), rel=1e-3)


@every_definition
def test_the_gain_keeps_the_mean_square_of_units(definition):
    activation = definition.bind({})
    z = np.random.default_rng(0).normal(size=400_000)
    scaled = activation.initialization_gain * activation(z)
    assert np.mean(scaled**2) == pytest.approx(1, rel=0.02)
