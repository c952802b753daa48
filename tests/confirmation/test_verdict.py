"""The verdict: which finalist is named, and what is said of it."""

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.comparison import compare
from actsearch.confirmation.confirmation import Confirmation, Confirmed
from actsearch.nn.settings import TrainingSettings

RELU = Candidate((8,), (activations.get("relu"),), TrainingSettings())
BASELINE = [0.90, 0.91, 0.90, 0.92]


def confirmation(metric="accuracy", **scores):
    found = compare(scores, BASELINE, overlap=0.0)
    finalists = [
        Confirmed(name=name, candidate=RELU, trial=number, comparison=found[name])
        for number, name in enumerate(scores)
    ]
    return Confirmation(
        baseline=RELU,
        baseline_mean=0.9075,
        baseline_sd=0.01,
        seeds=4,
        metric=metric,
        finalists=tuple(finalists),
    )


def test_the_best_of_those_that_are_better_is_used_though_a_noisier_one_has_a_greater_mean():
    found = confirmation(noisy=[0.99, 0.85, 0.99, 0.98], sure=[0.93, 0.94, 0.932, 0.952])
    assert found.answer.name == "sure"
    assert found.verdict().startswith("use sure: +3.10 points over relu [")


def test_if_none_is_better_the_baseline_is_kept():
    found = confirmation(first=[0.91, 0.90, 0.91, 0.92], second=[0.90, 0.90, 0.91, 0.92])
    assert found.answer is None
    assert found.verdict().startswith(
        "nothing beats relu beyond the noise; keep it (first, the best of 2, has +0.25 points over"
    )


def test_another_metric_has_its_own_units():
    found = confirmation("log_loss", sure=[0.93, 0.94, 0.932, 0.952])
    assert "+0.0310 over relu" in found.verdict()
