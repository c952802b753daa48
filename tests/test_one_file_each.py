"""CONTRIBUTING.md promises that a new activation, source or metric needs one file only.

The recipe for a strategy is run by ``strategies/test_new_strategy.py``.
"""

import json

import pytest
from extended_package import command, extend

ACTIVATION = '''

@register("notch", "min(x, {depth}·|x|)", "this test", Parameter("depth", 0.5, 0.1, 0.9))
def notch(x: Array, depth: Number) -> Computed:
    """Straight up to zero, and flatter from there on."""
    return (
        np.where(x < 0, x, depth * x),
        lambda: np.where(x < 0, np.ones_like(x), depth),
        lambda: np.maximum(x, 0),
    )
'''
SPACE = """
[network]
hidden_layer_sizes = [8]
[training]
epochs = 1
[activations.notch]
depth = { min = 0.2, max = 0.8 }
"""
SOURCE = '''"""Stripes: two classes that a line parts."""

import numpy as np

from actsearch.datasets import registry
from actsearch.datasets.dataset import Dataset


@registry.name("stripes")
def load() -> Dataset:
    """Make the samples."""
    X = np.random.default_rng(0).normal(size=(120, 3)).astype(np.float32)
    return Dataset.from_arrays("stripes", X, (X[:, 0] > 0).astype(int))
'''
METRIC = '''

@register("confidence", "confidence")
def confidence(targets: "NDArray[np.int64]", probabilities: "NDArray[Any]") -> float:
    """Mean probability of the right class."""
    return float(probabilities[range(len(targets)), targets].mean())
'''
RUN = ("run", "--trials", 2, "--epochs", 1, "--splits", 1, "--study", "new")


def test_an_activation(tmp_path):
    checkout = extend(tmp_path, "activations/rectifiers.py", ACTIVATION)
    assert "Straight up to zero" in command(checkout, "activations", "notch")
    (checkout / "space.toml").write_text(SPACE)
    command(checkout, *RUN, "--dataset", "digits", "--space", "./space.toml")
    assert "notch" in command(checkout, "leaderboard", "new")


def test_a_source_of_data(tmp_path):
    checkout = extend(tmp_path, "datasets/stripes.py", SOURCE)
    assert "stripes" in command(checkout, "run", "--help")
    command(checkout, *RUN, "--dataset", "stripes")
    assert "stripes" in command(checkout, "studies")


def test_a_metric(tmp_path):
    checkout = extend(tmp_path, "metrics.py", METRIC)
    command(checkout, *RUN, "--dataset", "digits")
    rows = json.loads(command(checkout, "leaderboard", "new", "--all", "--format", "json"))
    assert all(0 < row["val_confidence"] < 1 for row in rows)
    shown = command(checkout, "leaderboard", "new", "--columns", "trial,val_confidence")
    assert "confidence" in shown
    assert f"{rows[0]['val_confidence']:.4f}" in shown
    trial = json.loads(command(checkout, "trial", "new", 0, "--format", "json"))
    assert trial["curves"][-1]["val_confidence"] == pytest.approx(trial["val_confidence"])
    # Metrics may be added to a study later: verify compares the metrics that both trainings have.
    assert "comes out the same" in command(checkout, "verify", "new", "--trials", 1)
