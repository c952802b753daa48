import pytest

from actsearch.leaderboard import counts, footer, sampling_error


def test_trials_are_counted_by_state(board):
    assert counts(board) == (
        "8 trials: 3 complete, 1 pruned, 1 diverged, 1 failed, 1 unfinished, 1 waiting"
    )
    assert counts(board[:1]) == "1 trial: 1 complete"
    assert counts([]) == "no trials"


@pytest.mark.parametrize(
    ("accuracy", "n_validation", "points"),
    [(0.976, 10_000, "0.15"), (0.5, 100, "5.00"), (0.9, 360, "1.58")],
)
def test_the_standard_error_is_that_of_a_proportion(accuracy, n_validation, points):
    assert sampling_error(accuracy, n_validation).startswith(f"± {points} points: ")


def test_a_perfect_score_is_not_said_to_be_exact():
    assert sampling_error(1.0, 360) == (
        "All 360 validation samples are right: that leaves room for an error rate of up to "
        "0.83 % (rule of three, 95 %)."
    )


def test_the_error_is_that_of_the_best_complete_trial(board):
    first, second = footer(board, 10_000).splitlines()
    assert first == counts(board)
    assert "an accuracy of 97.6 % measured on 10,000 validation samples" in second


def test_no_error_is_told_where_none_is_known(board):
    assert footer(board) == counts(board)
    assert footer(board[2:4], 10_000) == counts(board[2:4])


def test_hidden_trials_are_pointed_at(board):
    hint = "--all shows them"
    assert footer(board, about_others=hint) == f"{counts(board)} ({hint})"
    assert hint not in footer(board[:1], about_others=hint)
