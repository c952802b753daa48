"""``actsearch data``, and how ``run`` says and keeps how a table is read."""

import json

import pytest
from written_tables import HEADER, ROWS, table

SPACE = """
[network]
hidden_layer_sizes = [4]

[training]
steps = 10

[activations.relu]
[activations.elu]
"""
MIXED = table([(n, "AB"[n % 3 // 2], *row) for n, row in enumerate(ROWS)], ("", "port", *HEADER))
MIXED = MIXED.replace("\n", "\n# a comment\n", 1)
RUN = ("run", "--space", "small.toml", "--trials", 2, "--splits", 2)


@pytest.fixture
def written(tmp_path):
    (tmp_path / "small.toml").write_text(SPACE)
    (tmp_path / "data.csv").write_text(MIXED)
    (tmp_path / "latin.csv").write_text(table(header=None).replace("b\n", "ü\n"), "latin-1")
    return tmp_path


def test_columns_are_shown(actsearch, written, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    answer = actsearch("data", "data.csv")
    assert answer.code == 0, answer.err
    lines = [line.rstrip() for line in answer.out.splitlines()]
    assert lines == [
        "column    kind        what is done",
        "column 1  identifier  left out",
        "port      category    one-hot, rare ones together",
        "width     number      standardised",
        "height    number      standardised",
        "label     label       its values are the classes",
        "",
        "samples     32, without the test part",
        "inputs      4, standardised",
        "classes     a (16), b (16)",
    ]


def test_columns_alike_are_one_line_and_json_has_all(actsearch, written):
    rows = [(*range(n, n + 9), n % 2) for n in range(40)]
    (written / "wide.csv").write_text(table(rows, (*"abcdefghi", "y")))
    assert "a ... i (9)" in actsearch("data", "wide.csv").out
    told = actsearch("data", "wide.csv", "--format", "json", "--drop", "a").json
    assert [each["name"] for each in told["table"]["columns"]] == [*"abcdefghi", "y"]
    assert (told["samples"], told["inputs"], told["classes"]) == (32, 8, {"0": 16, "1": 16})


def test_notes_and_options(actsearch, written):
    words = ("latin.csv", "--label", "last")
    answer = actsearch("data", *words)
    assert "- its first line is a sample" in answer.out
    assert "Windows-1252 (Latin-1), which is a guess" in answer.out
    named = actsearch("data", *words, "--no-header", "--encoding", "latin-1", "--features", "2,1")
    assert "guess" not in named.out
    assert "inputs      2" in named.out


def test_other_data_have_no_columns(actsearch):
    answer = actsearch("data", "iris")
    assert answer.out.splitlines()[0] == "samples     120, without the test part"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("data.csv", "--label", "x"), "the last is 'label' (--label)"),
        (("data.csv", "--drop", "x"), "(--drop)"),
        (("data.csv", "--encoding", "x"), "(--encoding)"),
        (("iris", "--no-header"), "leave that out (--no-header)"),
        (("iris", "--rare-classes", "drop"), "leave that out (--rare-classes)"),
    ],
)
def test_what_is_wrong_names_the_option(actsearch, written, words, message):
    answer = actsearch("data", *words)
    assert answer.code == 2
    assert message in answer.err


def test_a_run_says_what_is_done_and_keeps_it(actsearch, written):
    words = (*RUN, "--dataset", "data.csv", "--study", "kept", "--drop", "port")
    answer = actsearch(*words)
    assert answer.code == 0, answer.err
    assert "port      category" not in answer.err
    assert "left out, as asked" in answer.err
    told = json.loads((written / "runs" / "kept" / "table.json").read_text())
    assert told["schema"]["form"] == "numbers"
    assert actsearch(*words, "--quiet").err == ""
    assert actsearch("resume", "kept", "--more", 1).code == 0
    assert actsearch("verify", "kept").code == 0
    other = actsearch(*words[:-1], "width")
    assert other.code == 4
    assert "dataset.reading.drop: ['port'] -> ['width']" in other.err


def test_a_mixed_table_is_searched_confirmed_and_tested(actsearch, written):
    answer = actsearch(*RUN, "--dataset", "data.csv", "--study", "mixed")
    assert answer.code == 0, answer.err
    assert "a classifier that ignores the samples has an accuracy of 50.00 %" in answer.out
    assert "one-hot, rare ones together" in answer.err
    assert actsearch("confirm", "mixed", "--seeds", 2).code == 0
    assert actsearch("test", "mixed").code == 0
