"""``actsearch plot``: pictures of activations and of studies."""

import csv
import io
import subprocess
import sys

import pytest

from actsearch.plots.kinds import Kind
from actsearch.plots.registry import pictures

SPACE = """
[network]
hidden_layer_sizes = [8]
[training]
epochs = 2
[activations.relu]
[activations.sigmoid]
gain = { min = 0.5, max = 8, log = true }
"""


@pytest.fixture
def study(actsearch, tmp_path):
    """Search a small study, in the folder of the test."""
    (tmp_path / "space.toml").write_text(SPACE)
    words = ("--space", "space.toml", "--dataset", "iris", "--strategy", "random", "--trials", 3)
    assert actsearch("run", *words, "--study", "relu", "--splits", 2, "--no-confirm").code == 0


def test_a_family_is_spelled_as_in_the_help(actsearch, tmp_path):
    answer = actsearch("plot", "sigmoid", "--gain", "0.5", "1", "8")
    assert answer.out == "sigmoid-gain-0.5-1-8.png\n"
    assert answer.err == "the greatest slope is gain/4\n"
    assert (tmp_path / "sigmoid-gain-0.5-1-8.png").read_bytes().startswith(b"\x89PNG")
    data = actsearch("plot", "sigmoid", "gain=0.5,1,8", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(data.out)))
    assert {row["activation"] for row in rows} == {f"sigmoid(gain={g})" for g in (0.5, 1.0, 8.0)}
    assert max(float(row["f'(x)"]) for row in rows) == 2.0


def test_negative_values_and_formulas_can_be_given(actsearch, tmp_path):
    words = ("leaky_relu", "--slope", "-1", "0.5", "x*sigmoid(b*x)", "b=2", "--to", "these.svg")
    assert actsearch("plot", *words).code == 0
    assert (tmp_path / "these.svg").read_bytes().startswith(b"<?xml")


def test_equal_functions_are_named(actsearch):
    answer = actsearch("plot", "tanh", "2*sigmoid(2*x)-1", "--format", "json")
    assert answer.json["notes"] == ["tanh(gain=1.0) and 2*sigmoid(2*x)-1 coincide"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("rleu",), 2, "unknown activation 'rleu': did you mean 'relu'?"),
        (("mnist-bays",), 2, "nor is there a study of that name in 'runs'"),
        (("relu", "--to", "no/relu.png"), 3, "there is no folder 'no'"),
        (("sigmoid", "--gian", "4"), 2, "has no parameter 'gian': did you mean 'gain'?"),
        (("sigmoid", "--gain"), 2, "--gain needs a value"),
        (("sigmoid", "gain=much"), 2, "gain must be a number"),
        (("sigmoid", "--gain", *map(str, range(1, 20))), 2, "give at most 12"),
        (("sigmoid", "--quite"), 2, "has no parameter 'quite': did you mean '--quiet'?"),
        (("relu", "--knd", "layers"), 2, "has no parameter 'knd': did you mean '--kind'?"),
        (("--knd", "layers"), 2, "no option '--knd': did you mean '--kind'?"),
        (("--gain", "2"), 2, "name one first, as in 'sigmoid --gain'"),
        (("softmax", "relu"), 2, "plot it alone"),
        (("relu", "--to", "relu.jpeg"), 2, "end it with .png, .svg, .pdf (--to)"),
        (("relu", "--to", "a.png", "--format", "csv"), 2, "give one"),
        (("--kind", "history"), 3, "there is no study in 'runs'"),
    ],
)
def test_mistakes_are_sentences(actsearch, words, code, sentence):
    answer = actsearch("plot", *words)
    assert (answer.code, answer.out) == (code, "")
    assert sentence in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.usefixtures("study")
def test_a_study_is_plotted_and_a_name_that_is_both_is_an_activation(actsearch, tmp_path):
    both = actsearch("plot", "relu")
    assert both.out == "relu.png\n"
    assert "relu is a study too: --kind history" in both.err
    assert actsearch("plot", "relu", "--kind", "history").out == "relu-history.png\n"
    assert actsearch("plot").out == "relu-history.png\n"
    shown = actsearch("plot", "--kind", "parameters", "--format", "json").json
    assert {row["parameter"] for row in shown["rows"]} <= {"activation", "sigmoid.gain"}
    assert shown["units"]["accuracy"] == "%"
    missing = actsearch("plot", "--kind", "test")
    assert missing.code == 3
    assert "'actsearch test relu'" in missing.err
    two = actsearch("plot", "relu", "relu2", "--kind", "curves")
    assert "shows one study" in two.err


def test_a_study_takes_no_unknown_option_and_no_activation_beside_it(actsearch, tmp_path):
    folder = tmp_path / "runs" / "first"
    folder.mkdir(parents=True)
    (folder / "specification.json").touch()
    for words in (("first", "--knd", "layers"), ("first", "--knd=layers")):
        answer = actsearch("plot", *words)
        assert (answer.code, "did you mean '--kind'?" in answer.err) == (2, True)
    for words in (("first", "tanh"), ("tanh", "first")):
        answer = actsearch("plot", *words)
        assert (answer.code, answer.out) == (2, "")
        assert "'tanh' is an activation and 'first' a study" in answer.err


def test_the_options_name_what_the_registry_has():
    assert list(pictures()) == list(Kind)


def test_help_does_not_wait_for_matplotlib():
    script = (
        "import sys; from actsearch.cli import main; main(['plot', '--help']); main(['--help']); "
        "main(['leaderboard', 'no']); "
        "print([each for each in ('matplotlib', 'plotext') if each in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert "--gain 0.5 1 2" in printed
    assert printed.endswith("[]\n")


def test_without_matplotlib_a_sentence_says_how_to_get_it(actsearch, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    answer = actsearch("plot", "relu")
    assert answer.code == 2
    assert "pip install 'actsearch[plot]'" in answer.err
    assert actsearch("plot", "relu", "--format", "csv").code == 0
