"""Whatever a study is scored with: greater is better, and nothing is below the worst."""

import numpy as np
import pytest
from sklearn.metrics import get_scorer_names

from actsearch import metrics
from actsearch.errors import UsageError

BINARY = ("f1",)
TARGETS = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2])


def targets_for(name):
    return TARGETS[TARGETS < 2] if name in BINARY else TARGETS


def predictions(targets, rightness):
    """Probabilities that give the right class the more, the greater ``rightness``, from -1 to 1."""
    odds = 1 + 0.9 * rightness * (2 * np.eye(targets.max() + 1)[targets] - 1)
    return odds / odds.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("name", metrics.names("classification"))
def test_greater_is_better(name):
    metric, targets = metrics.get(name), targets_for(name)
    good, bad = (metric.measure(targets, predictions(targets, each)) for each in (1, -1))
    assert metric.name == name
    assert metric.highest_first
    assert good > bad
    assert isinstance(good, float)


@pytest.mark.parametrize("name", metrics.names("classification"))
def test_nothing_that_a_random_network_predicts_is_below_the_worst(name):
    metric, targets = metrics.get(name), targets_for(name)
    random = np.random.default_rng(0)
    for scale in (0.1, 1.0, 10.0):
        for _ in range(20):
            logits = random.normal(scale=scale, size=(len(targets), targets.max() + 1))
            odds = np.exp(logits - logits.max(axis=1, keepdims=True)).astype(np.float32)
            found = metric.measure(targets, odds / odds.sum(axis=1, keepdims=True))
            assert metric.worst <= found


@pytest.mark.parametrize("name", metrics.names("classification"))
def test_the_worst_is_what_is_wrong_for_every_sample(name):
    wrong = np.eye(2)[[1, 1, 0, 0]]
    assert metrics.get(name).worst == metrics.get(name).measure(np.array([0, 0, 1, 1]), wrong)
    assert np.isfinite(metrics.get(name).worst)


@pytest.mark.parametrize("name", metrics.names("classification"))
@pytest.mark.parametrize("n_classes", [2, 3, 30])
def test_it_is_checked_before_a_study_begins(name, n_classes):
    if name in BINARY and n_classes > 2:
        with pytest.raises(UsageError) as caught:
            metrics.check(name, n_classes)
        message = str(caught.value)
        assert message.startswith(f"metric '{name}' cannot score {n_classes} classes (")
        assert message.endswith("choose another, such as 'balanced_accuracy' or 'f1_macro'")
        assert "\n" not in message
    else:
        assert metrics.check(name, n_classes) == name


def test_a_known_value_of_each():
    # Of two samples of class 0 and two of class 1, one of class 1 is taken for class 0.
    targets, taken = np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.4, 0.8])
    probabilities = np.column_stack([1 - taken, taken])
    found = {
        name: metrics.get(name).measure(targets, probabilities)
        for name in metrics.names("classification")
    }
    assert found == pytest.approx(
        {
            "accuracy": 3 / 4,
            "balanced_accuracy": 3 / 4,
            "f1": 2 / 3,
            "f1_macro": (2 / 3 + 4 / 5) / 2,
            "f1_weighted": (2 / 3 + 4 / 5) / 2,
            "log_loss": np.log([0.9, 0.8, 0.4, 0.8]).mean(),
            "matthews_corrcoef": 2 / np.sqrt(2 * 2 * 3),
            "roc_auc": 1.0,
        }
    )


def test_accuracy_comes_first_and_scikit_learn_has_the_others():
    assert metrics.names()[0] == metrics.DEFAULT == "accuracy"
    assert set(metrics._SCORERS.values()) <= set(get_scorer_names())


def test_an_unknown_metric_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="unknown metric 'acuracy': did you mean 'accuracy'"):
        metrics.check("acuracy", 2)
