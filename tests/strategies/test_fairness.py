"""A fair baseline: its sizes and settings are tuned as often as those of the best activation."""

import optuna
import pytest

from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler, get

LAYERS = {"values": [[8], [8, 8]]}
STEP = {"min": 1e-4, "max": 1e-1, "log": True}


def space(*, settings=True, **more):
    return SearchSpace.from_dict(
        {
            "network": {"hidden_layer_sizes": LAYERS if settings else [8]},
            "training": {"learning_rate_init": STEP if settings else 1e-3},
            "activations": {"relu": {}, "tanh": {"gain": {"min": 0.1, "max": 5.0}}, "elu": {}},
            **more,
        }
    )


def searched(strategy, space, count=40):
    """Search a world in which tanh is always the best."""
    study = optuna.create_study(
        direction="maximize", sampler=ExactSampler(get(strategy)(space), space, 0, 1)
    )
    study.enqueue_trial(space.baseline(), user_attrs={"strategy": "baseline"})
    for _ in range(count):
        trial = study.ask()
        space.suggest(trial)
        used = [value for name, value in trial.params.items() if name.endswith("activation")]
        study.tell(trial, 0.9 if set(used) == {"tanh"} else 0.5)
    return study.trials


def names(trial):
    return {value for name, value in trial.params.items() if name.endswith("activation")}


@pytest.mark.parametrize("per_layer", [False, True])
@pytest.mark.parametrize("strategy", ["bayes", "genetic", "random", "spread"])
def test_the_baseline_gets_as_many_trials_as_the_best(strategy, per_layer):
    trials = searched(strategy, space(per_layer=per_layer))
    counts = [sum(names(trial) == {name} for trial in trials) for name in ("relu", "tanh")]
    assert abs(counts[0] - counts[1]) <= 1 or counts[0] > counts[1]
    assert counts[1] > 1
    own = [trial.params for trial in trials if names(trial) == {"relu"}]
    tuned = {(params["hidden_layer_sizes"], params["learning_rate_init"]) for params in own}
    assert len(tuned) == len(own)
    assert all("tanh.gain" not in params for params in own)


def test_without_searched_settings_there_is_nothing_to_tune():
    trials = searched("random", space(settings=False))
    assert sum(names(trial) == {"relu"} for trial in trials) < 25
    assert sum(names(trial) == {"tanh"} for trial in trials) > 10


def test_another_baseline_is_tuned_if_the_space_names_one():
    chosen = space(baseline="elu")
    assert chosen.baseline()["activation"] == "elu"
    trials = searched("random", chosen)
    counts = [sum(names(trial) == {name} for trial in trials) for name in ("elu", "tanh")]
    assert counts[0] >= counts[1]


def test_a_grid_stays_a_grid():
    finite = SearchSpace.from_dict(
        {
            "network": {"hidden_layer_sizes": LAYERS},
            "activations": {"relu": {}, "tanh": {"gain": {"values": [1.0, 2.0, 3.0]}}},
        }
    )
    study = optuna.create_study(
        direction="maximize", sampler=ExactSampler(get("grid")(finite), finite, 0, 1)
    )
    for number in range(finite.size()):
        trial = study.ask()
        finite.suggest(trial)
        study.tell(trial, number)
    assert [trial.params for trial in study.trials] == list(finite.grid())
