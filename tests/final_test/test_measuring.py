"""What one training shows on the test part."""

import numpy as np
import pytest

from actsearch import activations, datasets
from actsearch.candidate import Candidate
from actsearch.final_test.carry_out import _unsealed
from actsearch.final_test.measuring import FinalTraining, measure
from actsearch.nn.settings import TrainingSettings
from actsearch.training import train

FACTS = {"seed": 0, "seconds": 0.0}


def test_it_trains_on_all_that_is_not_sealed_and_measures_the_end_alone():
    dataset = datasets.load("iris")
    candidate = Candidate((8,), (activations.get("relu"),), TrainingSettings(epochs=20))
    found = FinalTraining(candidate, seed=3).run(_unsealed(dataset))
    whole = dataset.whole()
    assert len(whole.X_train) == 120
    network = train(candidate, whole, 3).network
    X_test, y_test = dataset.unseal(whole)
    predicted = network.predict(X_test).argmax(axis=1)
    assert found.scores == {"accuracy": (predicted == y_test).mean()}
    assert np.array(found.confusion_matrix).sum() == 30
    assert np.trace(found.confusion_matrix) == (predicted == y_test).sum()
    assert len(found.left_out["accuracy"]) == 30


def test_each_group_of_samples_is_left_out_once():
    rng = np.random.default_rng(0)
    y = np.sort(rng.integers(3, size=1000))
    probabilities = rng.dirichlet([1, 1, 1], size=1000)
    found = measure(probabilities, y, metric="f1_macro", **FACTS)
    right = found.scores["accuracy"] * 1000
    wrong_groups = [right - left * 990 for left in found.left_out["accuracy"]]
    assert len(wrong_groups) == 100
    assert sum(wrong_groups) == pytest.approx(right)
    assert found.left_out.keys() == found.scores.keys() == {"accuracy", "f1_macro"}


def test_a_metric_that_cannot_do_without_a_group_counts_as_worst_there():
    y = np.array([0] * 10 + [1] * 10 + [2])
    found = measure(np.full((21, 3), 1 / 3), y, metric="roc_auc", **FACTS)
    assert found.scores["roc_auc"] == 0.5
    assert sorted(set(found.left_out["roc_auc"])) == [0.0, 0.5]


def test_a_network_without_numbers_takes_all_for_the_first_class_and_is_worst_by_other_metrics():
    y = np.array([0, 1, 1])
    found = measure(np.full((3, 2), np.nan), y, metric="log_loss", **FACTS)
    assert found.scores["log_loss"] < -1
    assert found.scores["accuracy"] == pytest.approx(1 / 3)
    assert found.confusion_matrix == ((1, 0), (2, 0))
