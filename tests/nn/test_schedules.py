"""Step sizes follow their formulas, and the trainer takes each step with its own."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actsearch import activations
from actsearch.nn.network import Network
from actsearch.nn.optimizers import SGD
from actsearch.nn.schedules import DECAYS, Schedule
from actsearch.nn.settings import TrainingSettings
from actsearch.nn.training import Trainer

RNG = np.random.default_rng(1)
X, TARGETS = RNG.normal(size=(25, 4)), RNG.integers(0, 3, 25)

schedules = st.builds(
    Schedule, st.sampled_from(sorted(DECAYS)), st.floats(0, 1, exclude_max=True) | st.just(0.0)
)


def fractions(schedule: Schedule, steps: int) -> list[float]:
    return list(schedule.step_sizes(1.0, steps))


@pytest.mark.parametrize(
    ("decay", "expected"),
    [
        ("constant", [1, 1, 1, 1, 1, 1]),
        ("linear", [1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6]),
        ("cosine", [1, (2 + math.sqrt(3)) / 4, 3 / 4, 1 / 2, 1 / 4, (2 - math.sqrt(3)) / 4]),
    ],
)
def test_step_sizes_follow_the_closed_forms(decay, expected):
    assert fractions(Schedule(decay), 6) == pytest.approx(expected)
    risen = fractions(Schedule(decay, warmup=0.4), 10)
    assert risen == pytest.approx([0.25, 0.5, 0.75, 1, *expected])
    assert list(Schedule(decay, 0.4).step_sizes(0.02, 10)) == [0.02 * each for each in risen]


@given(schedules, st.integers(1, 300))
def test_every_fraction_is_within_0_and_1_rises_in_the_warmup_and_then_never_rises(schedule, steps):
    taken = fractions(schedule, steps)
    rising = round(schedule.warmup * steps)
    assert len(taken) == steps
    assert all(0 <= each <= 1 for each in taken)
    assert taken[:rising] == sorted(taken[:rising])
    assert taken[rising:] == sorted(taken[rising:], reverse=True)
    assert max(taken[:rising], default=1.0) == max(taken[rising:], default=1.0) == 1.0


@given(st.sampled_from(["linear", "cosine"]), st.integers(1, 2**40))
def test_a_decay_begins_at_1_and_ends_next_to_0(decay, steps):
    schedule = Schedule(decay)
    assert schedule.fraction(0, steps) == 1
    assert schedule.fraction(steps - 1, steps) <= 1 / steps * (1 + 1e-9) + 1e-12


def trainer(schedule: Schedule, learning_rate: float = 0.1, momentum: float = 0.0) -> Trainer:
    network = Network([4, 6, 3], [activations.get("tanh")], dtype=np.float64)
    network.initialize("glorot", np.random.default_rng(0))
    optimizer = SGD(network.parameters.size, network.dtype, learning_rate, momentum)
    return Trainer(network, optimizer, 10, schedule=schedule)


@pytest.mark.parametrize("schedule", [Schedule("linear"), Schedule("cosine", 0.3)], ids=str)
def test_each_step_is_the_gradient_times_its_step_size(schedule):
    scheduled, by_hand = trainer(schedule), trainer(Schedule()).network
    scheduled.run(X, TARGETS, [3, 6], None)
    for step in range(6):  # two epochs of three batches, the last one with five samples
        batch = slice(step % 3 * 10, step % 3 * 10 + 10)
        by_hand.backpropagate(X[batch], TARGETS[batch])
        by_hand.parameters -= 0.1 * schedule.fraction(step, 6) * by_hand.gradient
    np.testing.assert_allclose(scheduled.network.parameters, by_hand.parameters, rtol=1e-12)


@pytest.mark.parametrize("solver", ["adam", "sgd"])
def test_a_training_ends_with_a_step_size_of_nearly_0(solver):
    settings = TrainingSettings(solver=solver, learning_rate="linear", learning_rate_init=0.5)
    network = trainer(Schedule()).network
    optimizer = settings.optimizer(network)
    scheduled = Trainer(network, optimizer, 5, schedule=settings.schedule())
    seen: list[float] = []

    def after_checkpoint(*_: object) -> bool:
        seen.append(optimizer.learning_rate)
        return False

    for _ in range(2):  # a second run begins with the full step size again
        scheduled.run(X, TARGETS, [5, 10, 15, 20], None, after_checkpoint=after_checkpoint)
    assert seen == pytest.approx(2 * [0.5 * left / 20 for left in (16, 11, 6, 1)])


def test_a_batch_that_is_skipped_does_not_delay_the_decay():
    scheduled = trainer(Schedule("linear"))
    weights = np.r_[np.ones(10), np.zeros(10), np.ones(5)]
    scheduled.run(X, TARGETS, [6], None, sample_weight=weights)
    assert scheduled.optimizer.learning_rate == pytest.approx(0.1 / 6)


def test_a_constant_step_size_changes_no_bit():
    constant, plain = (trainer(Schedule(), momentum=0.9) for _ in range(2))
    history = constant.run(X, TARGETS, [3, 6, 9], np.random.default_rng(2))
    order = np.random.default_rng(2)
    assert history.losses == tuple(plain.epoch(X, TARGETS, order) for _ in range(3))
    np.testing.assert_array_equal(constant.network.parameters, plain.network.parameters)
