"""Who cannot be told apart shares a rank; fresh seeds tell more than single scores."""

from actsearch.leaderboard import rank
from actsearch.leaderboard.ties import share_ranks


def ranks(rows, margin, beats=lambda *_: None):
    return {row.trial: row.rank for row in share_ranks(rank(rows), margin, beats)}


def test_scores_within_the_margin_of_the_best_share_its_rank(make_row):
    rows = [make_row(n, val_accuracy=v) for n, v in enumerate((0.980, 0.979, 0.975, 0.970))]
    assert ranks(rows, 0.002) == {0: 1, 1: 1, 2: 3, 3: 4}
    assert ranks(rows, 0.0) == {0: 1, 1: 2, 2: 3, 3: 4}
    assert ranks(rows, 1.0) == dict.fromkeys(range(4), 1)


def test_equal_scores_share_a_rank_whatever_their_loss(make_row):
    rows = [make_row(n, val_accuracy=0.98, val_loss=loss) for n, loss in enumerate((0.2, 0.1))]
    assert [(row.rank, row.trial) for row in share_ranks(rank(rows), 0.0)] == [(1, 1), (1, 0)]


def test_fresh_seeds_overrule_single_scores_both_ways(make_row):
    rows = [make_row(n, val_accuracy=v) for n, v in enumerate((0.980, 0.979, 0.960))]

    def first_beats_second(one, other):
        return (one, other) == (0, 1) if {one, other} <= {0, 1, 2} else None

    # 0 beats 1 though they are close; 2 is not beaten by anyone though its score is far behind.
    assert ranks(rows, 0.005, first_beats_second) == {0: 1, 1: 2, 2: 1}


def test_trials_without_a_rank_stay_last(board):
    shared = share_ranks(rank(board), 0.5)
    assert [row.rank for row in shared] == [1, 1, 1, None, None, None, None, None]
