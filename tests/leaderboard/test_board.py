"""The leaderboard as Python code holds it."""

from actsearch.leaderboard.board import Leaderboard
from actsearch.trials import Outcome, TrialRecord

TRIALS = [
    TrialRecord(number=0, outcome=Outcome.COMPLETE, score=0.95),
    TrialRecord(number=1, outcome=Outcome.FAILED),
    TrialRecord(number=2, outcome=Outcome.COMPLETE, score=0.97),
]


def test_it_holds_all_trials_and_shows_the_complete_ones_from_the_best_on():
    board = Leaderboard.of("digits", TRIALS, n_validation=1000)
    assert [row.trial for row in board] == [2, 0, 1]
    assert len(board) == 3
    heading, _, first, second, *below = str(board).splitlines()
    assert heading.split()[:2] == ["rank", "trial"]
    assert [line.split() for line in (first, second)] == [["1", "2", "97.00"], ["2", "0", "95.00"]]
    said = " ".join(below)
    assert "1 failed" in said
