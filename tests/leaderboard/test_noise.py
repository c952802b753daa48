"""The noise that decides who shares a rank: measured, or bounded, or not known."""

import math

import numpy as np
import pytest
from scipy import stats

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.comparison import compare
from actsearch.confirmation.confirmation import Confirmation, Confirmed
from actsearch.leaderboard import Leaderboard
from actsearch.leaderboard.noise import Noise
from actsearch.nn.settings import TrainingSettings
from actsearch.runs import Evaluation, Run
from actsearch.trials import TrialRecord

RELU = Candidate((8,), (activations.get("relu"),), TrainingSettings())


def run(score, metric):
    return Run(
        seed=0,
        scores={"accuracy": (score,), metric: (score,)},
        val_losses=(0.1,),
        train_losses=(0.1,),
        seconds=1.0,
        seconds_per_epoch=1.0,
        inference_microseconds=1.0,
        divergence=None,
        pruned=False,
        epochs=1.0,
        averaged=1,
        learned={},
    )


def trial(number, *scores, metric="accuracy"):
    runs = tuple(run(score, metric) for score in scores)
    evaluation = Evaluation(runs=runs, n_weights=10, metric=metric, n_splits=len(scores))
    return TrialRecord.of_evaluation(number, RELU, evaluation)


def test_of_one_split_it_is_the_most_that_sampling_can_give():
    noise = Noise.of([trial(0, 0.95), trial(1, 0.94)], 1000, None)
    assert noise.margin == pytest.approx(stats.norm.ppf(0.975) * math.sqrt(2 * 0.05 / 1000))
    assert noise.error is None
    assert "one training each on 1,000 validation samples, at most" in noise.sentence("accuracy")


def test_a_perfect_score_leaves_room_by_the_rule_of_three():
    assert Noise.of([trial(0, 1.0)], 360, None).margin == pytest.approx(3 / 360)


def test_of_several_splits_it_is_that_of_the_paired_differences():
    one, other = [0.95, 0.97, 0.96, 0.98, 0.97], [0.94, 0.95, 0.96, 0.96, 0.95]
    noise = Noise.of([trial(0, *one), trial(1, *other)], 100, None)
    differences = np.subtract(one, other)
    error = differences.std(ddof=1) * math.sqrt(1 / 5 + 1 / 4)
    assert noise.margin == pytest.approx(stats.t.ppf(0.975, 4) * error)
    assert "(5 splits)" in noise.sentence("accuracy")


@pytest.mark.parametrize("trials", [[], [trial(0, -0.3, metric="log_loss")], [trial(0, 0.9, 0.8)]])
def test_it_may_be_unknown(trials):
    assert Noise.of(trials, 1000, None) is None


def test_the_leaderboard_says_it_and_shares_ranks_by_it():
    board = Leaderboard.of("digits", [trial(0, 0.95), trial(1, 0.94), trial(2, 0.80)], 1000)
    assert [(row.rank, row.trial) for row in board] == [(1, 0), (1, 1), (3, 2)]
    assert "scores that differ by less than 1.96 points share a rank" in str(board)


def test_of_fresh_seeds_it_is_that_of_a_pair_of_trainings():
    told = Confirmation(
        baseline=RELU,
        baseline_name="relu",
        baseline_trial=0,
        baseline_scores=(0.90, 0.91, 0.92),
        seeds=3,
        metric="accuracy",
        finalists=(confirmed((0.93, 0.95, 0.94)),),
        overlap=0.2,
    )
    noise = Noise.of([trial(0, 0.95), trial(1, 0.94)], 1000, told)
    differences = np.subtract((0.93, 0.95, 0.94), (0.90, 0.91, 0.92))
    assert noise.margin == pytest.approx(stats.t.ppf(0.975, 2) * differences.std(ddof=1))
    assert noise.error == pytest.approx(0.01)
    assert "measured on 3 fresh seeds" in noise.sentence("accuracy")


def confirmed(scores):
    found = compare({"a": scores}, (0.90, 0.91, 0.92), overlap=0.2)["a"]
    return Confirmed(name="a", candidate=RELU, trial=1, comparison=found, scores=scores)


@pytest.mark.parametrize("score", [1.0, 0.5])
def test_no_margin_is_wider_than_all_accuracies(score):
    assert Noise.of([trial(0, score)], 2, None).margin == 1
