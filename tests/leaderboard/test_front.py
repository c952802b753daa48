"""The front on the leaderboard, and what is said of it."""

from actsearch.leaderboard import Leaderboard
from actsearch.leaderboard.front import sentences
from actsearch.trials import Outcome, TrialRecord


def trial(number, score, n_weights):
    costs = {"n_weights": float(n_weights)}
    return TrialRecord(number=number, outcome=Outcome.COMPLETE, score=score, costs=costs)


def test_the_front_comes_first_and_by_rank():
    trials = [trial(0, 0.95, 80), trial(1, 0.97, 90), trial(2, 0.96, 100), trial(3, 0.9, 10)]
    board = Leaderboard.of("digits", trials)
    assert [(row.trial, row.rank, row.front) for row in board] == [
        *((1, 1, 1), (0, 3, 1), (3, 4, 1)),
        (2, 2, 2),
    ]
    assert "3 trials are on the front (*)" in board.footer()


def test_the_cheapest_is_named_only_if_it_shares_the_rank(make_row):
    rows = [
        make_row(0, rank=1, front=1, val_accuracy=0.970, costs={"epochs": 9.5}),
        make_row(1, rank=1, front=1, val_accuracy=0.969, costs={"epochs": 7.25}, candidate="tanh"),
        make_row(2, rank=1, front=2, val_accuracy=0.968, costs={"epochs": 8.0}),
        make_row(3, rank=4, front=1, val_accuracy=0.90, costs={"epochs": 1.0}),
    ]
    cheapest = "cheapest of the same rank: tanh (trial 1), epochs 7.25 instead of 9.5"
    assert sentences(rows, recommended=0)[1:] == [cheapest]
    assert len(sentences(rows, recommended=1)) == 1
    assert len(sentences(rows)) == 1


def test_of_one_objective_nothing_is_said(board):
    assert sentences(board, recommended=0) == []
