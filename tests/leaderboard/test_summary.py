from actsearch.leaderboard import counts, footer


def test_trials_are_counted_by_state(board):
    assert counts(board) == (
        "8 trials: 3 complete, 1 pruned, 1 diverged, 1 failed, 1 unfinished, 1 waiting"
    )
    assert counts(board[:1]) == "1 trial: 1 complete"
    assert counts([]) == "no trials"


def test_hidden_trials_are_pointed_at(board):
    hint = "--all shows them"
    assert footer(board, about_others=hint) == f"{counts(board)} ({hint})"
    assert hint not in footer(board[:1], about_others=hint)
