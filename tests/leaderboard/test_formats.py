import csv
import json
import math
from dataclasses import asdict
from io import StringIO

import pytest

from actsearch.leaderboard import (
    TEXT_FORMATS,
    as_csv,
    as_json,
    as_latex,
    as_markdown,
    every_column,
    pick,
    rank,
    with_parameters,
)

ANSWERED = {
    *("rank", "study", "trial", "strategy", "state", "activation", "params"),
    *("val_accuracy", "val_loss", "epochs", "seconds", "n_weights"),
}


def whole(row):
    """Return all fields of a row; each metric is a field under its own name."""
    fields = asdict(row)
    return fields | {f"val_{name}": value for name, value in fields.pop("metrics").items()}


def test_a_metric_has_a_key_of_its_own(make_row):
    (read,) = json.loads(as_json([make_row(metrics={"recall": 0.5})]))
    assert read["val_recall"] == 0.5


def test_json_carries_every_field_as_it_is(board):
    rows = rank(board)
    read = json.loads(as_json(rows))
    assert read == [whole(row) for row in rows]
    assert set(read[0]) >= ANSWERED


def test_json_keeps_every_field_whatever_the_columns(board):
    read = json.loads(as_json(board, pick("rank,params.slope")))
    assert read[0] == whole(board[0]) | {"params.slope": 0.1}
    assert read[1]["params.slope"] is None


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_json_has_null_for_what_is_not_finite(make_row, number):
    def refuse(constant):
        raise AssertionError(constant)

    row = make_row(val_accuracy=number, params={"slope": number, "sizes": (1, number)})
    (read,) = json.loads(as_json([row]), parse_constant=refuse)
    assert read["val_accuracy"] is None
    assert read["params"] == {"slope": None, "sizes": [1, None]}


def test_json_is_one_array_even_of_nothing(make_row):
    assert as_json([]) == "[]"
    assert len(as_json([make_row(0), make_row(1)]).splitlines()) == 2


def test_json_holds_any_text_in_ascii(make_row):
    row = make_row(study="журнал", formula='x·σ(x) "\\"', reason="a\nb")
    text = as_json([row])
    assert text.isascii()
    assert json.loads(text) == [whole(row)]


def test_csv_is_read_back_as_it_was(board):
    read = list(csv.DictReader(StringIO(as_csv(board, every_column(board)), newline="")))
    for text, row in zip(read, board, strict=True):
        fields = whole(row)
        assert json.loads(text.pop("params")) == fields.pop("params")
        assert text == {name: "" if v is None else str(v) for name, v in fields.items()}


def test_csv_lines_end_as_rfc_4180_says(make_row):
    assert as_csv([make_row(3)], pick("trial,reason")) == "trial,reason\r\n3,\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_text_cannot_become_a_formula(make_row, start):
    text = as_csv(
        [make_row(params={"name": f"{start}1"}, reason=f"{start}1")], pick("reason,params.name")
    )
    assert list(csv.reader(StringIO(text, newline="")))[1] == [f"'{start}1"] * 2


def test_csv_numbers_stay_numbers(make_row):
    text = as_csv(
        [make_row(params={"shift": -0.5}, val_loss=math.nan)], pick("params.shift,val_loss")
    )
    assert text.splitlines()[1] == "-0.5,"


def test_markdown_escapes_what_would_break_the_table(make_row):
    row = make_row(activation="relu | tanh", reason="a\n*b* \\| <c>")
    assert as_markdown([row], pick("study,rank")).splitlines()[1] == "| :--- | ---: |"
    assert as_markdown([row], pick("activation,reason,val_accuracy")) == (
        "| activation | reason | accuracy % |\n"
        "| :--- | :--- | ---: |\n"
        "| relu \\| tanh | a \\*b\\* \\\\\\| \\<c> |  |\n"
    )


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_every_format_writes_many_rows_and_none(make_row, name):
    columns = pick("rank,trial")
    rows = [make_row(number) for number in range(10_000)]
    lines = [len(TEXT_FORMATS[name](some, columns).splitlines()) for some in ([], rows[:1], rows)]
    assert lines[2] - lines[1] == 9_999
    assert lines[0] <= lines[1]


def test_latex_escapes_what_would_break_the_table(make_row):
    row = make_row(activation=r"a_b & 5 % $x^2$ \input{f} ~ #", reason="x < y | z")
    lines = as_latex([row], pick("trial,activation,reason,val_accuracy_error")).splitlines()
    assert lines[0] == r"\begin{tabular}{rllr}"
    assert lines[2] == r"trial & activation & reason & $\pm$ \\"
    assert lines[4] == (
        r"0 & a\_b \& 5 \% \$x\textasciicircum{}2\$ \textbackslash{}input\{f\} "
        r"\textasciitilde{} \# & x $<$ y $|$ z &  \\"
    )


def test_programs_get_a_column_for_each_parameter(make_row):
    rows = [make_row(0, params={"slope": 0.1}), make_row(1, params={"gain": 2, "slope": 0.2})]
    read = list(csv.DictReader(StringIO(as_csv(rows, with_parameters(rows)), newline="")))
    assert [(row["params.slope"], row["params.gain"]) for row in read] == [
        ("0.1", ""),
        ("0.2", "2"),
    ]
    assert "params" not in read[0]
