"""Pruning depends only on the history and the learning curve, wherever it is decided."""

import logging
import pickle
import random

import optuna
import pytest
from optuna.pruners import HyperbandPruner, MedianPruner, PercentilePruner, WilcoxonPruner

from actsearch import errors, pruning

PRUNERS = [name for name, make in pruning.PRUNERS.items() if make is not None]
IN_OPTUNA = {
    "median": lambda: MedianPruner(n_startup_trials=1),
    "quartile": lambda: PercentilePruner(25.0, n_startup_trials=1),
    "hyperband": HyperbandPruner,
    "wilcoxon": lambda: WilcoxonPruner(p_threshold=0.2),
}
pytestmark = pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")


def history(trials: int) -> list[list[float]]:
    draw = random.Random(0)
    return [ended(draw.uniform(0.5, 1.0), draw.choice([2, 10])) for _ in range(trials)]


def ended(level: float, epochs: int = 10) -> list[float]:
    return rising_to(level)[:epochs]


def rising_to(level: float) -> list[float]:
    return [level * (1 - 1 / (epoch + 1)) for epoch in range(1, 11)]


def lasts(pruner: str, trials: list, level: float, number: int) -> int:
    """Return after how many of ten readings a trial is stopped."""
    stop, curve = decision(pruner, trials, number), rising_to(level)
    return 10 if stop is None else next((e for e in range(1, 10) if stop(curve[:e])), 10)


def decision(pruner: str, trials: list, number: int):
    # Wilcoxon's test needs several splits, and here the ten readings are those of ten splits.
    return pruning.stop(pruner, trials, number, splits=10 if pruner == "wilcoxon" else 1)


@pytest.mark.parametrize("pruner", PRUNERS)
def test_the_same_history_gives_the_same_decision(pruner):
    for number in (12, 13, 15, 19):
        answers = {lasts(pruner, history(12), level=0.7, number=number) for _ in range(5)}
        assert len(answers) == 1


@pytest.mark.parametrize("pruner", PRUNERS)
def test_the_decision_depends_on_the_curve_and_on_nothing_asked_before(pruner):
    for number in (12, 13, 15, 19):
        used = decision(pruner, history(12), number)
        for level in (0.1, 0.75, 0.9, 0.1):
            curve = rising_to(level)
            answers = [used(curve[:epoch]) for epoch in range(1, 11)]
            for epoch in (10, 3, 1, 7):
                fresh = decision(pruner, history(12), number)
                assert used(curve[:epoch]) == fresh(curve[:epoch]) == answers[epoch - 1]


@pytest.mark.parametrize("pruner", PRUNERS)
def test_it_can_be_pickled_after_use(pruner):
    stop, curve = decision(pruner, history(12), 13), rising_to(0.1)
    used = stop(curve)
    twin = pickle.loads(pickle.dumps(stop))
    assert twin == stop
    assert twin(curve) == used


@pytest.mark.parametrize("pruner", PRUNERS)
def test_only_our_own_studies_silence_optuna(pruner, monkeypatch):
    said = []
    monkeypatch.setattr(logging.Handler, "handle", lambda _, record: said.append(record))
    before = optuna.logging.get_verbosity()
    try:
        for level in (optuna.logging.DEBUG, optuna.logging.INFO, optuna.logging.ERROR):
            optuna.logging.set_verbosity(level)
            decision(pruner, [ended(0.9), *history(3)], 4)(rising_to(0.1))
            assert optuna.logging.get_verbosity() == level
    finally:
        optuna.logging.set_verbosity(before)
    assert [record.getMessage() for record in said if record.levelno >= logging.INFO] == []


@pytest.mark.parametrize("pruner", PRUNERS)
def test_a_bad_training_is_stopped_and_the_best_goes_on(pruner):
    assert min(lasts(pruner, history(12), level=0.1, number=n) for n in range(12, 18)) < 10
    assert lasts(pruner, history(12), level=2.0, number=12) == 10


def lasts_in_optuna(pruner: str, trials: list, level: float) -> int:
    """Do what `lasts` does with a study that Optuna keeps from trial to trial."""
    study = optuna.create_study(study_name="past", direction="maximize", pruner=IN_OPTUNA[pruner]())

    def stopped(curve):
        trial = study.ask()
        for epoch, accuracy in enumerate(curve, start=1):
            trial.report(accuracy, step=epoch)
            yield trial.should_prune()
        study.tell(trial, curve[-1])

    for curve in trials:
        assert len(list(stopped(curve))) == len(curve)
    return next((e for e, told in enumerate(stopped(rising_to(level)[:9]), 1) if told), 10)


@pytest.mark.parametrize("trials", [1, 2, 12, 13, 15, 19])
@pytest.mark.parametrize("pruner", PRUNERS)
def test_decisions_are_those_of_a_study_of_optuna_s(pruner, trials):
    for level in (0.1, 0.55, 0.7, 0.85, 2.0):
        expected = lasts_in_optuna(pruner, history(trials), level)
        assert lasts(pruner, history(trials), level, number=trials) == expected


@pytest.mark.parametrize("pruner", ["median", "quartile"])
def test_one_result_is_enough_to_compare_with(pruner):
    assert lasts(pruner, [ended(0.9)], level=0.5, number=1) == 1


@pytest.mark.parametrize("pruner", PRUNERS)
def test_earlier_trials_may_have_one_epoch_or_none(pruner):
    short = [ended(0.9), [0.4], [], ended(0.8)]
    assert lasts(pruner, short, level=2.0, number=4) == 10
    assert min(lasts(pruner, short, level=0.1, number=n) for n in range(4, 10)) < 10


def test_only_hyperband_is_shown_more_than_the_latest_250_trials():
    trials = history(252)
    for pruner in ("median", "quartile"):
        told = pruning.stop(pruner, trials, 252)
        assert told == pruning.stop(pruner, trials[-250:], 252)
        assert told != pruning.stop(pruner, trials[-249:], 252)
    hyperband = pruning.stop("hyperband", trials, 252)
    assert hyperband != pruning.stop("hyperband", trials[1:], 252)


@pytest.mark.parametrize("pruner", ["median", "quartile"])
def test_of_a_long_history_the_latest_trials_decide(pruner):
    poor, good = history(250), [ended(0.99) for _ in range(250)]
    assert lasts(pruner, [*good, *poor], level=0.98, number=500) == 10
    assert lasts(pruner, [*poor, *good], level=0.98, number=500) == 1


@pytest.mark.parametrize("pruner", PRUNERS)
def test_the_first_trial_is_never_stopped(pruner):
    assert lasts(pruner, [], level=0.1, number=0) == 10


def test_none_stops_nothing():
    assert pruning.stop("none", history(12), 12) is None


def test_an_unknown_pruner_is_answered_with_what_was_meant():
    with pytest.raises(errors.UsageError, match="did you mean 'median'"):
        pruning.check("medain")


def test_wilcoxon_compares_with_the_best_whole_trial_however_long_ago_it_was():
    best = [0.95] * 5
    told = pruning.stop("wilcoxon", [best, *[[0.6, 0.5]] * 300], 301, splits=5)
    assert told([0.6, 0.6, 0.6])
    assert pruning.stop("wilcoxon", [[0.6, 0.5]], 1, splits=5) is None


def test_other_pruners_compare_means_of_the_splits_so_far():
    others = [[1.0, 0.95, 0.95, 0.95, 0.95]] * 6
    for pruner in ("median", "quartile"):
        # One easy split does not protect a candidate that fails on the others.
        assert pruning.stop(pruner, others, 6, splits=5)([1.0, 0.3])
