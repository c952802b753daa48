"""Studies that weigh costs against their metric."""

import json
from unittest import mock

import cheap_study
import optuna
import pytest
from deap import tools

import actsearch as package
from actsearch import strategies
from actsearch.errors import SpecificationMismatchError, StorageError, UsageError
from actsearch.leaderboard import rank, row
from actsearch.strategies import History
from actsearch.strategies.genetic import Genetic, parents_of
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read
from actsearch.study.specification import Specification
from actsearch.trials import Outcome

COSTS = ["n_weights", "inference"]
SIZES = {
    "network": {"hidden_layer_sizes": {"values": [[2], [8], [32], [64, 32]]}},
    "training": {"epochs": 8, "learning_rate_init": 0.01},
    "activations": {"relu": {}, "leaky_relu": {"slope": {"min": -1.0, "max": 0.9}}},
}


def by_optuna(directory: StudyDirectory) -> optuna.Study:
    return optuna.load_study(study_name=None, storage=f"sqlite:///{directory.database}")


def front(directory: StudyDirectory) -> list[int]:
    ranked = rank(row("cheap", trial) for trial in read(directory).trials)
    return sorted(each.trial for each in ranked if each.front == 1)


# Bayes and genetic learn after 18 trials.
@pytest.mark.parametrize(
    ("strategy", "trials"),
    [
        (name, 24 if name in ("bayes", "genetic") else 12)
        for name in sorted(strategies.strategies())
    ],
)
def test_the_table_depends_neither_on_workers_nor_on_interruptions(strategy, trials, tmp_path):
    serial = cheap_study.run(tmp_path / "serial", strategy, trials, seed=1, costs=COSTS)
    assert any(len(values or ()) == 3 for _, _, values, *_ in serial)
    late = cheap_study.LateWorkers(2)
    assert cheap_study.run(tmp_path / "2", strategy, trials, 1, costs=COSTS, workers=late) == serial
    for total in (7, trials):
        parts = cheap_study.run(tmp_path / "parts", strategy, total, seed=1, costs=COSTS)
    assert parts == serial


def test_costs_change_what_bayes_and_genetic_propose(tmp_path):
    for strategy in ("bayes", "genetic"):
        one, several = (
            cheap_study.run(tmp_path / f"{strategy}{len(costs)}", strategy, 24, 1, costs=costs)
            for costs in ([], COSTS)
        )
        # The first ones are planned beforehand.
        assert [params for _, params, *_ in one[:18]] == [params for _, params, *_ in several[:18]]
        assert [params for _, params, *_ in one] != [params for _, params, *_ in several]


def test_the_front_is_that_of_optuna(tmp_path):
    cheap_study.run(tmp_path, "bayes", 24, seed=1, costs=COSTS)
    directory = StudyDirectory(tmp_path, "cheap")
    best = [trial.number for trial in by_optuna(directory).best_trials]
    assert len(best) > 2
    assert front(directory) == best


def test_a_candidate_that_diverged_is_on_no_front_for_being_small(tmp_path):
    def evaluate(candidate, split, seed):
        found = cheap_study.cheap_evaluation(candidate, split, seed)
        small = candidate.hidden_layer_sizes == (16,)
        if not small or candidate.activations[0].name != "tanh":
            return found
        return cheap_study.replace(
            cheap_study.evaluation((0.5,), divergence="the loss became nan"),
            n_weights=1,
            operations=1,
        )

    for strategy in ("bayes", "genetic"):
        runs = tmp_path / strategy
        cheap_study.run(runs, strategy, 24, seed=1, costs=COSTS, evaluate=evaluate)
        directory = StudyDirectory(runs, "cheap")
        diverged = [t for t in read(directory).trials if t.outcome == Outcome.DIVERGED]
        assert diverged, "it shows nothing"
        assert front(directory) == [trial.number for trial in by_optuna(directory).best_trials]
        assert {trial.number for trial in diverged}.isdisjoint(front(directory))


def test_genetic_takes_its_parents_as_nsga2_selects_them(tmp_path):
    cheap_study.run(tmp_path, "random", 30, seed=1, costs=["n_weights"])
    trials = by_optuna(StudyDirectory(tmp_path, "cheap")).get_trials()
    options = Genetic.Options(population=5, elitism=6)
    with mock.patch.object(tools, "selNSGA2", wraps=tools.selNSGA2) as selection:
        parents = parents_of(trials, options)
    assert selection.called
    best = {t.number for t in by_optuna(StudyDirectory(tmp_path, "cheap")).best_trials}
    ranks = {json.dumps(each.genome.params): each.fitness for each in parents}
    on_front = [json.dumps(trial.params) for trial in trials if trial.number in best]
    kept = [ranks[params] for params in on_front if params in ranks]
    # The trials that nothing dominates win every tournament against others.
    assert sorted(ranks.values(), reverse=True)[: len(kept)] == sorted(kept, reverse=True)


def test_tpe_is_shown_the_directions_and_no_pruned_trial(tmp_path):
    cheap_study.run(tmp_path, "bayes", 12, seed=1, costs=COSTS)
    found = by_optuna(StudyDirectory(tmp_path, "cheap"))
    history = History.of(found, 12, lookahead=1)
    assert [direction.name for direction in history.study.directions] == [
        *("MAXIMIZE", "MINIMIZE", "MINIMIZE")
    ]
    assert "PRUNED" in {trial.state.name for trial in history.trials}
    from actsearch.strategies.bayes import _best_and_latest

    shown = _best_and_latest(history)
    assert "PRUNED" not in {trial.state.name for trial in shown.trials}
    assert shown.directions == history.directions


def test_an_old_specification_has_no_costs_and_is_the_same_study(tmp_path):
    new = cheap_study.specification(cheap_study.finite_space(tmp_path), "bayes", 0)
    old = new.model_dump(mode="json")
    del old["costs"]
    assert Specification.model_validate(old).differences(new) == []
    assert new.objectives == ("accuracy",)


def test_another_study_of_that_name_is_refused(tmp_path):
    cheap_study.run(tmp_path, "random", 2, seed=1, costs=COSTS)
    with pytest.raises(SpecificationMismatchError, match="costs: "):
        cheap_study.run(tmp_path, "random", 2, seed=1)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE trial_values SET value = 1 WHERE objective = 1",
        "DELETE FROM trial_values WHERE objective = 1",
        "DELETE FROM trial_user_attributes WHERE key = 'costs'",
        "UPDATE study_directions SET direction = 'MAXIMIZE'",
        "UPDATE trial_user_attributes SET value_json = '11' WHERE key = 'n_weights'",
    ],
)
def test_damage_is_said_in_a_sentence(change, tmp_path):
    import sqlite3

    cheap_study.run(tmp_path, "random", 3, seed=1, costs=COSTS)
    with sqlite3.connect(StudyDirectory(tmp_path, "cheap").database) as connection:
        connection.execute(change)
    connection.close()
    with pytest.raises(StorageError, match="restore"):
        cheap_study.run(tmp_path, "random", 4, seed=1, costs=COSTS)


def test_accuracy_and_weights_trade_off_on_digits(tmp_path):
    study = package.search(
        space=SIZES, dataset="digits", objectives=["accuracy", "n_weights"], trials=14, splits=1,
        workers=1,
        options={"startup_trials": 8}, confirm=0, study="sizes", runs_dir=tmp_path,
    )  # fmt: skip
    rows = [each for each in study.leaderboard() if each.front == 1]
    assert len(rows) >= 3
    by_size = sorted(rows, key=lambda each: each.n_weights)
    accuracies = [each.val_accuracy for each in by_size]
    assert accuracies == sorted(accuracies)
    assert by_size[-1].val_accuracy - by_size[0].val_accuracy > 0.2
    assert list(study.leaderboard())[: len(rows)] == rows, "the front comes first"
    assert study.specification.pruner == "none"
    assert study.recommendation.trial.score == max(each.score for each in rows)


def test_pruners_are_refused_before_anything_is_loaded(tmp_path):
    with pytest.raises(UsageError, match="with several objectives leave the pruner out") as raised:
        package.search(
            dataset="nowhere", objectives="accuracy,epochs", pruner="median", runs_dir=tmp_path
        )
    assert raised.value.parameter == "pruner"
