"""``actsearch spaces``: output and exit codes."""

import json

import pytest

from actsearch.cli import main
from actsearch.search_space import SearchSpace, load, names, text


def test_lists_the_shipped_spaces(capsys):
    assert main(["spaces"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in names())
    # A line for each, and one for the titles: nobody's terminal is too narrow for a pipe.
    assert len(printed.splitlines()) == 1 + len(names())


def test_lists_as_json(capsys):
    assert main(["spaces", "--format", "json"]) == 0
    listed = {space.pop("name"): space for space in json.loads(capsys.readouterr().out)}
    assert list(listed) == names()
    assert listed["depth"]["grid_size"] == 6
    assert listed["sigmoid-gain"]["grid_size"] is None
    assert listed["sigmoid-gain"]["searched"] == 1


@pytest.mark.parametrize("name", names())
def test_a_shipped_file_can_be_begun_with(capsys, tmp_path, name):
    assert main(["spaces", name, "--format", "toml"]) == 0
    mine = tmp_path / "mine.toml"
    mine.write_text(capsys.readouterr().out)
    assert mine.read_text() == text(name)
    assert load(mine).to_dict() == load(name).to_dict() | {"name": "mine"}


def test_no_file_is_written_for_all_of_them(capsys):
    assert main(["spaces", "--format", "toml"]) == 2
    assert "name it (depth, evolved" in capsys.readouterr().err


@pytest.mark.parametrize("name", names())
def test_shows_one_in_full(capsys, name):
    assert main(["spaces", name]) == 0
    printed = capsys.readouterr().out
    assert name in printed
    assert all(activation in printed for activation in load(name).document.activations)


def test_shows_what_is_searched(capsys):
    assert main(["spaces", "leaky-slope"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["leaky_relu", "slope", "searched:", "-1.0", "to", "0.9"] in lines
    assert ["batch_size", "100"] in lines


def test_shows_what_is_learned_and_calls_searched_only_what_is_drawn(capsys, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        "[network]\nhidden_layer_sizes = [8]\n[activations.relu]\n[activations.prelu]\n"
        "[activations.swish]\nlearned = 'unit'\nbeta = { min = 0.1, max = 10.0, log = true }\n"
        "[activations.elu]\nlearned = { values = ['no', 'layer'] }\n"
        "alpha = { min = 0.1, max = 1.0 }\n"
    )
    assert main(["spaces", str(file)]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["prelu", "learned", "layer"] in lines
    assert ["swish", "learned", "unit"] in lines
    assert ["beta", "0.1", "to", "10.0,", "log"] in lines
    assert ["elu", "learned", "searched:", "no,", "layer"] in lines
    assert ["alpha", "searched:", "0.1", "to", "1.0"] in lines
    assert ["Searched", "parameters:", "3.", "Grid:", "continuous."] in lines
    assert main(["spaces", str(file), "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in shown["parameters"]] == [
        *("activation", "elu.learned", "elu.alpha")
    ]
    assert shown["activations"]["prelu"] == {"slope": 0.25, "learned": "layer"}


def test_json_holds_the_space(capsys):
    assert main(["spaces", "mnist", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown.pop("parameters")[0]["name"] == "activation"
    assert shown.pop("searched") == 11
    assert shown.pop("grid_size") is None
    assert SearchSpace.from_dict(shown) == load("mnist")


def test_shows_brackets_of_a_file_as_they_are(capsys, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        'description = "[bold]mine"\n[network]\nhidden_layer_sizes = [8]\n[activations.relu]\n'
    )
    assert main(["spaces", str(file)]) == 0
    assert "[bold]mine" in capsys.readouterr().out


def test_an_invalid_file_is_a_usage_error(capsys, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("[network]\nhidden_layer_sizes = [0]\n[activations.relu]\n")
    assert main(["spaces", str(file)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "mine.toml: network.hidden_layer_sizes[0]: must be greater" in captured.err


def test_an_unknown_name_is_not_found(capsys):
    assert main(["spaces", "mnits"]) == 3
    assert "did you mean 'mnist'" in capsys.readouterr().err
