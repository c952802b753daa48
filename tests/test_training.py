"""Training: the same for studies and for the classifier, and the network can be kept."""

import math
import warnings

import numpy as np
import pytest

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.errors import DataError, UsageError
from actsearch.nn.estimator import MLPClassifier
from actsearch.nn.settings import TrainingSettings
from actsearch.nn.training import Trainer
from actsearch.training import train

DIGITS = datasets.load("digits")
SPLIT = DIGITS.split(seed=0)
LAYERS = (activations.get("tanh"), activations.get("leaky_relu", slope=0.1))


def candidate(**settings) -> Candidate:
    return Candidate((12, 8), LAYERS, TrainingSettings(**{"epochs": 3, **settings}))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"solver": "sgd", "momentum": 0.5, "learning_rate_init": 0.1, "batch_size": 50},
        {"alpha": 0.1, "weight_init": "variance"},
        {"learning_rate": "linear", "warmup": 0.2},
        {"learning_rate": "cosine", "solver": "sgd"},
        {"epochs": None, "steps": 41, "checkpoints": 1},
        {"batch_size": None},
    ],
    ids=str,
)
def test_the_classifier_gets_the_same_weights_as_a_study(settings):
    kept = train(candidate(**settings), SPLIT, seed=5)
    chosen = {"batch_size": 100, "alpha": 0.0, **settings}
    chosen["max_iter"], chosen["max_steps"] = (
        chosen.pop("epochs", 3) or 3,
        chosen.pop("steps", None),
    )
    chosen.pop("checkpoints", None)
    by_hand = MLPClassifier((12, 8), LAYERS, tol=0, n_iter_no_change=9, random_state=5, **chosen)
    by_candidate = MLPClassifier.from_candidate(candidate(**settings), random_state=5)
    for model in (by_hand, by_candidate):
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "training stopped at max_")
            model.fit(SPLIT.X_train, SPLIT.y_train)
        np.testing.assert_array_equal(model._network.parameters, kept.network.parameters)
        if "steps" not in settings:  # which are noted as one
            assert tuple(model.loss_curve_) == kept.history.losses


@pytest.mark.parametrize("factor", [1.0, 30.0])
def test_the_classifier_learns_the_same_parameters_as_a_study(factor):
    layers = (
        activations.get("leaky_relu", slope={"learned": "unit", "start": 0.1}),
        activations.get("swish", beta="learned"),
    )
    settings = TrainingSettings(epochs=3, learned_step_factor=factor)
    learning = Candidate((12, 8), layers, settings)
    kept = train(learning, SPLIT, seed=5)
    model = MLPClassifier.from_candidate(learning, random_state=5)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "training stopped at max_")
        model.fit(SPLIT.X_train, SPLIT.y_train)
    np.testing.assert_array_equal(model._network.parameters, kept.network.parameters)
    slopes, betas = model.learned_params_
    assert (slopes["slope"].shape, betas["beta"].shape) == ((12,), (1,))
    assert np.all(slopes["slope"] != np.float32(0.1))
    assert betas["beta"] != 1.0


def test_a_trained_network_predicts_unscaled_samples():
    kept = train(candidate(epochs=10, learning_rate_init=0.01), SPLIT, seed=0)
    assert np.mean(kept.predict(DIGITS.X) == DIGITS.classes[DIGITS.y]) > 0.9
    scaled = kept.network.predict(SPLIT.preparation(DIGITS.X))
    np.testing.assert_array_equal(kept.predict_proba(DIGITS.X), scaled)
    images = DIGITS.X.reshape(-1, 8, 8)
    np.testing.assert_array_equal(kept.predict_proba(images), scaled)


@pytest.mark.parametrize("shape", [(64,), (5, 63), (0, 8)])
def test_samples_of_another_shape_are_refused(shape):
    kept = train(candidate(epochs=1), SPLIT, seed=0)
    with pytest.raises(UsageError, match="must have 64 features each"):
        kept.predict(np.zeros(shape))


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e300])
def test_values_that_no_network_can_take_are_refused(value):
    kept = train(candidate(epochs=1), SPLIT, seed=0)
    samples = np.zeros((4, 64))
    samples[2, 5] = value
    with pytest.raises(DataError, match=r"finite .* in row 2, column 5 \(counted from 0\)"):
        kept.predict(samples)


def test_it_may_be_stopped_after_an_epoch():
    seen = []

    def after_checkpoint(network, losses):
        seen.append((network.parameters.copy(), tuple(losses)))
        return len(losses) == 2

    kept = train(candidate(epochs=4), SPLIT, seed=0, after_checkpoint=after_checkpoint)
    assert [len(losses) for _, losses in seen] == [1, 2]
    assert kept.history.losses == seen[-1][1]
    assert kept.history.divergence is None
    np.testing.assert_array_equal(kept.network.parameters, seen[-1][0])


def test_it_ends_where_it_diverges():
    wild = candidate(solver="sgd", learning_rate_init=1e9, epochs=5)
    kept = train(wild, SPLIT, seed=0)
    assert "gradient step 12" in kept.history.divergence
    assert len(kept.history.losses) == 1


@pytest.mark.parametrize(("share", "epochs"), [(0.999, 3), (1.001, 1)])
def test_a_training_loss_may_be_a_hundred_times_that_of_guessing(monkeypatch, share, epochs):
    monkeypatch.setattr(Trainer, "_train", lambda *_: share * 100 * math.log(10))
    history = train(candidate(epochs=3), SPLIT, seed=0).history
    assert len(history.losses) == epochs
    assert (history.divergence is not None) == (epochs == 1)


def test_it_may_not_take_longer_than_allowed():
    with pytest.raises(
        TimeoutError, match=r"took longer than 1e-09 s, and had taken (0|12) of 36 gradient steps;"
    ):
        train(candidate(), SPLIT, seed=0, timeout=1e-9)


def test_balanced_classes_count_alike():
    few = datasets.Dataset.from_arrays(
        "few", np.random.default_rng(0).normal(size=(400, 3)), ["a"] * 380 + ["b"] * 20
    ).split(seed=0)
    settings = {"steps": 200, "learning_rate_init": 0.01}
    plain, balanced = (
        train(candidate(epochs=None, class_weight=weight, **settings), few, seed=0)
        for weight in (None, "balanced")
    )
    shares = [
        np.mean(each.network.predict(few.X_validation).argmax(axis=1)) for each in (plain, balanced)
    ]
    assert shares[0] < 0.1 < shares[1]


def test_a_candidate_that_the_classifier_cannot_train_is_refused():
    with pytest.raises(UsageError, match="has no class_weight"):
        MLPClassifier.from_candidate(candidate(class_weight="balanced"))
