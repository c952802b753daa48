"""``actsearch activations``: the catalogue on the command line."""

import dataclasses
import json
import subprocess
import sys
import tomllib

import numpy as np
import pytest

from actsearch import activations
from actsearch.cli import main
from actsearch.search_space import SearchSpace

DEFINITIONS = activations.definitions()
every_name = pytest.mark.parametrize("name", DEFINITIONS)


def answer(capsys, *words):
    """Run the command, which must succeed without a message; return its output."""
    assert main(["activations", *words]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


@pytest.fixture
def piped(monkeypatch):
    for variable in ("FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def terminal_of_80_columns(monkeypatch):
    """Make rich treat the captured output as a terminal of 80 columns, without colours."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")


def test_the_list_is_complete_when_piped(capsys, piped):
    lines = answer(capsys).splitlines()
    assert lines[0].split()[:2] == ["name", "formula"]
    for definition in DEFINITIONS.values():
        (line,) = [line for line in lines if line.split()[0] == definition.name]
        assert definition.formula.replace("{", "").replace("}", "") in line
    assert any(line.split()[-5:] == ["gain", "1,", "[0.1,", "10]", "log"] for line in lines)


def test_the_list_cuts_no_name_on_a_terminal(capsys, terminal_of_80_columns):
    lines = answer(capsys).splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in "".join(lines)
    assert {line.split()[0] for line in lines if not line.startswith(" ")} >= set(DEFINITIONS)


def test_json_lists_all_with_their_parameters(capsys):
    listed = {each["name"]: each for each in json.loads(answer(capsys, "--format", "json"))}
    assert list(listed) == list(DEFINITIONS)
    for name, definition in DEFINITIONS.items():
        assert listed[name]["aliases"] == list(definition.aliases)
        assert listed[name]["parameters"] == [
            {
                **{"name": p.name, "default": p.default, "low": p.low, "high": p.high},
                **{"log": p.log, "required": p.required},
            }
            for p in definition.parameters
        ]


@every_name
def test_one_is_shown_in_detail(capsys, name):
    definition = DEFINITIONS[name]
    text = answer(capsys, name)
    assert definition.summary in text
    assert definition.reference in text
    assert f"{definition.bind({}).initialization_gain:.4f}" in text
    for parameter in definition.parameters:
        assert f"{parameter.name} {parameter.default:.4g}, [{parameter.low:.4g}, " in text
    for word in (*definition.aliases, *definition.laws):
        assert word in text


@every_name
def test_the_snippet_is_a_search_space_of_the_whole_range(capsys, name):
    text = answer(capsys, name)
    read = tomllib.loads(text[text.index("[activations.") :])
    ranges = {
        p.name: {"min": p.low, "max": p.high} | ({"log": True} if p.log else {})
        for p in DEFINITIONS[name].parameters
    }
    # What is always learned is not drawn from a range.
    ways = {"learned": {"values": ["layer", "unit"]}}
    assert read == {"activations": {name: ways if DEFINITIONS[name].learned else ranges}}
    SearchSpace.from_dict(read | {"network": {"hidden_layer_sizes": [8]}})


def test_of_prelu_it_says_that_the_slope_is_learned(capsys):
    lines = [line.split() for line in answer(capsys, "prelu").splitlines()]
    assert ["parameters", "slope", "0.25,", "[-1,", "0.9]"] in lines
    assert ["learned", "slope"] in lines
    shown = json.loads(answer(capsys, "prelu", "--format", "json"))
    assert shown["learned"] == ["slope"]
    assert json.loads(answer(capsys, "leaky_relu", "--format", "json"))["learned"] == []


def test_values_and_slopes_are_tabulated(capsys):
    rows = [line.split() for line in answer(capsys, "leaky_relu").splitlines()]
    for row in (["-4", "-0.0400", "0.0100"], ["0", "0.0000", "0.0100"], ["4", "4.0000", "1.0000"]):
        assert row in rows


def test_detail_as_json(capsys):
    shown = json.loads(answer(capsys, "hard_tanh", "--format", "json"))
    assert shown["kinks"] == [-1.0, 1.0]
    assert shown["laws"] == ["bounded", "monotone", "odd"]
    assert shown["values"][0] == {"x": -4.0, "value": -1.0, "derivative": 0.0}
    assert [row["x"] for row in shown["values"]] == [-4, -2, -1, -0.5, 0, 0.5, 1, 2, 4]


def test_an_alias_shows_what_it_stands_for(capsys):
    assert answer(capsys, "silu") == answer(capsys, "swish")


def test_an_unknown_name_is_a_usage_error_with_the_way_out(capsys):
    assert main(["activations", "rleu"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "did you mean 'relu'?" in printed.err


def test_help_shows_examples_and_imports_nothing_heavy():
    script = (
        "import sys; from actsearch.cli import main; assert main(['activations', '--help']) == 0; "
        "print('numpy' in sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert "actsearch activations leaky_relu" in printed
    assert printed.endswith("False\n")


def test_check_compares_all_derivatives_and_says_so(capsys):
    assert main(["activations", "check", "swish", "relu", "x*sin(b*x)"]) == 0
    printed = capsys.readouterr()
    rows = [line.split()[:2] for line in printed.out.splitlines()[1:]]
    expression = "x*sin(b*x)"
    assert rows == [
        *(["swish", "x"], ["swish", "beta"], ["relu", "x"]),
        *([expression, "x"], [expression, "b"]),
    ]
    assert printed.err.startswith("all 5 derivatives agree with central differences")


def test_check_ends_with_1_if_a_derivative_is_wrong(capsys, monkeypatch):
    relu = activations.definition("relu")
    double = dataclasses.replace(relu, function=lambda x: (2 * x, lambda: np.ones_like(x)))
    monkeypatch.setattr(activations, "definition", {"double": double, "relu": relu}.get)
    assert main(["activations", "check", "double", "relu", "--format", "json"]) == 1
    printed = capsys.readouterr()
    assert [each["agrees"] for each in json.loads(printed.out)] == [False, True]
    assert printed.err == "1 of 2 derivatives differ from central differences: they are wrong\n"


def test_check_names_an_unknown_activation(capsys):
    assert main(["activations", "check", "rleu"]) == 2
    assert "did you mean 'relu'" in capsys.readouterr().err


def test_no_line_is_drawn_where_a_curve_is_not(capsys):
    assert main(["activations", "20*sin(x)", "relu"]) == 0
    printed = capsys.readouterr().out
    assert "what is beyond 6 is not drawn" in " ".join(printed.split())
    # Of a wave that is cut off, the top row has points at its edges and none between them.
    top = next(line for line in printed.splitlines() if "┤" in line)
    assert "1" * 5 not in top


def test_several_are_compared_with_values_slopes_and_curves(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    shown = answer(capsys, "sigmoid", "gain=4", "tanh", "2*sigmoid(2*x)-1")
    lines = shown.splitlines()
    assert lines[0] == "1  sigmoid(gain=4.0): f(x) = 1/(1 + exp(-4·x))"
    assert "tanh(gain=1.0) and 2*sigmoid(2*x)-1 coincide" in lines
    assert ["0", "0.5000", "1.0000", "0.0000", "1.0000", "0.0000", "1.0000"] in [
        line.split() for line in lines
    ]
    assert any("1111" in line and "│" in line for line in lines)
    assert max(map(len, lines)) <= 60
    read = json.loads(answer(capsys, "sigmoid", "gain=4", "--format", "json"))
    assert read[0]["params"] == {"gain": 4.0}
    assert {"x": 0.0, "value": 0.5, "derivative": 1.0} in read[0]["values"]


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("words", [("softmax",), ("swish",), ("exp(x)",), ("step",)])
def test_curves_fit_the_terminal(capsys, monkeypatch, columns, words):
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = answer(capsys, *words)
    framed = [line for line in shown.splitlines() if "│" in line or "┤" in line]
    assert len(framed) >= 10
    assert max(map(len, framed)) <= columns


def test_softmax_has_its_entry(capsys):
    read = json.loads(answer(capsys, "softmax", "--format", "json"))
    at_zero = next(row for row in read["values"] if row["logit of class 1"] == 0)
    assert at_zero["probability of class 1"] == pytest.approx(1 / (2 + np.e))
