"""Best, mean and diversity of generations, on made-up trials."""

import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution

from actsearch.leaderboard import generations
from actsearch.leaderboard.generations import Generation
from actsearch.trials import Outcome, TrialRecord

DISTRIBUTIONS = {
    "activation": CategoricalDistribution(["relu", "swish"]),
    "swish.beta": FloatDistribution(0.0, 4.0),
}


def trial(generation, score=None, outcome=Outcome.COMPLETE, **parameters):
    named = {name.replace("_", "."): value for name, value in parameters.items()}
    return TrialRecord(
        number=0,
        outcome=outcome,
        generation=generation,
        score=score,
        parameters=named,
        distributions={name: DISTRIBUTIONS[name] for name in named},
    )


TRIALS = [
    trial(1, 0.5, activation="relu"),
    trial(0, 0.8, activation="swish", swish_beta=1.0),
    trial(None, 0.99, activation="relu"),
    trial(0, 0.6, activation="swish", swish_beta=3.0),
    trial(0, 0.95, Outcome.PRUNED, activation="relu"),
    trial(2, None, Outcome.FAILED, activation="relu"),
    trial(2, 0.0, Outcome.DIVERGED, activation="swish", swish_beta=1.0),
]


def test_each_generation_is_summed_up_by_its_complete_trials():
    first, second, third = generations.summaries(TRIALS)
    # Half of 2/4 between the swishes, and both parameters between each of them and the ReLU.
    diversity = pytest.approx((0.25 + 1 + 1) / 3)
    assert first == Generation(0, 3, best=0.8, mean=pytest.approx(0.7), diversity=diversity)
    assert second == Generation(1, 1, best=0.5, mean=0.5, diversity=0.0)
    assert third == Generation(2, 2, best=None, mean=None, diversity=1.0)


def test_they_are_said_in_percent():
    first, _, third = (each.sentence("accuracy") for each in generations.summaries(TRIALS))
    assert first == "generation 0: best 80.00 %, mean 70.00 %, diversity 0.75"
    assert third == "generation 2: no result, diversity 1.00"


def test_csv_has_a_line_for_each():
    heading, *lines = generations.as_csv(TRIALS).splitlines()
    assert heading == "generation,trials,best,mean,diversity"
    assert [line.split(",")[:3] for line in lines] == [
        ["0", "3", "0.8"],
        ["1", "1", "0.5"],
        ["2", "2", ""],
    ]


def test_trials_without_parameters_are_all_the_same():
    assert generations.diversity([trial(0), trial(0)]) == 0.0
