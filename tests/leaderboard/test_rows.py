import math
import random

import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.trial import TrialState, create_trial

from actsearch.leaderboard import rank, row


def test_a_complete_trial_is_read_in_full():
    trial = create_trial(
        value=0.9762,
        params={"activation": "swish", "swish.beta": 1.5, "learning_rate_init": 0.01},
        distributions={
            "activation": CategoricalDistribution(["relu", "swish"]),
            "swish.beta": FloatDistribution(0.1, 10.0),
            "learning_rate_init": FloatDistribution(1e-4, 1e-1, log=True),
        },
        user_attrs={
            "strategy": "bayes",
            "activation": "swish",
            "activation_params": {"beta": 1.5},
            "candidate": "swish(beta=1.5)",
            "formula": "x·σ(1.5x)",
            "outcome": "complete",
            "val_loss": 0.08,
            "train_loss": 0.01,
            "epochs": 10,
            "seconds": 4.0,
            "seconds_per_epoch": 0.4,
            "inference_microseconds": 1.5,
            "n_weights": 101_770,
        },
        intermediate_values={1: 0.9, 2: 0.99},
    )
    study = optuna.create_study(direction="maximize")
    study.add_trials([create_trial(value=0.5), trial])
    found = row("digits", study.trials[1])
    assert (found.study, found.trial, found.rank, found.state) == ("digits", 1, None, "complete")
    assert (found.strategy, found.activation) == ("bayes", "swish")
    assert found.params == {"beta": 1.5, "learning_rate_init": 0.01}
    assert (found.val_accuracy, found.val_loss, found.train_loss) == (0.9762, 0.08, 0.01)
    assert (found.epochs, found.seconds, found.seconds_per_epoch) == (10, 4.0, 0.4)
    assert (found.inference_microseconds, found.n_weights) == (1.5, 101_770)
    assert (found.candidate, found.formula, found.reason) == ("swish(beta=1.5)", "x·σ(1.5x)", None)


def test_parameters_of_layers_keep_their_full_names():
    trial = create_trial(
        value=0.9,
        params={"layer1.activation": "leaky_relu", "layer1.leaky_relu.slope": 0.1},
        distributions={
            "layer1.activation": CategoricalDistribution(["leaky_relu", "tanh"]),
            "layer1.leaky_relu.slope": FloatDistribution(0.0, 1.0),
        },
        user_attrs={
            "activation": "leaky_relu | tanh",
            "activation_params": {"layer1.slope": 0.1},
        },
    )
    assert row("digits", trial).params == {"layer1.slope": 0.1}


def test_a_setting_and_a_parameter_of_one_name_are_both_kept():
    trial = create_trial(
        value=0.9,
        params={"elu.alpha": 1.5, "alpha": 0.001},
        distributions={
            "elu.alpha": FloatDistribution(0.1, 2.0),
            "alpha": FloatDistribution(0.0, 1.0),
        },
        user_attrs={"activation": "elu", "activation_params": {"alpha": 1.5}},
    )
    assert row("digits", trial).params == {"elu.alpha": 1.5, "alpha": 0.001}


def test_a_diverged_trial_has_no_accuracy_though_the_sampler_was_told_one():
    trial = create_trial(
        value=0.0,
        user_attrs={"outcome": "diverged", "reason": "loss is NaN", "val_loss": math.nan},
        intermediate_values={1: 0.5},
    )
    found = row("digits", trial)
    assert (found.state, found.val_accuracy, found.val_loss) == ("diverged", None, None)
    assert found.reason == "loss is NaN"


@pytest.mark.parametrize(
    ("state", "name", "accuracy"),
    [
        (TrialState.PRUNED, "pruned", 0.8),
        (TrialState.RUNNING, "unfinished", 0.8),
        (TrialState.FAIL, "failed", None),
    ],
)
def test_an_unfinished_trial_has_the_accuracy_of_its_last_epoch_unless_it_failed(
    state, name, accuracy
):
    trial = create_trial(state=state, intermediate_values={1: 0.9, 2: 0.8})
    found = row("digits", trial)
    assert (found.state, found.val_accuracy, found.epochs) == (name, accuracy, 2)


@pytest.mark.parametrize(
    "state", [TrialState.PRUNED, TrialState.RUNNING, TrialState.FAIL, TrialState.WAITING]
)
def test_a_trial_without_attributes_is_a_row(state):
    found = row("digits", create_trial(state=state))
    assert (found.activation, found.params, found.val_accuracy, found.epochs) == (
        None,
        {},
        None,
        None,
    )


@pytest.mark.parametrize("number", [math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_none(number):
    trial = create_trial(value=number, user_attrs={"val_loss": number, "seconds": number})
    found = row("digits", trial)
    assert (found.val_accuracy, found.val_loss, found.seconds) == (None, None, None)


def test_merit_is_accuracy_then_loss_then_trial_number(make_row):
    rows = [
        make_row(4, val_accuracy=0.9, val_loss=None),
        make_row(3, val_accuracy=0.9, val_loss=0.2),
        make_row(2, val_accuracy=0.9, val_loss=0.2),
        make_row(1, val_accuracy=0.9, val_loss=0.1),
        make_row(0, val_accuracy=0.8, val_loss=0.0),
    ]
    assert [(r.rank, r.trial) for r in rank(rows)] == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 0)]


def test_only_complete_trials_have_a_rank(board):
    assert [(r.rank, r.state) for r in rank(board)] == [
        (1, "complete"),
        (2, "complete"),
        (3, "complete"),
        (None, "pruned"),
        (None, "diverged"),
        (None, "failed"),
        (None, "unfinished"),
        (None, "waiting"),
    ]


def test_the_order_does_not_depend_on_how_the_rows_came(board):
    shuffled = list(board)
    random.Random(0).shuffle(shuffled)
    assert rank(shuffled) == rank(board) == rank(rank(board))


@pytest.mark.parametrize("accuracy", [math.nan, math.inf, -math.inf, None])
def test_a_complete_trial_without_an_accuracy_comes_after_the_ranked(make_row, accuracy):
    rows = [
        make_row(0, val_accuracy=accuracy),
        make_row(1, val_accuracy=0.1, val_loss=math.nan),
        make_row(2, val_accuracy=0.1, val_loss=9.0),
    ]
    assert [(r.rank, r.trial) for r in rank(rows)] == [(1, 2), (2, 1), (None, 0)]


def test_an_empty_board_is_ranked():
    assert rank([]) == []
