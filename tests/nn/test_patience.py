"""When training ends; epochs are counted as in scikit-learn."""

import math

import pytest

from actsearch.nn.patience import Patience


def ends(patience: Patience, progress: list[float]) -> int | None:
    """Return after how many epochs patience is over."""
    for epoch, each in enumerate(progress, start=1):
        patience.note(each)
        if patience.is_over:
            return epoch
    return None


@pytest.mark.parametrize(
    ("tol", "epochs", "progress", "end"),
    [
        (0.1, 2, [0.5, 0.5, 0.5, 0.5, 0.5], 4),
        (0.125, 2, [0.5, 0.625, 0.75, 0.875, 1.0], None),
        (0.1, 2, [0.5, 0.55, 0.6, 0.65, 0.7], 4),
        (0.0, 1, [0.5, 0.5, 0.5, 0.5], None),
        (0.0, 1, [0.5, 0.4, 0.5, 0.4, 0.4], 5),
        (0.1, math.inf, [0.5] * 50, None),
        (0.1, 1, [math.nan] * 3, 2),
    ],
)
def test_it_is_over_after_more_epochs_without_improvement_than_it_waits_for(
    tol, epochs, progress, end
):
    assert ends(Patience(tol, epochs), progress) == end


def test_the_first_of_equals_is_the_best():
    patience = Patience(0.1, 5)
    assert [patience.note(each) for each in (0.5, 0.5, 0.51, 0.4, 0.51)] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert patience.best == 0.51


def test_progress_before_the_first_epoch_counts():
    patience = Patience(0.0, 5, best=0.7)
    assert not patience.note(0.6)
    assert patience.waited == 1
    assert patience.note(0.8)
