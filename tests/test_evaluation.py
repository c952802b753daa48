"""Training and measuring one candidate."""

import itertools
import json
import math
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.evaluation import Evaluation, Run, evaluate, evaluate_on_splits
from actsearch.nn import inspection
from actsearch.nn.causes import NAMES, Causes
from actsearch.nn.network import Network
from actsearch.nn.settings import TrainingSettings
from actsearch.training import guessing, train

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
    # Another BLAS adds in another order.
    np.testing.assert_allclose(result.train_losses, GOLDEN["train_losses"], rtol=1e-5)
    np.testing.assert_allclose(result.val_losses, GOLDEN["val_losses"], rtol=1e-5)
    np.testing.assert_allclose(result.scores["accuracy"], GOLDEN["val_accuracies"], rtol=1e-5)
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


def test_nothing_is_stopped_in_the_first_tenth_of_a_training(split):
    stopped = evaluate(candidate(steps=140, checkpoints=70), split, seed=0, stop=lambda _: True)
    assert len(stopped.runs[0].val_losses) == 7


def test_a_divergence_that_only_validation_shows_ends_training(split):
    blown = replace(split, X_validation=np.full_like(split.X_validation, 1e38))
    result = evaluate(candidate(epochs=5), blown, seed=0, stop=lambda _: False)
    assert result.divergence.startswith("the validation loss became ")
    assert "by gradient step 12; lower learning_rate_init" in result.divergence
    assert result.epochs == len(result.runs[0].train_losses) == 1
    assert not result.pruned


def test_a_class_of_a_sample_far_from_all_others_is_only_right_or_wrong(split):
    far = split.X_validation.copy()
    far[0] *= 1e9
    result = evaluate(candidate(epochs=3), replace(split, X_validation=far), seed=0)
    assert result.val_loss > 1000 * math.log(10)
    assert result.divergence is None
    plain = evaluate(candidate(epochs=3), split, seed=0)
    assert result.score == pytest.approx(plain.score, abs=1.5 / len(far))


@pytest.mark.parametrize(("share", "epochs"), [(0.999, 3), (1.001, 1)])
def test_a_squared_error_may_be_a_hundred_times_that_of_guessing(monkeypatch, share, epochs):
    split = datasets.load("diabetes").split(seed=0)
    measured = np.zeros((len(split.y_validation), 1)), share * 100 * guessing(split)
    monkeypatch.setattr(Network, "evaluate", lambda *_: measured)
    result = evaluate(candidate(epochs=3), split, seed=0)
    assert result.epochs == epochs
    assert (result.divergence is not None) == (epochs == 1)
    assert not result.divergence or "or look for samples far from all others" in result.divergence


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


def test_of_several_runs_the_mean_counts_and_the_sum_of_the_seconds():
    both = Evaluation(runs=(RUN, LONGER), n_weights=10, n_splits=2)
    assert both.readings == pytest.approx((0.4, 0.6))
    assert both.learning_curve == pytest.approx((0.4, 0.5))
    assert both.standard_error == both.val_accuracy_error == pytest.approx(0.1)
    assert both.scores == pytest.approx({"accuracy": 0.5, "recall": 0.3})
    assert both.val_accuracy == pytest.approx(0.5)
    assert (both.val_loss, both.train_loss) == (3.0, 4.0)
    assert (both.epochs, both.seconds) == (7, 3.0)
    assert (both.seconds_per_epoch, both.inference_microseconds) == (1.0, 15.0)
    assert (both.divergence, both.pruned) == (None, False)


def test_one_run_that_diverged_or_was_pruned_is_enough():
    gone, pruned = replace(LONGER, divergence="loss is nan"), replace(LONGER, pruned=True)
    for runs in ((RUN, gone), (gone, RUN)):
        assert Evaluation(runs=runs, n_weights=10).divergence == "loss is nan"
    for runs in ((RUN, pruned), (pruned, RUN)):
        assert Evaluation(runs=runs, n_weights=10).pruned


def test_a_score_is_the_mean_of_the_last_checkpoints_it_says_but_not_of_a_pruned_run():
    averaged = replace(LONGER, averaged=3)
    assert averaged.score("accuracy") == pytest.approx((0.6 + 0.7 + 0.6) / 3)
    assert averaged.val_loss == pytest.approx(6.0)
    assert replace(averaged, pruned=True).score("accuracy") == 0.6
    assert Evaluation(runs=(averaged,), n_weights=1).score == averaged.score("accuracy")


def test_another_metric_is_measured_beside_the_accuracy_and_is_the_score(split):
    result = evaluate(candidate(epochs=2), split, seed=0, metric="log_loss")
    (run,) = result.runs
    assert set(run.scores) == {"accuracy", "log_loss"}
    assert run.scores["log_loss"] == pytest.approx([-loss for loss in run.val_losses], rel=1e-5)
    assert result.score == run.scores["log_loss"][-1]
    assert result.learning_curve == run.scores["log_loss"]
    gone = replace(result, runs=(replace(run, divergence="loss is nan"),))
    assert gone.score < -30


LEARNING = Candidate(
    (8, 6),
    (activations.get("prelu", slope={"learned": "unit"}), activations.get("swish", beta="learned")),
    TrainingSettings(epochs=3, learning_rate_init=0.01, learned_step_factor=1.0),
)


def test_what_is_learned_is_noted_at_each_checkpoint_of_units_the_mean(split):
    (run,) = evaluate(LEARNING, split, seed=0).runs
    assert list(run.learned) == ["layer1.slope", "layer2.beta"]
    networks = []

    def keep(network, _):
        networks.append(
            [
                {name: float(values.mean()) for name, values in layer.items()}
                for layer in network.learned_values()
            ]
        )
        return False

    trained = train(LEARNING, split, seed=0, after_checkpoint=keep)
    assert run.learned["layer1.slope"] == tuple(first["slope"] for first, _ in networks)
    assert run.learned["layer2.beta"] == tuple(second["beta"] for _, second in networks)
    assert len(set(run.learned["layer1.slope"] + run.learned["layer2.beta"])) == 6
    slopes = trained.network.learned_values()[0]["slope"]
    assert slopes.shape == (8,)
    assert np.ptp(slopes) > 0


def test_nothing_is_noted_where_nothing_is_learned(split):
    result = evaluate(candidate(epochs=2), split, seed=0)
    assert result.learned == result.runs[0].learned == {}


def test_learned_parameters_count_as_weights(split):
    fixed = Candidate((8, 6), (activations.get("relu"),) * 2, LEARNING.training)
    counts = [evaluate(each, split, seed=0).n_weights for each in (fixed, LEARNING)]
    assert counts[1] - counts[0] == 8 + 1


def test_of_several_runs_the_mean_is_learned_as_far_as_the_shortest_goes():
    first = replace(RUN, learned={"layer1.slope": (0.1, 0.2, 0.3), "layer2.slope": (1.0, 1.0, 1.0)})
    second = replace(
        LONGER, learned={"layer1.slope": (0.3, 0.4, 0.9, 0.0), "layer2.slope": (3.0, 2.0, 0.0, 1.0)}
    )
    gone = replace(
        RUN,
        **{"val_losses": (9.0,), "train_losses": (9.0,), "divergence": "loss is nan"},
        scores={"accuracy": (0.1,), "recall": (0.1,)},
        learned={"layer1.slope": (0.5,), "layer2.slope": (-1.0,)},
    )
    both = Evaluation(runs=(first, second), n_weights=10, n_splits=3)
    assert both.learned["layer1.slope"] == pytest.approx((0.2, 0.3, 0.6))
    assert both.learned["layer2.slope"] == pytest.approx((2.0, 1.5, 0.5))
    three = Evaluation(runs=(first, second, gone), n_weights=10, n_splits=3)
    assert three.learned["layer1.slope"] == pytest.approx((0.3,))
    assert three.learned["layer2.slope"] == pytest.approx((1.0,))


def splits(count):
    return datasets.load("digits").splits(count, seed=0)


def test_each_split_has_a_run_with_its_own_seed_and_all_count():
    both = evaluate_on_splits(candidate(epochs=2), splits(2), [3, 4])
    for run, split, seed in zip(both.runs, splits(2), (3, 4), strict=True):
        alone = evaluate(candidate(epochs=2), split, seed).runs[0]
        assert run.scores == alone.scores
        assert run.seed == seed
    assert both.n_splits == 2
    assert not both.pruned
    assert both.score == pytest.approx(sum(run.score("accuracy") for run in both.runs) / 2)


def test_a_candidate_is_stopped_between_splits_but_not_after_the_last():
    asked = []

    def stop(scores):
        asked.append(tuple(scores))
        return len(scores) == 2

    stopped = evaluate_on_splits(candidate(epochs=1), splits(3), [0, 1, 2], stop=stop)
    assert [len(each) for each in asked] == [1, 2]
    assert asked[-1] == stopped.split_scores
    assert stopped.pruned
    asked.clear()
    assert not evaluate_on_splits(candidate(epochs=1), splits(2), [0, 1], stop=stop).pruned
    assert [len(each) for each in asked] == [1]


def test_no_split_follows_one_that_diverged():
    wild = candidate(solver="sgd", learning_rate_init=1e9, epochs=2)
    gone = evaluate_on_splits(wild, splits(3), [0, 1, 2])
    assert len(gone.runs) == 1
    assert gone.divergence
    assert not gone.pruned


def test_the_time_is_that_of_all_splits():
    with pytest.raises(TimeoutError, match="longer than 1e-09 s, and was on split 1 of 2"):
        evaluate_on_splits(candidate(epochs=2), splits(2), [0, 1], timeout=1e-9)


def probe(**settings):
    """Return a probe, and the whole training that it begins."""
    training = TrainingSettings(
        **{"learning_rate_init": 0.01, "learned_step_factor": 60.0} | settings
    )
    whole = Candidate((8,), (activations.get("swish", beta="learned"),), training)
    return replace(whole, probe=True), whole


@pytest.mark.parametrize(
    ("checkpoints", "reached"), [(10, 2), (11, 3), (9, 2), (6, 2), (5, 1), (4, 1), (2, 1)]
)
def test_a_probe_ends_after_a_fifth_of_its_checkpoints_rounded_up(split, checkpoints, reached):
    begun, whole = probe(epochs=checkpoints, checkpoints=checkpoints)
    result, full = (evaluate(each, split, seed=0) for each in (begun, whole))
    (run,), (whole_run,) = result.runs, full.runs
    assert run.checkpoints == len(run.learned["layer1.beta"]) == reached
    assert result.pruned
    assert (result.divergence, full.pruned, whole_run.checkpoints) == (None, False, checkpoints)
    # It is the beginning of the whole training, with its schedule.
    assert run.val_losses == whole_run.val_losses[:reached]
    assert run.learned["layer1.beta"] == whole_run.learned["layer1.beta"][:reached]


def test_a_probe_of_a_single_checkpoint_is_no_result_either(split):
    begun, whole = probe(epochs=1)
    result = evaluate(begun, split, seed=0)
    assert result.pruned
    assert result.runs[0].val_losses == evaluate(whole, split, seed=0).runs[0].val_losses


def never(_):
    raise AssertionError("a probe is not asked whether it stops")


def test_no_pruner_stops_a_probe(split):
    begun, _ = probe(epochs=15, checkpoints=15)
    assert evaluate(begun, split, seed=0, stop=never).runs[0].checkpoints == 3
    assert len(evaluate_on_splits(begun, splits(6), range(6), stop=never).runs) == 2


def test_a_probe_that_diverges_is_diverged_and_not_pruned(split):
    wild, _ = probe(solver="sgd", learning_rate_init=1e9, epochs=10)
    gone = evaluate(wild, split, seed=0)
    assert gone.divergence
    assert not gone.pruned
    several = evaluate_on_splits(wild, splits(6), range(6))
    assert several.divergence
    assert (len(several.runs), several.pruned) == (1, False)


@pytest.mark.parametrize(("count", "reached"), [(2, 1), (5, 1), (6, 2)])
def test_a_probe_is_trained_to_the_end_on_a_fifth_of_the_splits_rounded_up(count, reached):
    begun, whole = probe(epochs=2)
    result = evaluate_on_splits(begun, splits(count), range(count))
    full = evaluate_on_splits(whole, list(splits(count))[:reached], range(reached))
    assert len(result.runs) == reached
    assert (result.n_splits, result.pruned) == (count, True)
    assert result.split_scores == full.split_scores
    assert result.learned == full.learned
    assert all(run.checkpoints == 2 and not run.pruned for run in result.runs)


def test_of_one_split_the_checkpoints_of_a_probe_count():
    one = evaluate_on_splits(probe(epochs=10)[0], splits(1), [0], stop=never)
    assert [run.checkpoints for run in one.runs] == [2]


def test_measuring_causes_changes_no_training(split, monkeypatch):
    measured = evaluate(candidate(epochs=3), split, seed=0).runs[0]
    assert {len(curves) for curves in asdict(measured.causes).values()} == {4}
    nothing = dict.fromkeys(NAMES, (0.0,))
    monkeypatch.setattr(inspection, "inspect", lambda *_: nothing)
    plain = evaluate(candidate(epochs=3), split, seed=0).runs[0]
    assert plain.causes == Causes.of([nothing] * 4)
    for name in ("scores", "val_losses", "train_losses"):
        assert getattr(plain, name) == getattr(measured, name)


def test_causes_of_several_splits_are_those_of_the_first_and_of_one_that_diverged():
    splits = [*datasets.load("digits").splits(count=2, seed=0)]
    whole = evaluate_on_splits(candidate(epochs=1), splits, seeds=[0, 1])
    assert [run.causes is None for run in whole.runs] == [False, True]
    assert whole.causes == whole.runs[0].causes
    blown = replace(splits[1], X_validation=np.full_like(splits[1].X_validation, 1e38))
    gone = evaluate_on_splits(candidate(epochs=1), [splits[0], blown], seeds=[0, 1])
    assert gone.divergence
    assert gone.causes is not None
    assert gone.causes == gone.runs[1].causes != gone.runs[0].causes
