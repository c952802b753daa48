"""Regression below the commands: data, targets, metrics, trainings and words."""

import math
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, r2_score

from actsearch import MLPRegressor, activations, datasets, metrics
from actsearch.candidate import Candidate
from actsearch.datasets import Dataset
from actsearch.datasets.targets import TargetScaler
from actsearch.errors import DataError, UsageError
from actsearch.evaluation import evaluate, evaluate_on_splits
from actsearch.nn.settings import TrainingSettings
from actsearch.nn.training import DIVERGENCE_FACTOR
from actsearch.runs import Evaluation
from actsearch.training import train
from actsearch.wording import difference_in_words, interval_in_words

RNG = np.random.default_rng(0)
X = RNG.normal(size=(150, 3)).astype(np.float32)
Y = 500 + 80 * X[:, 0] + 30 * X[:, 1] ** 2
DOUBLE = Y.astype(np.float64)
SETTINGS = TrainingSettings(epochs=30, batch_size=20, learning_rate_init=0.01)
RELU = Candidate((16,), (activations.get("relu"),), SETTINGS)


def numbers(y=Y, **others) -> Dataset:
    return Dataset.from_arrays("numbers", X[: len(y)], y, task="regression", **others)


def test_the_parts_are_the_same_whatever_the_targets_are():
    dataset = numbers()
    assert (dataset.task, len(dataset.classes), dataset.y.dtype) == ("regression", 0, np.float64)
    assert len(dataset.y) == 120
    other = numbers(Y[::-1].copy())
    np.testing.assert_array_equal(dataset.X, other.X)
    assert dataset.fingerprint != other.fingerprint
    X_test, y_test = dataset.unseal(dataset.whole())
    assert sorted([*dataset.y, *y_test]) == sorted(Y)
    assert len(X_test) == 30
    seen = [split.y_validation for split in dataset.splits(5, seed=1)]
    assert sorted(np.concatenate(seen)) == sorted(dataset.y)


def test_targets_are_scaled_by_the_training_part_alone():
    split = numbers().split(seed=0)
    scaler = split.targets
    assert scaler == TargetScaler(split.y_train.mean(), split.y_train.std())
    assert scaler(split.y_train).std() == pytest.approx(1, rel=1e-6)
    assert replace(split, y_validation=split.y_validation * 100).targets == scaler
    back = scaler.predictions(scaler(split.y_validation))
    np.testing.assert_allclose(back, split.y_validation, rtol=1e-6)
    assert TargetScaler.fit(np.full(3, 0.1)).deviation == 1


@pytest.mark.parametrize(
    ("y", "problem"),
    [
        (np.where(np.arange(150) == 3, np.nan, Y), "expected finite targets, got nan in row 3"),
        (
            np.where(np.arange(150) == 3, -1e141, Y.astype(float)),
            "up to 1e.140 in size, got -1e.141 in row 3",
        ),
        (np.array(["1.5", "cheap"] * 75), "got 'cheap'"),
        (np.ones(150), "expected targets that differ"),
        (Y[:14], "at least 12 samples"),
        (Y[:, np.newaxis], "expected features of shape"),
    ],
)
def test_targets_that_cannot_be_learned_are_refused(y, problem):
    with pytest.raises(DataError, match=problem):
        numbers(y)


@pytest.mark.parametrize("scale", [1e130, 1e-130])
def test_targets_of_any_usual_scale_are_learned(scale):
    results = [
        evaluate(RELU, numbers(each).split(seed=0), seed=0) for each in (Y, scale * Y.astype(float))
    ]
    assert results[1].divergence is None
    assert results[1].score == pytest.approx(results[0].score, rel=1e-3)


def test_many_whole_numbers_are_no_classes_but_a_few_rare_ones_are():
    with pytest.raises(DataError, match=r"150 different numbers in 150 samples.*regression"):
        Dataset.from_arrays("counts", X, np.arange(150))
    with pytest.raises(DataError, match="at least 8 samples of each class"):
        Dataset.from_arrays("rare", X, np.r_[np.zeros(149, int), 1])


def test_a_source_says_what_there_is_to_learn():
    assert datasets.load("diabetes").task == "regression"
    with pytest.raises(UsageError, match="unknown task 'regresion'"):
        datasets.load("iris", task="regresion")


def test_metrics_are_scikit_learns_in_the_targets_own_unit():
    result = evaluate(RELU, numbers().split(seed=0), seed=0)
    assert result.metric == "r2"
    assert result.val_accuracy is None
    split = numbers().split(seed=0)
    trained = train(RELU, split, seed=0)
    found = trained.measurable(split.X_validation)
    last = {name: values[-1] for name, values in result.runs[0].scores.items()}
    assert last == {
        "r2": r2_score(split.y_validation, found),
        "rmse": math.sqrt(((split.y_validation - found) ** 2).mean()),
        "mae": mean_absolute_error(split.y_validation, found),
    }
    assert last["r2"] > 0.8
    X_validation = numbers().X[:5]
    assert trained.predict(X_validation).shape == (5,)
    assert abs(trained.predict(X_validation) - 500).max() < 400
    with pytest.raises(UsageError, match="no probabilities"):
        trained.predict_proba(X_validation)


@pytest.mark.parametrize("metric", metrics.names("regression"))
def test_the_score_of_the_better_candidate_is_greater(metric):
    split = numbers().split(seed=0)
    blind = replace(RELU, training=replace(SETTINGS, learning_rate_init=1e-9))
    seen = []
    good, bad = (
        evaluate(each, split, 0, metric=metric, stop=lambda curve: seen.append(curve[-1]) or False)
        for each in (RELU, blind)
    )
    assert good.score > bad.score
    assert max(good.readings) > max(bad.readings)
    # Nothing is asked in the first tenth of 30 epochs.
    assert seen[: len(good.readings) - 3] == list(good.readings[2:-1])
    value = good.scores[metric]
    assert good.score == (value if metric == "r2" else -value)
    # What is shown is the value, and a smaller RMSE is an improvement.
    assert difference_in_words(metric, 2.0)[0] == ("+" if metric == "r2" else "-")
    low, high = map(float, interval_in_words(metric, (1.0, 2.0)).split(", "))
    assert low < high


@pytest.mark.parametrize("metric", metrics.names("regression"))
def test_a_training_that_diverges_has_the_worst_score(metric):
    wild = replace(
        RELU, training=replace(SETTINGS, solver="sgd", learning_rate_init=1e6, momentum=0.0)
    )
    dataset = numbers()
    result = evaluate_on_splits(wild, dataset.splits(2, seed=0), seeds=[0, 1], metric=metric)
    assert isinstance(result, Evaluation)
    assert result.divergence
    assert math.isfinite(result.score)
    split = dataset.split(seed=0)
    mean = metrics.get(metric).measure(
        split.y_validation, np.full(len(split.y_validation), split.y_train.mean())
    )
    assert result.score < metrics.turned(metric, mean)
    assert metrics.get("r2").ruined(Y, Y.std()) == pytest.approx(1 - DIVERGENCE_FACTOR)


def test_targets_with_a_heavy_tail_are_no_divergence():
    y = np.where(np.arange(150) % 30 == 0, 1e6, Y)
    dataset = numbers(y)
    for split in dataset.splits(5, seed=0):
        assert evaluate(RELU, split, seed=0).divergence is None


def test_the_regressor_trains_as_a_study_does():
    split = numbers().split(seed=0)
    model = MLPRegressor.from_candidate(RELU, random_state=3)
    model.fit(split.X_train, split.targets(split.y_train)[:, 0])
    network = train(RELU, split, seed=3).network
    for mine, other in zip(model.coefs_, network.weights, strict=True):
        np.testing.assert_array_equal(mine, other)
