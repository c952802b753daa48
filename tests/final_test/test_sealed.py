"""Nothing reads the test part but ``actsearch test``: not in any command, and not in the code."""

import ast
from pathlib import Path

import numpy as np
import pytest
from cli.conftest import actsearch  # noqa: F401 - a fixture
from sklearn.datasets import load_iris

import actsearch as package

HOME = Path(package.__file__).parent
SPACE = """
[network]
hidden_layer_sizes = [4]
[training]
epochs = 2
[activations.relu]
[activations.tanh]
gain = { min = 0.5, max = 4.0 }
"""


@pytest.fixture
def touched(monkeypatch):
    """Return a list that grows whenever something touches the sealed part, which then fails."""
    times = []

    def forbidden(X, y):
        times.append(1)
        raise AssertionError("the sealed part was touched")

    monkeypatch.setattr("actsearch.datasets.dataset._as_pair", forbidden)
    return times


def test_no_command_but_test_touches_it(touched, actsearch, tmp_path):  # noqa: F811
    (tmp_path / "small.toml").write_text(SPACE)
    iris = load_iris()
    np.savez(tmp_path / "samples.npz", X=iris.data, y=iris.target_names[iris.target])
    run = ("run", "--dataset", "iris", "--space", "small.toml", "--study", "small", "--splits", 2)
    for words in (
        (*run, "--trials", 3, "--dry-run"),
        (*run, "--trials", 3, "--confirm", 2),
        ("resume", "small", "--more", 2, "--strategy", "random"),
        ("resume", "small", "--more", 1, "--strategy", "genetic"),
        ("confirm", "small", "--seeds", 3),
        ("verify", "small", "--trials", 2),
        ("leaderboard", "small", "--all"),
        ("leaderboard", "small", "--format", "json"),
        ("trial", "small", 1),
        ("report", "small"),
        ("export", "small", "--to", "model"),
        ("export", "small", "--trial", 1, "--to", "model"),
        ("predict", "model", "samples.npz", "--proba"),
        ("score", "model", "samples.npz"),
        ("studies",),
        (*run, "--trials", 6),
    ):
        answer = actsearch(*words)
        assert answer.code == 0, (words, answer.err)
    assert touched == []
    # It would have been noticed.
    with pytest.raises(AssertionError, match="was touched"):
        actsearch("test", "small")
    assert touched == [1]


def uses(name):
    """Return which files of the package use an attribute of this name, once for each time."""
    return [
        str(path.relative_to(HOME))
        for path in sorted(HOME.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.Constant) and node.value == name)
    ]


def test_the_code_opens_it_in_one_place():
    assert uses("unseal") == ["final_test/carry_out.py"]


def test_only_the_dataset_itself_knows_where_it_is():
    # To seal another share of it before anything is used, and to open it.
    assert uses("_sealed") == ["datasets/dataset.py"] * 2
