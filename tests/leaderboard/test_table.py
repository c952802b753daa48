from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from actsearch.leaderboard import (
    EVERY_COLUMN,
    as_table,
    default_columns,
    group_columns,
    group_rows,
    pick,
    rank,
)


def printed(table, width=80):
    file = StringIO()
    Console(file=file, width=width).print(table, soft_wrap=True)
    return file.getvalue()


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("every_column", [False, True])
def test_rank_activation_and_accuracy_fit_every_terminal(board, width, every_column):
    rows = rank(board)
    columns = EVERY_COLUMN if every_column else default_columns(rows)
    text = printed(as_table(rows, columns, width=width, footer="3 trials"), width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "…" not in text
    for title in ("rank", "activation", "accuracy %"):
        assert title in text.splitlines()[0]
    assert text.splitlines()[2].split()[0] == "1"
    assert "leaky_relu" in text
    assert "97.62" in text


def test_what_is_left_out_is_said_and_least_important(board):
    narrow = printed(as_table(board, default_columns(board), width=40), 40)
    assert narrow.splitlines()[0].split() == ["rank", "trial", "activation", "accuracy", "%"]
    said = " ".join(narrow.split())
    assert said.endswith(
        "6 columns left out for lack of width: strategy, state, params, val_loss, epochs, seconds"
    )


def test_a_wide_terminal_shows_everything_and_says_nothing(board):
    wide = printed(as_table(board, default_columns(board), width=200), 200)
    assert "slope=0.1, learning_rate_init=0.001235" in wide
    assert "left out" not in wide


def test_very_long_names_of_layers_are_folded_not_cut(make_row):
    activation = " | ".join(["parametric_leaky_relu"] * 20)
    row = make_row(rank=1, activation=activation, val_accuracy=0.9762)
    text = printed(as_table([row], default_columns([row]), width=40), 40)
    assert max(map(cell_len, text.splitlines())) <= 40
    assert text.count("parametric_leaky_relu") == 20
    assert "97.62" in text


def test_a_word_wider_than_the_terminal_is_folded(make_row):
    row = make_row(rank=1, activation="x" * 100, val_accuracy=0.9762)
    text = printed(as_table([row], pick("rank,activation,val_accuracy"), width=40), 40)
    assert text.count("x") == 100
    assert "97.62" in text


def test_a_file_gets_every_column_on_one_line(board):
    footer = "a footer " * 20
    lines = printed(as_table(board, EVERY_COLUMN, footer=footer)).splitlines()
    assert len(lines) == 2 + len(board) + 2
    assert "max(0, x) + 0.1·min(0, x)" in lines[2]
    assert lines[-1] == footer


def test_markup_in_a_cell_is_only_text(make_row):
    row = make_row(reason="[bold]not[/bold] [/] :smile:")
    assert "[bold]not[/bold] [/] :smile:" in printed(as_table([row], pick("reason")))


def test_wide_characters_are_measured_as_they_are_shown(make_row):
    row = make_row(activation="活性化関数", val_accuracy=0.9)
    lines = printed(as_table([row], pick("activation,val_accuracy"), width=24), 24).splitlines()
    assert [cell_len(line) for line in lines] == [22, 22, 22]
    assert "活性化関数" in lines[2]


def test_an_empty_board_has_headings_and_a_footer():
    lines = printed(
        as_table([], default_columns([]), width=120, footer="no trials"), 120
    ).splitlines()
    assert lines[0].startswith("rank")
    assert lines[-1] == "no trials"


def test_groups_have_a_table(board):
    groups = group_rows(board, "strategy")
    table = as_table(groups, group_columns("strategy"), width=80)
    assert printed(table).splitlines()[2].split()[:5] == ["bayes", "4", "2", "97.62", "97.58"]


def test_a_narrow_table_of_groups_keeps_what_they_share_and_their_best(board):
    groups, columns = group_rows(board, "activation"), group_columns("activation")
    headings = printed(as_table(groups, columns, width=20), 20).splitlines()[0]
    assert headings.split() == ["activation", "best", "%"]


@pytest.mark.parametrize("width", range(64, 130, 7))
def test_a_number_among_the_parameters_is_not_broken(make_row, width):
    params = {"beta": 0.255123, "learning_rate_init": 0.00306412}
    row = make_row(rank=1, activation="relu | tanh | swish", params=params, val_accuracy=0.9)
    text = printed(as_table([row], default_columns([row]), width=width), width)
    assert max(map(cell_len, text.splitlines())) <= width
    assert "beta=0.2551" in text
    assert "learning_rate_init=0.003064" in text
