"""The sentence on why a network trains badly."""

import math

import pytest

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.diagnosis import diagnosis
from actsearch.evaluation import evaluate
from actsearch.nn.causes import NAMES, Causes
from actsearch.nn.settings import TrainingSettings

HEALTHY = dict.fromkeys(NAMES, [0.0] * 4) | {"gradient_norm": [0.1] * 4}
ENDLESS = math.inf


def said(first=None, **last):
    return diagnosis(Causes.of([HEALTHY | (first or {}), HEALTHY | last]))


def norms(*numbers):
    return {"gradient_norm": numbers}


def test_a_network_without_hidden_layers_has_none():
    assert diagnosis(Causes.of([{name: [] for name in NAMES}] * 2)) is None


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        ({}, None),
        (norms(9.0, 5.0, 1.0, 0.1), None),
        (norms(2e-4, 1.0, 1.0, 0.1), None),
        (
            norms(2e-9, 1e-6, 0.1, 0.1),
            "layers 1 to 2 receive less than 1e-3 of layer 4's gradient (layer 1: 2e-8): it "
            "vanishes; try a larger gain",
        ),
        (
            norms(2e-9, 0.1, 1e-6, 0.1),
            "layers 1, 3 receive less than 1e-3 of layer 4's gradient (layer 1: 2e-8): it "
            "vanishes; try a larger gain",
        ),
        (
            norms(2e-6, 0.1, 0.1, 0.1),
            "layer 1 receives 2e-5 of layer 4's gradient: it vanishes; try a larger gain",
        ),
        (
            norms(0.0, 0.1, 0.1, 0.1),
            "layer 1 receives nothing of layer 4's gradient: it vanishes; try a larger gain",
        ),
        (norms(0.0, 0.0, 0.0, 0.0), None),
        (
            norms(300.0, 2.0, 2.0, 1.0),
            "layer 1 receives 300 times the gradient of layer 4: it explodes; try a smaller gain",
        ),
        (
            norms(2e3, 3e3, 2e3, 1e3),
            "the gradient of layer 2 has the norm 3e+03: it explodes; try a smaller gain or step "
            "size",
        ),
        (
            norms(math.nan, ENDLESS, ENDLESS, 0.1),
            "the gradient of layers 1 to 3 is not finite: it explodes; try a smaller gain or step "
            "size",
        ),
        ({"dead": [0.0, 0.4, 0.49, 0.2], "saturated": [0.49] * 4}, None),
        (
            {"dead": [0.1, 0.62, 0.5, 0.0], "saturated": [0.1, 0.7, 0.5, 0.0]},
            "62 % of the units of layer 2 are dead; try a leaky slope",
        ),
        (
            {"saturated": [0, 0, 0, 0.5], "pre_activation_mean": [0, 0, 0, -4.0]},
            "50 % of the units of layer 4 are saturated; try a smaller gain",
        ),
        (
            {"saturated": [0, 1, 0, 0.5], "pre_activation_deviation": [0.1] * 4},
            "100 % of the units of layer 2 are saturated; try a larger gain",
        ),
        (
            {"dead": [0, 0, 0.9, 0]} | norms(1e-9, 1e-9, 0.1, 0.1),
            "90 % of the units of layer 3 are dead; try a leaky slope",
        ),
    ],
)
def test_the_end_of_a_training_is_judged(last, sentence):
    assert said(**last) == sentence


def test_a_bad_start_is_told_if_the_end_is_good():
    bad = norms(1e-9, 1e-6, 0.1, 0.1)
    sentence = said(bad)
    assert sentence.startswith("before the first step, layers 1 to 2 receive less than 1e-3 ")
    assert said(bad, dead=[0.8] * 4) == "80 % of the units of layer 1 are dead; try a leaky slope"
    assert said({"dead": [0.9] * 4}) is None


def test_nothing_is_said_of_what_was_not_measured():
    assert diagnosis(None) is None


def evaluated(*named, hidden, **settings):
    made = tuple(activations.get(name, **params) for name, params in named)
    candidate = Candidate(
        hidden, made, TrainingSettings(**{"steps": 20, "checkpoints": 2} | settings)
    )
    return evaluate(candidate, datasets.load("digits").split(seed=0), seed=0)


@pytest.mark.parametrize(("gain", "vanishes"), [(1.0, True), (4.0, False)])
def test_the_gradient_of_a_ten_layer_sigmoid_vanishes_at_gain_1(gain, vanishes):
    found = evaluated(*[("sigmoid", {"gain": gain})] * 10, hidden=(50,) * 10)
    sentence = diagnosis(found.causes)
    assert (sentence or "").endswith("it vanishes; try a larger gain") == vanishes


def test_a_training_that_diverges_has_an_exploding_gradient():
    found = evaluated(
        ("relu", {}), ("relu", {}), hidden=(30, 30), solver="sgd", learning_rate_init=1e4
    )
    assert found.divergence
    assert "it explodes" in diagnosis(found.causes)
