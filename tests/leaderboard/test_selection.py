import subprocess
import sys

import pytest

from actsearch.errors import UsageError
from actsearch.leaderboard import rank, select


def trials(rows):
    return [row.trial for row in rows]


def test_only_complete_trials_are_shown_unless_all_are_asked_for(board):
    assert trials(select(rank(board))) == [0, 7, 1]
    assert trials(select(rank(board), every_state=True)) == [0, 7, 1, 2, 3, 4, 5, 6]


def test_a_filter_does_not_change_the_ranks(board):
    assert [row.rank for row in select(rank(board), where="activation != leaky_relu")] == [2, 3]


def test_rows_are_filtered_then_sorted_then_cut(board):
    assert trials(select(board, sort="seconds", top=1)) == [7]
    assert trials(select(board, where="seconds > 3.5", sort="seconds", top=1)) == [0]
    assert trials(select(board, where="state == failed", every_state=True)) == [4]


def test_nothing_may_be_selected(board):
    assert select([]) == select(board, where="epochs > 99", sort="-trial", top=3) == []


@pytest.mark.parametrize("wrong", [{"top": 0}, {"sort": "speed"}, {"where": "fast"}])
def test_what_cannot_be_used_is_refused(board, wrong):
    with pytest.raises(UsageError):
        select(board, **wrong)


def test_the_leaderboard_is_imported_without_heavy_libraries():
    code = (
        "import sys, actsearch.leaderboard;"
        "print({'optuna', 'rich', 'numpy', 'scipy', 'sklearn'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"
