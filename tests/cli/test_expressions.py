"""Expressions on the command line: shown, searched, listed and verified."""

import json
import tomllib

import pytest

from actsearch.search_space import SearchSpace

SPACE = """
[network]
hidden_layer_sizes = [8]
[training]
epochs = 2
[activations.relu]
[activations."x * sigmoid(1.5*b*x)"]
b = { min = 0.1, max = 10.0, log = true }
[activations."x*sigmoid(x)"]
[activations.swish]
beta = 1.0
[activations."x/(1 + abs(c*x))"]
learned = "layer"
"""
GATED = "x*sigmoid(1.5*b*x)"


@pytest.fixture
def study(actsearch, tmp_path):
    """Run the study "written" of fourteen trials."""
    (tmp_path / "written.toml").write_text(SPACE)
    answer = actsearch(
        *("run", "--space", "written.toml", "--dataset", "digits", "--splits", 1, "--trials", 14),
        *("--strategy", "spread", "--study", "written", "--quiet"),
    )
    assert answer.code == 0, answer.err
    return actsearch


def test_a_study_of_expressions_from_end_to_end(study):
    rows = study("leaderboard", "written", "--all", "--sort", "trial", "--format", "json").json
    assert {row["activation"] for row in rows} == {
        *("relu", GATED, "x*sigmoid(x)", "swish"),
        "x/(abs(c*x)+1)",
    }
    # The same function as text and as an entry of the catalogue is trained once.
    same = {
        row["activation"]: row for row in rows if row["activation"] in ("x*sigmoid(x)", "swish")
    }
    first, second = sorted(same.values(), key=lambda row: row["trial"])
    assert second["cached_from"] == first["trial"]
    (learned,) = [row for row in rows if row["activation"].startswith("x/")][:1]
    assert learned["params"]["learned"] == "yes"
    assert learned["params"]["c"] != 1.0
    drawn = [row["params"]["b"] for row in rows if row["activation"] == GATED]
    assert len(set(drawn)) > 3

    found = study(
        "leaderboard", "written", "--filter", f'activation == "{GATED}"', "--format", "json"
    )
    assert len(found.json) == len(drawn)
    found = study("leaderboard", "written", "--filter", "params.b > 0", "--columns", "params.b")
    assert found.code == 0
    assert GATED in study("leaderboard", "written", "--group-by", "activation").out
    (number,) = [row["trial"] for row in rows if row["params"].get("b") == drawn[-1]]
    shown = study("trial", "written", number, "--format", "json").json
    assert shown["candidate"] == f"{GATED} (b={drawn[-1]!r})"
    answer = study("verify", "written")
    assert answer.code == 0, answer.out + answer.err


def test_one_is_shown_with_its_forms(actsearch):
    shown = actsearch("activations", "sigmoid(b*x) * x", "--format", "json").json
    assert shown["name"] == "x*sigmoid(b*x)"
    assert shown["latex"] == r"x \, \sigma\left(b \, x\right)"
    assert shown["python"] == "x*(1/(1 + np.exp(-(b*x))))"
    assert shown["same_as"] == ["swish", "acon_c"]
    table = tomllib.loads(shown["search_space"])
    space = SearchSpace.from_dict({"network": {"hidden_layer_sizes": [8]}, **table})
    assert list(space.searched()) == ["activation", "x*sigmoid(b*x).b"]
    text = actsearch("activations", "x*sin(x)/2").out
    assert "0.5*x*sin(x)" in text
    assert "same as" in text


def test_a_mistake_is_a_sentence(actsearch):
    answer = actsearch("activations", "x*sgimoid(x)")
    assert answer.code == 2
    assert "there is no function 'sgimoid': did you mean 'sigmoid'?" in answer.err
    assert json.dumps(answer.out) == '""'
