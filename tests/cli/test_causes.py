"""What ``trial`` and ``leaderboard`` say of a network's hidden layers."""

import pytest

SPACE = """
[network]
hidden_layer_sizes = [10, 10, 10, 10, 10, 10, 10, 10]
[training]
steps = 20
checkpoints = 2
[activations.sigmoid]
gain = { values = [0.5, 1.0] }
"""


@pytest.fixture
def study(actsearch, tmp_path):
    (tmp_path / "deep.toml").write_text(SPACE)
    answer = actsearch(
        *("run", "--space", "deep.toml", "--dataset", "iris", "--splits", 1, "--trials", 1),
        *("--strategy", "random", "--study", "deep", "--quiet", "--no-confirm"),
    )
    assert answer.code == 0
    return actsearch


def test_a_trial_has_a_row_for_each_layer_and_says_what_is_wrong(study):
    shown = study("trial", "deep", 0).out
    table = shown[shown.index("\nlayer ") :].strip().splitlines()
    assert table[0].split() == [
        *("layer", "dead", "%", "saturated", "%", "sparsity", "%", "pre-activation"),
        *("gradient", "at", "first"),
    ]
    assert [line.split()[0] for line in table[1:]] == [str(layer) for layer in range(1, 9)]
    assert "it vanishes; try a larger gain" in " ".join(shown.split())
    stored = study("trial", "deep", 0, "--format", "json").json
    assert {(len(curves), len(curves[0])) for curves in stored["causes"].values()} == {(3, 8)}
    last, first = (stored["causes"]["gradient_norm"][place][0] for place in (-1, 0))
    assert table[1].split()[-2:] == [f"{last:.2g}", f"{first:.2g}"]
    assert stored["diagnosis"].endswith("it vanishes; try a larger gain")


def test_causes_are_columns_of_the_leaderboard(study):
    names = "dead,saturated,sparsity,gradient_ratio,initial_gradient_ratio,diagnosis"
    (row,) = study("leaderboard", "deep", "--format", "json").json
    assert row.keys() >= set(names.split(","))
    assert row["gradient_ratio"] < 1e-3
    shown = study("leaderboard", "deep", "--columns", names, "--format", "csv").out
    assert shown.splitlines()[0] == names
    found = study("leaderboard", "deep", "--filter", "gradient_ratio < 0.001", "--format", "csv")
    assert len(found.out.strip().splitlines()) == 2
    assert "dead" not in study("leaderboard", "deep").out


def test_causes_are_verified(study):
    assert study("verify", "deep").code == 0
