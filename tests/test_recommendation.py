"""What a study recommends: by which rule, and in which words."""

import math
from dataclasses import replace

import pytest

from actsearch import activations, metrics
from actsearch.candidate import Candidate
from actsearch.nn.settings import TrainingSettings
from actsearch.recommendation import Recommendation
from actsearch.runs import Evaluation, Run
from actsearch.trials import BASELINE, Outcome, TrialRecord

FALLING = (0.5, 0.4, 0.31, 0.3, 0.3)


def run(score: float, metric: str = "accuracy", losses: tuple[float, ...] = FALLING) -> Run:
    curve = tuple(score - 0.01 * left for left in reversed(range(len(losses))))
    return Run(
        seed=0,
        scores={"accuracy": curve, metric: curve},
        val_losses=losses,
        train_losses=losses,
        seconds=1.0,
        seconds_per_epoch=1.0,
        inference_microseconds=1.0,
    )


def trial(number: int, *scores: float, slope: float = 0.0, **facts) -> TrialRecord:
    activation = activations.get("leaky_relu", slope=slope) if slope else activations.get("relu")
    metric = facts.pop("metric", metrics.DEFAULT)
    evaluation = Evaluation(
        runs=tuple(run(score, metric, **facts) for score in scores),
        n_weights=10,
        n_splits=len(scores),
        metric=metric,
    )
    candidate = Candidate((4,), (activation,), TrainingSettings())
    record = TrialRecord.of_evaluation(number, candidate, evaluation)
    return replace(record, strategy=BASELINE if number == 0 else "bayes")


def test_the_gain_is_that_on_the_same_splits_with_a_corrected_error():
    relu = trial(0, 0.90, 0.80, 0.85, 0.95, 0.90)
    leaky = trial(1, 0.93, 0.81, 0.89, 0.97, 0.95, slope=-1 / 3)
    found = Recommendation.of([relu, leaky])
    assert found.trial is leaky
    assert found.gain == pytest.approx(0.03)
    deviation = math.sqrt(sum((d - 0.03) ** 2 for d in (0.03, 0.01, 0.04, 0.02, 0.05)) / 4)
    # Nadeau and Bengio: (1/K + n_validation/n_train) times the variance; here 1/5 + 1/4.
    assert found.error == pytest.approx(deviation * math.sqrt(1 / 5 + 1 / 4))
    assert found.lines() == [
        "recommended: leaky_relu(slope=-0.3333) (trial 1), +3.0 ± 1.1 points over relu on the "
        "same 5 splits"
    ]
    # t(4) at 95 % is 2.13; of ten complete trials, the best of which this is, at 99.5 % it is 4.60.
    more = [trial(number, 0.5, 0.5, 0.5, 0.5, 0.5) for number in range(2, 10)]
    assert not Recommendation.of([relu, leaky, *more]).beats_baseline


def test_a_gain_that_luck_explains_is_within_the_noise():
    relu, leaky = trial(0, 0.90, 0.80, 0.85), trial(1, 0.94, 0.79, 0.86, slope=0.1)
    (line,) = Recommendation.of([leaky, relu]).lines()
    assert line.endswith("splits: within the noise, relu may be as good")


def test_of_one_training_each_the_error_is_the_greatest_it_can_be():
    relu, leaky = trial(0, 0.97), trial(1, 0.98, slope=0.1)
    found = Recommendation.of([relu, leaky], n_validation=10_000)
    assert found.error == pytest.approx(math.sqrt((0.03 + 0.02) / 10_000))
    (line,) = found.lines()
    assert "+1.00 points over relu in one training each, ± 0.22 at most" in line
    assert "chance" not in line
    (line,) = Recommendation.of([relu, leaky], n_validation=100).lines()
    assert line.endswith("; it may be chance")


def test_another_metric_has_its_own_units_and_no_known_error_with_one_split():
    relu, leaky = trial(0, -0.3, metric="log_loss"), trial(1, -0.2, metric="log_loss", slope=0.1)
    (line, constant) = Recommendation.of([relu, leaky], n_validation=100, constant=-0.7).lines()
    assert line.endswith("+0.1000 over relu; how much of that is chance is not known")
    assert constant.startswith(
        "a classifier that ignores the samples has a negative log loss of -0.7"
    )
    assert constant.endswith("; how much of the difference is chance is not known")


def test_the_baseline_may_be_the_best():
    relu, leaky = trial(0, 0.9, 0.8), trial(1, 0.8, 0.7, slope=0.1)
    (line,) = Recommendation.of([relu, leaky]).lines()
    assert line == "recommended: relu (trial 0), the baseline: nothing is better here"


def test_a_baseline_alone_is_no_answer_yet():
    # The first trials of a study may be probes, which are never trained to their end.
    probe = replace(trial(1, 0.7, slope=0.1), outcome=Outcome.PRUNED)
    (line,) = Recommendation.of([trial(0, 0.9), probe]).lines()
    assert line.endswith("the baseline: no other trial was trained to its end, so add trials")


@pytest.mark.parametrize(
    ("scores", "constant", "beats"),
    [
        ((0.9, 0.8, 0.85), 0.5, True),
        ((0.55, 0.45, 0.5), 0.5, False),
        ((0.6, 0.45, 0.55), 0.5, False),
        ((0.4,), 0.5, False),
        ((0.6,), 0.5, True),
        ((0.4,), None, True),
    ],
)
def test_nothing_is_recommended_that_a_constant_classifier_could_do(scores, constant, beats):
    found = Recommendation.of([trial(0, *scores)], constant=constant)
    assert found.beats_constant == beats
    if constant is not None:
        assert found.lines()[1].endswith(": nothing here is clearly better") == (not beats)


def test_of_one_split_a_constant_classifier_is_compared_by_the_error_of_a_proportion():
    few, many = (
        Recommendation.of([trial(0, 0.91)], constant=0.90, n_validation=n) for n in (30, 10_000)
    )
    assert not few.beats_constant
    assert many.beats_constant


@pytest.mark.parametrize(("n_validation", "beats"), [(2, False), (200, True)])
def test_a_score_without_an_error_is_no_more_certain_than_one_with_an_error(n_validation, beats):
    found = Recommendation.of([trial(0, 1.0)], constant=0.5, n_validation=n_validation)
    assert found.beats_constant == beats


def test_a_study_without_a_baseline_is_compared_with_none():
    grid = [replace(trial(number, 0.9, 0.8), strategy="grid") for number in range(2)]
    found = Recommendation.of(grid)
    assert found.baseline is None
    assert found.lines() == ["recommended: relu (trial 0)"]


@pytest.mark.parametrize(
    ("losses", "says"),
    [
        ((0.5, 0.4, 0.3, 0.2, 0.1), "still improving at its end"),
        (FALLING, None),
        ((0.5, 0.4, 0.3), None),
    ],
)
def test_a_training_that_was_too_short_is_named(losses, says):
    lines = Recommendation.of([trial(0, 0.9, 0.9, losses=losses)]).lines()
    assert (len(lines) == 1) if says is None else (says in lines[1])
    assert says is None or lines[1].startswith("the training of trial 0 was ")
    # There is nothing above a score of 1.
    assert len(Recommendation.of([trial(0, 1.0, 1.0, losses=losses)]).lines()) == 1


def test_a_training_that_has_long_stopped_is_named():
    flat = Run(
        seed=0,
        scores={"accuracy": (0.8, 0.9, 0.9, 0.9, 0.9, 0.9)},
        val_losses=(0.5, 0.3, 0.31, 0.32, 0.33, 0.34),
        train_losses=(0.5,) * 6,
        seconds=1.0,
        seconds_per_epoch=1.0,
        inference_microseconds=1.0,
    )
    candidate = Candidate((4,), (activations.get("relu"),), TrainingSettings())
    record = TrialRecord.of_evaluation(0, candidate, Evaluation(runs=(flat,), n_weights=1))
    assert "had stopped improving by half" in Recommendation.of([record]).lines()[1]


def test_without_a_complete_trial_there_is_nothing_to_recommend():
    assert Recommendation.of([]) is None
