import pytest

from actsearch.errors import UsageError
from actsearch.leaderboard import COLUMNS, as_json, as_markdown, group_columns, group_rows


def test_statistics_are_those_of_the_complete_trials(make_row):
    rows = [
        make_row(0, activation="relu", val_accuracy=0.90),
        make_row(1, activation="relu", val_accuracy=0.94),
        make_row(2, activation="relu", state="pruned", val_accuracy=0.99),
        make_row(3, activation="relu", state="diverged"),
    ]
    (group,) = group_rows(rows, "activation")
    assert (group.group, group.trials, group.complete) == ("relu", 4, 2)
    assert (group.best, group.best_trial) == (0.94, 1)
    assert group.mean == pytest.approx(0.92)
    assert group.standard_deviation == pytest.approx(0.04 / 2**0.5)


def test_a_single_trial_has_no_standard_deviation(make_row):
    (group,) = group_rows([make_row(val_accuracy=0.9)], "strategy")
    assert (group.group, group.mean, group.standard_deviation) == (None, 0.9, None)


def test_groups_come_from_the_best_on_and_those_without_a_result_last(board):
    assert [(group.group, group.best_trial) for group in group_rows(board, "activation")] == [
        ("leaky_relu", 0),
        ("relu", 7),
        ("tanh", 1),
        ("sine", None),
        (None, None),
    ]


def test_the_lower_loss_decides_between_groups_of_equal_accuracy(make_row):
    rows = [
        make_row(0, activation="relu", val_accuracy=0.9, val_loss=0.2),
        make_row(1, activation="tanh", val_accuracy=0.9, val_loss=0.1),
    ]
    assert [group.group for group in group_rows(rows, "activation")] == ["tanh", "relu"]


@pytest.mark.parametrize("by", [*COLUMNS, "params.slope"])
def test_every_trial_is_in_one_group_and_every_group_is_written(board, by):
    groups = group_rows(board, by)
    assert sum(group.trials for group in groups) == len(board)
    assert len(as_markdown(groups, group_columns(by)).splitlines()) == 2 + len(groups)
    assert as_json(groups).count('"best_trial"') == len(groups)


@pytest.mark.parametrize(
    ("by", "text"),
    [
        ("params.slope", "0.3"),
        ("val_accuracy", "97.62"),
        ("n_weights", "101,770"),
        ("params", '{"slope":0.30000000000000004}'),
    ],
)
def test_the_value_of_a_group_is_written_as_its_own_column_writes_it(make_row, by, text):
    row = make_row(params={"slope": 0.1 + 0.2}, val_accuracy=0.97619, n_weights=101_770)
    (group,) = group_rows([row], by)
    assert group_columns(by)[0].text(group) == text


def test_no_rows_make_no_groups():
    assert group_rows([], "activation") == []


def test_an_unknown_column_is_refused():
    with pytest.raises(UsageError, match="did you mean 'activation'"):
        group_rows([], "activations")


@pytest.mark.parametrize("by", COLUMNS)
def test_rows_can_be_grouped_and_written_by_any_column(make_row, by):
    rows = [make_row(0, val_accuracy=0.9, confirmed=0.91, confirmed_error=0.01, gain=0.02)]
    groups = group_rows(rows, by)
    assert as_markdown(groups, group_columns(by)).count("\n") == 3
