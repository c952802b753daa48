from collections.abc import Callable
from typing import Any

import pytest

from actsearch.leaderboard import Row


@pytest.fixture
def make_row() -> Callable[..., Row]:
    def make(trial: int = 0, **fields: Any) -> Row:
        # Of most studies the score is the accuracy.
        known = {"study": "digits", "trial": trial, "state": "complete"}
        return Row(**known | {"score": fields.get("val_accuracy")} | fields)

    return make


@pytest.fixture
def board(make_row: Callable[..., Row]) -> list[Row]:
    """One trial of every outcome, and more complete ones."""
    return [
        make_row(
            0,
            strategy="bayes",
            activation="leaky_relu",
            params={"slope": 0.1, "learning_rate_init": 0.00123456},
            val_accuracy=0.9762,
            val_loss=0.0812,
            train_loss=0.0123,
            epochs=10,
            seconds=4.04,
            seconds_per_epoch=0.404,
            inference_microseconds=1.5,
            n_weights=101_770,
            candidate="leaky_relu(slope=0.1)",
            formula="max(0, x) + 0.1·min(0, x)",
        ),
        make_row(1, strategy="genetic", activation="tanh", val_accuracy=0.9691, val_loss=0.1),
        make_row(2, state="pruned", strategy="bayes", activation="relu", val_accuracy=0.99),
        make_row(3, state="diverged", strategy="bayes", activation="sine", reason="loss is NaN"),
        make_row(4, state="failed", reason="MemoryError:\nno | memory \x1b[31mat all"),
        make_row(5, state="unfinished", activation="relu", val_accuracy=0.5),
        make_row(6, state="waiting"),
        make_row(7, strategy="bayes", activation="relu", val_accuracy=0.9755, seconds=3.0),
    ]
