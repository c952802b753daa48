"""The verdict: which finalist is named, and what is said of it."""

import cheap_study
import optuna

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.comparison import compare
from actsearch.confirmation import stored
from actsearch.confirmation.confirmation import Confirmation, Confirmed
from actsearch.leaderboard import board
from actsearch.nn.settings import TrainingSettings

RELU = Candidate((8,), (activations.get("relu"),), TrainingSettings())
BASELINE = [0.90, 0.91, 0.90, 0.92]


def confirmation(metric="accuracy", looks=1, **scores):
    found = compare(scores, BASELINE, overlap=0.0, looks=looks)
    finalists = [
        Confirmed(
            name=name,
            candidate=RELU,
            trial=number,
            comparison=found[name],
            scores=tuple(scores[name]),
            searched=0.95,
            diverged=scores[name].count(0.0),
        )
        for number, name in enumerate(scores, start=1)
    ]
    return Confirmation(
        baseline=RELU,
        baseline_name="relu",
        baseline_trial=0,
        baseline_scores=tuple(BASELINE),
        seeds=4,
        metric=metric,
        finalists=tuple(finalists),
        overlap=0.0,
        looks=looks,
    )


def test_the_best_of_those_that_are_better_is_used_though_a_noisier_one_has_a_greater_mean():
    found = confirmation(noisy=[0.99, 0.85, 0.99, 0.98], sure=[0.93, 0.94, 0.932, 0.952])
    assert found.answer.name == "sure"
    assert found.verdict().startswith("use sure: +3.10 points over relu [")


def test_if_none_is_better_the_baseline_is_kept():
    found = confirmation(first=[0.91, 0.90, 0.91, 0.92], second=[0.90, 0.90, 0.91, 0.92])
    assert found.answer is None
    assert found.verdict().startswith(
        "nothing beats relu beyond the noise; keep it (first, the best of 2, has +0.3 points over"
    )


def test_the_same_score_on_each_seed_has_no_interval():
    assert confirmation(same=BASELINE).verdict() == (
        "nothing beats relu beyond the noise; keep it (same has +0.00 points over it on each of 4 "
        "fresh seeds)"
    )


def test_a_row_has_no_half_width_without_end():
    told = board._Told(confirmation(same=BASELINE))
    assert told.fields[1]["gain"] == 0.0
    assert told.fields[1]["gain_error"] is None


def test_another_metric_has_its_own_units():
    found = confirmation("log_loss", sure=[0.93, 0.94, 0.932, 0.952])
    assert "+0.0310 over relu" in found.verdict()


def test_what_is_not_settled_says_how_many_seeds_would_settle_it():
    unsettled = confirmation(close=[0.91, 0.90, 0.92, 0.93])
    assert unsettled.answer is None
    (line,) = unsettled.way_on("small")
    needed = unsettled.finalists[0].comparison.seeds_needed
    assert f"about {needed} seeds would settle" in line
    assert line.endswith(f"actsearch confirm small --more {needed - 4}")
    settled = confirmation(sure=[0.93, 0.94, 0.932, 0.952])
    assert settled.way_on("small") == []
    worse = confirmation(worse=[0.80, 0.81, 0.80, 0.83])
    assert worse.way_on("small") == []


def test_a_training_that_diverged_is_told():
    said = confirmation(a=[0.93, 0.0, 0.932, 0.952], b=BASELINE).lines("small")
    assert "a diverged on 1 of 4 fresh seeds, which counts as the worst score" in said
    assert sum("diverged" in line for line in said) == 1


def test_what_diverged_is_counted_among_the_seeds_of_the_race(tmp_path):
    tanh = Candidate((8,), (activations.get("tanh"),), TrainingSettings())
    study = optuna.create_study(storage=f"sqlite:///{tmp_path}/study.db", direction="maximize")
    for seed in range(5):
        divergence = "the loss became nan" if seed in (2, 4) else None
        stored.add(study, RELU, 0, seed, cheap_study.evaluation((0.9,)))
        stored.add(study, tanh, 1, seed, cheap_study.evaluation((0.9,), divergence=divergence))
    race = stored.Race(seeds=4, finalists=[tanh.digest], baseline=RELU.digest, overlap=0.2)
    attributes = {stored.RACE: race.model_dump()}
    found = Confirmation.of(attributes, study.trials, default=RELU, metric="accuracy", search=[])
    assert (found.finalists[0].diverged, found.baseline_diverged) == (1, 0)


def test_it_is_said_which_test_it_is_and_what_pairs_and_luck_did():
    said = " ".join(confirmation(a=[0.93, 0.94, 0.932, 0.952], looks=2).lines("small"))
    assert "paired t-test" in said
    assert "2 looks (each after the first doubles the p-values)" in said
    assert "the search showed 1.15 points more of a than this mean" in said
    assert "Holm" in " ".join(confirmation(a=BASELINE, b=BASELINE).lines("small"))
