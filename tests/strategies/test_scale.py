"""Numbers are scaled exactly as by Optuna's own samplers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna._transform import _SearchSpaceTransform
from optuna.distributions import FloatDistribution, IntDistribution

from actsearch.strategies.scale import number_at, place_of

positive = st.floats(1e-6, 1e3)
finite = st.floats(-1e3, 1e3)


@st.composite
def distributions(draw):
    kind = draw(st.sampled_from(["float", "log", "step", "int", "int log", "int step"]))
    if kind in ("float", "step"):
        low, width = draw(finite), draw(st.sampled_from([0.0, 0.3, 1.0, 7.5]) | positive)
        step = draw(st.sampled_from([0.1, 0.25, 0.3, 1.0])) if kind == "step" else None
        return FloatDistribution(low, low + width, step=step)
    if kind == "log":
        low, factor = draw(positive), draw(st.floats(1.0, 1e4))
        return FloatDistribution(low, low * factor, log=True)
    low, width = draw(st.integers(1, 1000)), draw(st.integers(0, 1000))
    step = draw(st.integers(1, 30)) if kind == "int step" else 1
    return IntDistribution(low, low + width, log=kind == "int log", step=step)


def as_optuna(distribution):
    return _SearchSpaceTransform({"": distribution}, transform_0_1=True)


# Optuna cuts a range that is not a multiple of its step, with a warning.
@pytest.mark.filterwarnings("ignore:The distribution is specified by")
@settings(max_examples=1000, deadline=None)
@given(distributions(), st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0.0, 1.0))
def test_both_ways_give_optunas_bits(distribution, place):
    optuna = as_optuna(distribution)
    number = number_at(place, distribution)
    assert number == optuna.untransform(np.array([place]))[""]
    assert place_of(number, distribution) == optuna.transform({"": number})[0]


@pytest.mark.parametrize(
    ("distribution", "kind"),
    [
        (FloatDistribution(0, 1), float),
        (FloatDistribution(0, 1, step=0.5), float),
        (IntDistribution(1, 9), int),
        (IntDistribution(1, 9, log=True), int),
    ],
)
def test_a_number_keeps_its_kind(distribution, kind):
    assert type(number_at(0.3, distribution)) is kind
