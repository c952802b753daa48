"""Epochs of training: each uses every sample once, in the order that the generator draws."""

import math
from dataclasses import asdict

import numpy as np
import pytest
from central_differences import central_differences
from threadpoolctl import threadpool_info

from actsearch import activations
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD, Adam
from actsearch.nn.settings import LEARNED_STEP_FACTOR, TrainingSettings
from actsearch.nn.training import Trainer, find_divergence, generators


def trainer(
    batch_size: int, alpha: float = 0.0, learning_rate: float = 0.1, activation: str = "tanh"
) -> Trainer:
    network = Network([4, 6, 3], [activations.get(activation)], dtype=np.float64)
    network.initialize("glorot", np.random.default_rng(0))
    optimizer = SGD(network.parameters.size, network.dtype, learning_rate, momentum=0.0)
    return Trainer(network, optimizer, batch_size, alpha)


@pytest.fixture
def samples():
    rng = np.random.default_rng(1)
    return rng.normal(size=(25, 4)), rng.integers(0, 3, 25)


def test_same_generator_same_weights(samples):
    twins = [trainer(10), trainer(10)]
    for twin in twins:
        rng = np.random.default_rng(7)
        for _ in range(3):
            twin.epoch(*samples, rng)
    np.testing.assert_array_equal(*(twin.network.parameters for twin in twins))


def test_a_full_batch_takes_one_gradient_step(samples):
    full = trainer(25)
    before = full.network.parameters.copy()
    loss = full.network.backpropagate(*samples)
    gradient = full.network.gradient.copy()
    assert full.epoch(*samples, None) == pytest.approx(loss)
    np.testing.assert_allclose(full.network.parameters, before - 0.1 * gradient)


def test_the_loss_is_the_mean_over_samples_also_with_a_smaller_last_batch(samples):
    still = trainer(10, learning_rate=1e-300)
    expected = still.network.backpropagate(*samples)
    assert still.epoch(*samples, np.random.default_rng(0)) == pytest.approx(expected)


@pytest.mark.parametrize("weighted", [False, True], ids=["alike", "weighted"])
@pytest.mark.parametrize("batch_size", [5, 25])
def test_the_penalty_is_divided_by_the_batch_in_loss_and_gradient(samples, batch_size, weighted):
    X, targets = (each[:batch_size] for each in samples)
    weights = np.random.default_rng(2).uniform(0, 3, batch_size) if weighted else None
    total = weights.sum() if weighted else batch_size
    penalized = trainer(batch_size, alpha=0.7)
    network = penalized.network

    def loss():
        squares = sum(np.sum(layer**2) for layer in network.weights)
        return network.backpropagate(X, targets, weights) + 0.5 * 0.7 / total * squares

    gradient, expected, before = (
        central_differences(network, loss),
        loss(),
        network.parameters.copy(),
    )
    assert penalized.epoch(X, targets, None, weights) == pytest.approx(expected)
    np.testing.assert_allclose(before - network.parameters, 0.1 * gradient, rtol=1e-6, atol=1e-9)


def test_weights_count_like_repetitions(samples):
    X, targets = samples
    counts = np.random.default_rng(3).integers(0, 4, len(X))
    weighted, repeated = trainer(100, alpha=0.1), trainer(100, alpha=0.1)
    for _ in range(3):
        loss = weighted.epoch(X, targets, None, counts.astype(np.float64))
        expected = repeated.epoch(np.repeat(X, counts, axis=0), np.repeat(targets, counts), None)
    assert loss == pytest.approx(expected)
    np.testing.assert_allclose(weighted.network.parameters, repeated.network.parameters)


def test_a_batch_that_weighs_nothing_is_passed_over(samples):
    X, targets = samples
    weights = np.r_[np.ones(10), np.zeros(10), np.ones(5)]
    weighted, rest = trainer(10, alpha=0.1), trainer(10, alpha=0.1)
    kept = weights > 0
    loss = weighted.epoch(X, targets, None, weights)
    assert 25 * loss == pytest.approx(15 * rest.epoch(X[kept], targets[kept], None))
    np.testing.assert_allclose(weighted.network.parameters, rest.network.parameters)


def test_a_run_is_its_epochs_and_tells_of_each(samples):
    one_by_one, at_once, seen = trainer(10), trainer(10), []
    rng = np.random.default_rng(7)
    expected = tuple(one_by_one.epoch(*samples, rng) for _ in range(3))

    def after_checkpoint(network, losses):
        assert network is at_once.network
        seen.append(tuple(losses))
        return len(losses) == 3

    history = at_once.run(
        *samples, [3, 6, 9, 12, 15], np.random.default_rng(7), after_checkpoint=after_checkpoint
    )
    assert history.losses == expected
    assert seen == [expected[:1], expected[:2], expected]
    assert history.divergence is None
    np.testing.assert_array_equal(at_once.network.parameters, one_by_one.network.parameters)


def test_a_run_has_one_blas_thread_and_no_warnings(samples):
    def after_checkpoint(*_):
        threads.extend(i["num_threads"] for i in threadpool_info() if i["user_api"] == "blas")
        return bool(np.isnan(np.float32("inf") - np.float32("inf")))

    threads: list[int] = []
    history = trainer(10).run(*samples, [3, 6], None, after_checkpoint=after_checkpoint)
    # Libraries other than NumPy's may have been loaded since.
    assert min(threads) == 1
    assert len(history.losses) == 1


@pytest.mark.parametrize(("guessing", "epochs"), [(math.log(3), 1), (math.inf, 4)])
def test_a_run_ends_beyond_a_hundred_times_the_loss_of_guessing(samples, guessing, epochs):
    X, targets = samples
    large = trainer(25, learning_rate=1e-20, activation="relu")
    history = large.run(1e6 * X, targets, [1, 2, 3, 4], None, guessing=guessing)
    assert len(history.losses) == epochs
    assert (history.divergence is not None) == (epochs == 1)


@pytest.mark.parametrize(
    ("loss", "guessing", "says"),
    [
        (100.0, 1.0, None),
        (
            100.1,
            1.0,
            "the training loss was 100 at gradient step 1,500, over 100 times that of guessing",
        ),
        (1e300, math.inf, None),
        (math.nan, 1.0, "the training loss became nan by gradient step 1,500; lower"),
        (math.inf, math.inf, "the training loss became inf by gradient step 1,500; lower"),
    ],
)
def test_divergence_is_said_in_words(loss, guessing, says):
    found = find_divergence("training", loss, guessing, 1500)
    assert found is None if says is None else found.startswith(says)


def test_weights_and_order_are_drawn_independently_from_one_seed():
    weights, order = (generator.random(4) for generator in generators(3))
    assert not np.isin(weights, order).any()
    again, _ = generators(3)
    np.testing.assert_array_equal(again.random(4), weights)
    assert not np.isin(generators(4)[0].random(4), weights).any()


def test_what_a_space_does_not_set_is_trained_with_these_settings():
    assert asdict(TrainingSettings()) == {
        "epochs": 10,
        "steps": None,
        "checkpoints": None,
        "batch_size": 100,
        "solver": "adam",
        "learning_rate_init": 0.001,
        "learning_rate": "constant",
        "warmup": 0.0,
        "momentum": 0.9,
        "alpha": 0.0,
        "weight_init": "glorot",
        "class_weight": None,
        "learned_step_factor": LEARNED_STEP_FACTOR,
    }


def test_checkpoints_need_not_be_at_the_end_of_an_epoch(samples):
    whole, parts = trainer(10), trainer(10)
    whole.run(*samples, [7], np.random.default_rng(7))
    parts.run(*samples, [1, 2, 6, 7], np.random.default_rng(7))
    np.testing.assert_array_equal(whole.network.parameters, parts.network.parameters)


@pytest.mark.parametrize(
    ("settings", "n_samples", "expected"),
    [
        ({"epochs": 3}, 250, [3, 6, 9]),
        ({"epochs": 3, "checkpoints": 10}, 250, [3, 6, 9]),
        ({"epochs": 40, "checkpoints": 10}, 250, list(range(12, 121, 12))),
        ({"steps": 25, "checkpoints": 10}, 250, [2, 5, 8, 10, 12, 15, 18, 20, 22, 25]),
        ({"steps": 3, "checkpoints": 10}, 250, [1, 2, 3]),
        ({"epochs": 2, "batch_size": None}, 80, [10, 20]),
    ],
    ids=str,
)
def test_checkpoints_are_equally_spaced_and_the_last_is_the_end(settings, n_samples, expected):
    assert TrainingSettings(**settings).checkpoint_steps(n_samples) == expected


@pytest.mark.parametrize(("n_samples", "size"), [(5, 1), (80, 8), (999, 99), (50_000, 100)])
def test_a_batch_is_at_most_a_tenth_of_the_samples_unless_its_size_is_set(n_samples, size):
    assert TrainingSettings(batch_size=None).samples_per_step(n_samples) == size
    assert TrainingSettings(batch_size=64).samples_per_step(n_samples) == min(64, n_samples)


@pytest.mark.parametrize(
    ("settings", "count"),
    [({}, 1), ({"checkpoints": 10}, 3), ({"checkpoints": 10, "epochs": 5}, 1)],
    ids=str,
)
def test_the_score_is_a_mean_except_in_studies_of_earlier_versions(settings, count):
    settings = TrainingSettings(**settings)
    assert settings.scored_checkpoints(len(settings.checkpoint_steps(1000))) == count


def test_settings_reach_the_optimizer():
    network = trainer(1).network
    adam = TrainingSettings(learning_rate_init=0.5).optimizer(network)
    assert isinstance(adam, Adam)
    assert adam.learning_rate == 0.5
    sgd = TrainingSettings(solver="sgd", learning_rate_init=0.5, momentum=0.3).optimizer(network)
    assert isinstance(sgd, SGD)
    assert (sgd.learning_rate, sgd.momentum) == (0.5, 0.3)
