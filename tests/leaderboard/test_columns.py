import math
from dataclasses import fields

import pytest

from actsearch.errors import UsageError
from actsearch.leaderboard import COLUMNS, Row, column, default_columns, pick, sort_rows
from actsearch.metrics import metrics


def test_every_field_of_a_row_has_a_column():
    measured = {f"val_{name}" for name in metrics("regression")}
    assert set(COLUMNS) == {field.name for field in fields(Row)} - {"metrics"} | measured


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("val_accuracy", "97.62"),
        ("val_loss", "0.0812"),
        ("seconds", "4.0"),
        ("n_weights", "101,770"),
        ("params", "slope=0.1, learning_rate_init=0.001235"),
        ("params.slope", "0.1"),
        ("params.beta", ""),
        ("reason", ""),
    ],
)
def test_values_are_written_for_people(board, name, text):
    assert column(name).text(board[0]) == text


def test_control_characters_and_line_breaks_do_not_reach_people(board):
    assert column("reason").text(board[4]) == "MemoryError: no | memory [31mat all"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_is_not_finite_is_no_value(make_row, value):
    row = make_row(val_loss=value, params={"slope": value})
    assert column("val_loss").value(row) is column("params.slope").value(row) is None


def test_columns_come_in_the_order_asked_for():
    assert [c.name for c in pick("seconds, rank,params.layer1.slope")] == [
        "seconds",
        "rank",
        "params.layer1.slope",
    ]


@pytest.mark.parametrize("names", ["params.", "rank;trial"])
def test_a_column_that_does_not_exist_is_refused(names):
    with pytest.raises(UsageError, match="unknown column"):
        pick(names)


def test_a_misspelt_column_is_answered_with_the_likely_one():
    with pytest.raises(UsageError, match="did you mean 'val_accuracy'"):
        pick("rank,val_acuracy")


def test_study_and_state_are_shown_where_they_differ(make_row):
    def names(*rows):
        return {column.name for column in default_columns(rows)}

    alike = names(make_row(0), make_row(1))
    assert {"study", "state"}.isdisjoint(alike)
    assert names(make_row(0), make_row(0, study="other")) - alike == {"study"}
    assert names(make_row(0), make_row(1, state="failed")) - alike == {"state"}
    assert names() == alike


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("val_accuracy", [1, 2, 0, 3]),
        ("-val_accuracy", [0, 2, 1, 3]),
        ("val_loss", [2, 0, 1, 3]),
        ("-val_loss", [1, 0, 2, 3]),
        ("activation", [1, 0, 2, 3]),
        ("-activation", [0, 2, 1, 3]),
        ("params.size", [1, 0, 2, 3]),
    ],
)
def test_each_column_sorts_in_its_natural_order_and_none_comes_last(make_row, by, order):
    rows = [
        make_row(0, val_accuracy=0.1, val_loss=2.0, activation="tanh", params={"size": 16}),
        make_row(1, val_accuracy=0.3, val_loss=3.0, activation="relu", params={"size": 2.5}),
        make_row(2, val_accuracy=0.2, val_loss=1.0, activation="tanh", params={"size": "16x16"}),
        make_row(3, val_accuracy=math.nan),
    ]
    assert [row.trial for row in sort_rows(rows, by)] == order


def test_rows_can_be_sorted_by_every_column(board):
    for name in COLUMNS:
        assert len(sort_rows(board, f"-{name}")) == len(board)


def test_costs_are_shown_where_they_are_objectives(make_row):
    row = make_row(0, n_weights=10, operations=20, costs={"inference": 20.0}, front=1)
    names = [each.name for each in default_columns([row])]
    assert {"front", "operations", "inference_microseconds", "inference_error"} <= set(names)
    assert "n_weights" not in names
    assert column("front").text(row) == "* 1"
    assert column("costs").text(row) == "inference=20"
