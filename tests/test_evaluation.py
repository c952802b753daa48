"""Training and measuring one candidate."""

import itertools
import json
import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.evaluation import Evaluation, Run, evaluate
from actsearch.nn.network import Network
from actsearch.nn.settings import TrainingSettings

GOLDEN = json.loads((Path(__file__).parent / "golden" / "evaluation.json").read_text())


@pytest.fixture(scope="module")
def split():
    return datasets.load("digits").split(seed=0)


def candidate(**settings) -> Candidate:
    return Candidate((8,), (activations.get("relu"),), TrainingSettings(**settings))


def test_curves_are_those_of_earlier_versions():
    written = GOLDEN["candidate"]
    layers = tuple(activations.from_dict(each) for each in written["activations"])
    known = Candidate(
        tuple(written["hidden_layer_sizes"]), layers, TrainingSettings(**written["training"])
    )
    seed = GOLDEN["seed"]
    evaluation = evaluate(known, datasets.load("digits").split(seed), seed)
    (result,) = evaluation.runs
    for curve in ("train_losses", "val_losses", "val_accuracies"):
        # Another BLAS adds in another order.
        np.testing.assert_allclose(getattr(result, curve), GOLDEN[curve], rtol=1e-5)
    assert evaluation.n_weights == GOLDEN["n_weights"]


def test_a_batch_larger_than_the_data_is_all_of_them(split):
    losses = {
        evaluate(candidate(epochs=2, batch_size=batch_size), split, seed=0).runs[0].train_losses
        # The last size is more than any memory can hold.
        for batch_size in (len(split.y_train), 10**15)
    }
    assert len(losses) == 1


def test_it_stops_when_told_after_each_epoch_but_the_last(split):
    asked = []

    def stop(accuracies):
        asked.append(len(accuracies))
        return len(accuracies) == 3

    stopped = evaluate(candidate(epochs=5), split, seed=0, stop=stop)
    assert asked == [1, 2, 3]
    assert stopped.pruned
    assert stopped.epochs == len(stopped.runs[0].train_losses) == 3
    asked.clear()
    whole = evaluate(candidate(epochs=3), split, seed=0, stop=stop)
    assert asked == [1, 2]
    assert not whole.pruned
    assert whole.learning_curve == stopped.learning_curve


def test_a_divergence_that_only_validation_shows_ends_training(split):
    blown = datasets.Split(
        split.X_train,
        split.y_train,
        1e9 * split.X_validation,
        split.y_validation,
        split.classes,
        split.scaler,
    )
    result = evaluate(candidate(epochs=5), blown, seed=0, stop=lambda _: False)
    assert result.divergence.startswith("the validation loss was ")
    assert "in epoch 1, over 100 times that of guessing" in result.divergence
    assert result.epochs == len(result.runs[0].train_losses) == 1
    assert not result.pruned


@pytest.mark.parametrize(("share", "epochs"), [(0.999, 3), (1.001, 1)])
def test_a_validation_loss_may_be_a_hundred_times_that_of_guessing(
    split, monkeypatch, share, epochs
):
    measured = np.full((len(split.y_validation), 10), 0.1), share * 100 * math.log(10)
    monkeypatch.setattr(Network, "evaluate", lambda *_: measured)
    result = evaluate(candidate(epochs=3), split, seed=0)
    assert result.epochs == epochs
    assert (result.divergence is not None) == (epochs == 1)


def test_times_are_per_epoch_and_per_sample(split, monkeypatch):
    ticks = itertools.count()
    # Each call of the clock is one second later, so an epoch and a prediction take one each.
    monkeypatch.setattr(time, "perf_counter", lambda: float(next(ticks)))
    result = evaluate(candidate(epochs=4), split, seed=0)
    assert result.seconds == 8.0
    assert result.seconds_per_epoch == 1.0
    assert result.inference_microseconds == pytest.approx(1e6 / len(split.y_validation))


RUN = Run(
    seed=0,
    scores={"accuracy": (0.1, 0.2, 0.4), "recall": (0.7, 0.8, 0.2)},
    val_losses=(4.0, 3.0, 2.0),
    train_losses=(8.0, 7.0, 6.0),
    seconds=1.0,
    seconds_per_epoch=0.5,
    inference_microseconds=10.0,
)
LONGER = Run(
    seed=1,
    scores={"accuracy": (0.3, 0.6, 0.7, 0.6), "recall": (0.7, 0.8, 0.9, 0.4)},
    val_losses=(9.0, 8.0, 6.0, 4.0),
    train_losses=(5.0, 5.0, 3.0, 2.0),
    seconds=2.0,
    seconds_per_epoch=1.5,
    inference_microseconds=20.0,
)


def test_of_several_runs_the_mean_of_the_last_epochs_counts_and_the_sum_of_the_seconds():
    both = Evaluation(runs=(RUN, LONGER), n_weights=10)
    assert both.learning_curve == pytest.approx((0.2, 0.4, 0.55))
    assert both.scores == pytest.approx({"accuracy": 0.5, "recall": 0.3})
    assert both.val_accuracy == pytest.approx(0.5)
    assert (both.val_loss, both.train_loss) == (3.0, 4.0)
    assert (both.epochs, both.seconds) == (4, 3.0)
    assert (both.seconds_per_epoch, both.inference_microseconds) == (1.0, 15.0)
    assert (both.divergence, both.pruned) == (None, False)


def test_one_run_that_diverged_or_was_pruned_is_enough():
    gone, pruned = replace(LONGER, divergence="loss is nan"), replace(LONGER, pruned=True)
    for runs in ((RUN, gone), (gone, RUN)):
        assert Evaluation(runs=runs, n_weights=10).divergence == "loss is nan"
    for runs in ((RUN, pruned), (pruned, RUN)):
        assert Evaluation(runs=runs, n_weights=10).pruned
