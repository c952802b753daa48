import math
import random

import pytest

from actsearch.leaderboard import rank, row
from actsearch.leaderboard.columns import column
from actsearch.nn.causes import NAMES, Causes
from actsearch.runs import Evaluation, Run
from actsearch.trials import Description, Outcome, TrialRecord


def evaluation(accuracies=(0.99, 0.9762), val_losses=(0.07, 0.08), scores=None, **facts):
    run = Run(
        seed=0,
        scores={"accuracy": accuracies} | (scores or {}),
        val_losses=val_losses,
        train_losses=(0.02, 0.01),
        seconds=4.0,
        seconds_per_epoch=0.4,
        inference_microseconds=1.5,
        **facts,
    )
    return Evaluation(runs=(run,), n_weights=101_770)


def record(outcome=Outcome.COMPLETE, activation="swish", activation_params=None, **facts):
    description = Description(
        candidate=f"{activation}(...)",
        formula="x·σ(1.5x)",
        activation=activation,
        activation_params=activation_params or {},
    )
    return TrialRecord(**{"number": 1, "outcome": outcome, "description": description} | facts)


def test_causes_are_those_of_the_end_and_of_the_worst_layer():
    reading = {name: [0.5, 0.25] for name in NAMES} | {"gradient_norm": [1e-9, 0.1]}
    last = reading | {"dead": [0.0, 0.75], "gradient_norm": [0.02, 0.1]}
    measured = Causes.of([reading, reading, last])
    found = row("digits", record(evaluation=evaluation(causes=measured)))
    assert (found.dead, found.saturated, found.sparsity) == (0.75, 0.5, 0.375)
    assert found.gradient_ratio == pytest.approx(0.2)
    assert found.initial_gradient_ratio == pytest.approx(1e-8)
    assert found.diagnosis == "75 % of the units of layer 2 are dead; try a leaky slope"
    assert [column(name).text(found) for name in ("dead", "sparsity")] == ["75.0", "37.5"]
    old = row("digits", record(evaluation=evaluation()))
    assert (old.dead, old.gradient_ratio, old.diagnosis) == (None, None, None)


def test_a_complete_trial_is_read_in_full():
    found = row(
        "digits",
        record(
            activation_params={"beta": 1.5},
            parameters={"activation": "swish", "swish.beta": 1.5, "learning_rate_init": 0.01},
            strategy="bayes",
            score=0.9762,
            evaluation=evaluation(),
        ),
    )
    assert (found.study, found.trial, found.rank, found.state) == ("digits", 1, None, "complete")
    assert (found.strategy, found.activation) == ("bayes", "swish")
    assert found.params == {"beta": 1.5, "learning_rate_init": 0.01}
    assert (found.val_accuracy, found.val_loss, found.train_loss) == (0.9762, 0.08, 0.01)
    assert (found.epochs, found.seconds, found.seconds_per_epoch) == (2, 4.0, 0.4)
    assert (found.inference_microseconds, found.n_weights) == (1.5, 101_770)
    assert (found.candidate, found.formula, found.reason) == ("swish(...)", "x·σ(1.5x)", None)


def test_other_metrics_go_by_their_names():
    scores = {"recall": (0.5, 0.6)}
    found = row("digits", record(score=0.9762, evaluation=evaluation(scores=scores)))
    assert found.metrics == {"recall": 0.6}


def test_parameters_of_layers_keep_their_full_names():
    found = row(
        "digits",
        record(
            activation="leaky_relu | tanh",
            activation_params={"layer1.slope": 0.1},
            parameters={"layer1.activation": "leaky_relu", "layer1.leaky_relu.slope": 0.1},
        ),
    )
    assert found.params == {"layer1.slope": 0.1}


def test_what_is_learned_is_marked_with_its_values_at_the_end_mean_over_the_layers():
    learned = {"layer1.slope": (0.25, 0.5), "layer2.slope": (0.25, -0.25)}
    found = row(
        "digits",
        record(
            activation="prelu",
            activation_params={"slope": 0.25},
            parameters={"activation": "prelu", "alpha": 0.001},
            evaluation=evaluation(learned=learned),
        ),
    )
    assert found.params == {"slope": 0.125, "alpha": 0.001, "learned": "yes"}


def test_layers_of_their_own_show_what_each_has_learned():
    found = row(
        "digits",
        record(
            activation="prelu | swish | pelu",
            activation_params={
                **{"layer1.slope": 0.25, "layer2.beta": 3.0},
                **{"layer3.a": 1.0, "layer3.b": 2.0},
            },
            evaluation=evaluation(learned={"layer1.slope": (0.2, 0.1), "layer3.a": (1.0, 1.5)}),
        ),
    )
    assert found.params == {
        **{"layer1.slope": 0.1, "layer2.beta": 3.0, "layer3.a": 1.5, "layer3.b": 2.0},
        "learned": "yes",
    }


def test_a_setting_and_a_parameter_of_one_name_are_both_kept():
    found = row(
        "digits",
        record(
            activation="elu",
            activation_params={"alpha": 1.5},
            parameters={"elu.alpha": 1.5, "alpha": 0.001},
        ),
    )
    assert found.params == {"elu.alpha": 1.5, "alpha": 0.001}


def test_a_diverged_trial_has_no_accuracy_though_the_sampler_was_told_one():
    found = row(
        "digits",
        record(
            Outcome.DIVERGED,
            score=0.0,
            reason="loss is NaN",
            evaluation=evaluation(val_losses=(0.5, math.nan)),
        ),
    )
    assert (found.state, found.val_accuracy, found.val_loss) == ("diverged", None, None)
    assert found.reason == "loss is NaN"


@pytest.mark.parametrize("outcome", Outcome)
def test_a_trial_of_which_nothing_is_known_is_a_row(outcome):
    found = row("digits", TrialRecord(number=0, outcome=outcome))
    assert (found.activation, found.params, found.val_accuracy, found.epochs) == (
        None,
        {},
        None,
        None,
    )


def test_a_repeated_trial_took_no_time():
    found = row("digits", record(score=0.9762, evaluation=evaluation(), repeats=0))
    assert (found.cached_from, found.seconds, found.val_loss) == (0, 0.0, 0.08)


@pytest.mark.parametrize("number", [math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_none(number):
    found = row("digits", record(score=number, evaluation=evaluation(val_losses=(0.1, number))))
    assert (found.score, found.val_loss) == (None, None)


def test_merit_is_accuracy_then_loss_then_trial_number(make_row):
    rows = [
        make_row(4, val_accuracy=0.9, val_loss=None),
        make_row(3, val_accuracy=0.9, val_loss=0.2),
        make_row(2, val_accuracy=0.9, val_loss=0.2),
        make_row(1, val_accuracy=0.9, val_loss=0.1),
        make_row(0, val_accuracy=0.8, val_loss=0.0),
    ]
    assert [(r.rank, r.trial) for r in rank(rows)] == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 0)]


def test_of_two_that_were_stopped_the_one_that_lasted_longer_comes_first(make_row):
    rows = [
        make_row(0, state="pruned", epochs=1, val_accuracy=0.9),
        make_row(1, state="pruned", epochs=5, val_accuracy=0.8),
    ]
    assert [row.trial for row in rank(rows)] == [1, 0]


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


@pytest.mark.parametrize(("written", "said"), [({}, "yes"), ({"probe": True}, "probe")])
def test_it_says_whether_a_whole_training_learned_or_a_probe(written, said):
    measured = evaluation(learned={"layer1.beta": (1.0, 1.5)})
    definition = {"hidden_layer_sizes": [8], **written}
    params = {"beta": 1.0}
    learned = record(activation_params=params, evaluation=measured, definition=definition)
    assert row("digits", learned).params == {"beta": 1.5, "learned": said}
    still = record(activation_params=params, evaluation=evaluation(), definition=definition)
    assert "learned" not in row("digits", still).params


def test_ranks_go_by_merit_and_fronts_by_all_objectives(make_row):
    rows = [
        make_row(0, val_accuracy=0.97, n_weights=900, costs={"n_weights": 900.0}),
        make_row(1, val_accuracy=0.96, n_weights=990, costs={"n_weights": 990.0}),
        make_row(2, val_accuracy=0.90, n_weights=100, costs={"n_weights": 100.0}),
        make_row(3, val_accuracy=0.99, n_weights=1, costs={"n_weights": 1.0}, state="pruned"),
        make_row(4, state="failed"),
    ]
    found = [(each.trial, each.rank, each.front) for each in rank(rows)]
    assert found == [(0, 1, 1), (1, 2, 2), (2, 3, 1), (3, None, None), (4, None, None)]


def test_with_one_objective_there_is_no_front(board):
    assert {each.front for each in rank(board)} == {None}


def test_fronts_are_of_trials_with_the_same_costs(make_row):
    small = make_row(0, study="a", val_accuracy=0.9, costs={"n_weights": 1.0})
    short = make_row(0, study="b", val_accuracy=0.8, costs={"n_weights": 2.0, "epochs": 1.0})
    assert [each.front for each in rank([small, short])] == [1, 1]
