"""Properties of all shipped search spaces."""

import json

import optuna
import pytest

from actsearch.parameter_names import ParameterName
from actsearch.search_space import SearchSpace, load, names
from actsearch.search_space.settings import Range, Values
from actsearch.strategies import ExactSampler
from actsearch.strategies.random import Random

optuna.logging.set_verbosity(optuna.logging.WARNING)


def holds(setting, value):
    if isinstance(setting, Range):
        return setting.min <= value <= setting.max
    return value in setting.values if isinstance(setting, Values) else value == setting


def is_choice(name):
    return ParameterName.parse(name).is_choice


def test_lists_what_is_shipped():
    assert names() == [
        *("depth", "evolved", "expressions", "leaky-slope"),
        *("mnist", "per-layer", "sigmoid-gain", "tabular"),
    ]


@pytest.mark.parametrize("name", names())
def test_trials_draw_within_the_ranges(name):
    space = load(name)
    document = space.document
    study = optuna.create_study(sampler=ExactSampler(Random(space), space, seed=0, lookahead=4))
    known = {parameter.name for parameter in space.parameters()}
    for _ in range(50):
        trial = study.ask()
        candidate = space.suggest(trial)
        study.tell(trial, 0.0)
        assert set(trial.params) <= known
        assert holds(document.network.hidden_layer_sizes, candidate.hidden_layer_sizes)
        for key, setting in document.training:
            assert holds(setting, getattr(candidate.training, key))
        trees = [value == "expression" for name, value in trial.params.items() if is_choice(name)]
        for activation in [] if any(trees) else candidate.activations:
            for key, setting in document.activations[activation.name].parameters.items():
                assert holds(setting, activation.params[key])
        if not document.per_layer:
            assert len(set(candidate.activations)) == 1


@pytest.mark.parametrize("name", names())
def test_a_space_survives_the_round_trip(name):
    space = load(name)
    assert space.name == name
    assert space.description
    assert SearchSpace.from_dict(json.loads(json.dumps(space.to_dict()))) == space


def test_mnist_searches_twelve_activations():
    assert len(load("mnist").document.activations) == 12


def test_per_layer_draws_different_activations():
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    assert "|" in str(load("per-layer").suggest(study.ask()))


def test_depth_is_a_grid():
    assert [tuple(point.values()) for point in load("depth").grid()] == [
        ("16", "sigmoid"),
        ("16", "relu"),
        ("16-16", "sigmoid"),
        ("16-16", "relu"),
        ("16-16-16", "sigmoid"),
        ("16-16-16", "relu"),
    ]
