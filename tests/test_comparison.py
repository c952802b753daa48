"""Paired comparisons and the race, against SciPy and against what must hold by chance."""

import math

import numpy as np
import pytest
from scipy import stats

from actsearch.comparison import compare, paired_p, seeds_needed, standard_error
from actsearch.confirmation.race import seeds_due, survivors


def draws(seed, n=10, gain=0.0, spread=0.01):
    rng = np.random.default_rng(seed)
    common = rng.normal(0.9, 0.02, n)
    return (
        (common + rng.normal(gain, spread, n)).tolist(),
        (common + rng.normal(0, spread, n)).tolist(),
    )


def test_without_overlap_it_is_the_paired_t_test():
    one, other = draws(0, gain=0.01)
    found = compare({"a": one}, other, overlap=0.0)["a"]
    theirs = stats.ttest_rel(one, other)
    assert found.p == pytest.approx(theirs.pvalue)
    low, high = theirs.confidence_interval(0.95)
    assert found.interval == pytest.approx((low, high))
    assert found.difference == pytest.approx(np.mean(one) - np.mean(other))
    assert (found.mean, found.sd) == pytest.approx((np.mean(one), np.std(one, ddof=1)))
    differences = np.subtract(one, other)
    assert found.effect == pytest.approx(differences.mean() / differences.std(ddof=1))


def test_shared_training_samples_widen_the_interval_as_nadeau_and_bengio_say():
    differences = [0.01, 0.02, 0.0, 0.03]
    variance = np.var(differences, ddof=1)
    assert standard_error(differences, 0.25) ** 2 == pytest.approx(variance * (1 / 4 + 0.25))


def test_p_values_are_corrected_by_holm():
    scores = {name: draws(seed, gain=gain)[0] for name, seed, gain in (("a", 1, 0.02), ("b", 2, 0))}
    baseline = draws(1)[1]
    raw = {name: paired_p(own, baseline, 0.0) for name, own in scores.items()}
    found = compare(scores, baseline, overlap=0.0)
    first, second = sorted(raw, key=raw.get)
    assert found[first].p == pytest.approx(min(1, 2 * raw[first]))
    assert found[second].p == pytest.approx(max(min(1, 2 * raw[first]), raw[second]))


def test_candidates_that_cannot_be_told_apart_share_a_rank():
    baseline = [0.90, 0.91, 0.90, 0.92]
    good, alike = [0.95, 0.96, 0.96, 0.97], [0.95, 0.961, 0.959, 0.97]
    found = compare({"good": good, "alike": alike, "bad": [0.80, 0.81, 0.80, 0.81]}, baseline, 0.0)
    assert [found[name].rank for name in ("good", "alike", "bad")] == [1, 1, 3]
    assert [found[name].is_better for name in ("good", "alike", "bad")] == [True, True, False]


@pytest.mark.parametrize("gain", [0.0, 0.05])
def test_equal_differences_say_nothing(gain):
    # Two seeds with twenty validation samples each may well differ by one sample both times.
    own = [0.90 + gain, 0.95 + gain]
    found = compare({"a": own}, [0.90, 0.95], overlap=0.2)["a"]
    assert found.difference == pytest.approx(gain)
    assert (found.p, found.effect, found.is_better) == (1, None, False)
    assert found.interval == (-math.inf, math.inf)


def test_intervals_of_several_are_wider_so_that_they_agree_with_p():
    one, other = draws(0, gain=0.01)
    alone = compare({"a": one}, other, 0.0)["a"]
    both = compare({"a": one, "b": other[::-1]}, other, 0.0)["a"]
    low, high = stats.ttest_rel(one, other).confidence_interval(0.975)
    assert both.interval == pytest.approx((low, high))
    assert both.interval[0] < alone.interval[0]


def test_a_candidate_that_dropped_out_is_compared_on_the_seeds_that_it_has():
    found = compare({"short": [0.95, 0.96]}, [0.90, 0.90, 0.10], overlap=0.0)["short"]
    assert (found.n, found.difference) == (2, pytest.approx(0.055))


def test_chance_alone_is_seldom_called_better():
    claims = 0
    for seed in range(400):
        baseline = draws(seed)[1]
        scores = {n: draws(1000 + 10 * seed + n)[0] for n in range(3)}
        # Three candidates that are as good as the baseline, on the same seeds.
        paired = {
            n: (np.array(baseline) + np.subtract(own, np.mean(own))).tolist()
            for n, own in scores.items()
        }
        claims += any(each.is_better for each in compare(paired, baseline, 0.0).values())
    assert claims <= 0.05 * 400


def test_who_looks_twice_pays_with_the_p_value_and_the_interval():
    one, other = draws(0, gain=0.01)
    once, twice, thrice = (compare({"a": one}, other, 0.0, looks)["a"] for looks in (1, 2, 3))
    assert twice.p == pytest.approx(2 * once.p)
    assert thrice.p == pytest.approx(4 * once.p)
    low, high = stats.ttest_rel(one, other).confidence_interval(0.975)
    assert twice.interval == pytest.approx((low, high))


def test_the_seeds_needed_are_those_of_the_power_of_the_t_test():
    # R: power.t.test(delta = 0.5, sd = 1, power = 0.8, type = "paired") gives n = 33.4.
    assert seeds_needed(0.5, 1.0, overlap=0.0, level=0.05) == 34
    assert seeds_needed(0.5, 1.0, overlap=0.25, level=0.05) is None
    assert seeds_needed(0.0, 1.0, overlap=0.0, level=0.05) is None


def test_pairs_are_worth_what_their_correlation_is():
    one, other = draws(3, n=200)
    found = compare({"a": one}, other, 0.0)["a"]
    apart = math.hypot(np.std(one, ddof=1), np.std(other, ddof=1))
    assert found.pairing == pytest.approx(apart / np.std(np.subtract(one, other), ddof=1))
    assert found.pairing > 1.5


def test_a_race_depends_on_the_scores_and_not_on_the_order_in_which_they_came():
    scores = {"good": [0.97, 0.98, 0.97, 0.98], "bad": [0.90, 0.91, 0.89, 0.91]}
    rules = {"seeds": 10, "overlap": 0.25}
    assert seeds_due(scores, **rules) == {"good": 10, "bad": 4}
    later = {"good": scores["good"] + [0.10] * 6, "bad": scores["bad"]}
    assert seeds_due(later, **rules) == {"good": 10, "bad": 4}
    assert seeds_due({"good": [0.97] * 3, "bad": [0.90]}, **rules) == {"good": 10, "bad": 10}


def test_nobody_drops_out_of_a_race_too_early_or_alone():
    bad = {"good": [0.97], "bad": [0.10]}
    rules = {"finalists": 2, "seeds": 10, "overlap": 0.25}
    assert survivors(bad, **rules) == ["good", "bad"]
    alike = {"one": [0.97, 0.98], "other": [0.96, 0.97]}
    assert survivors(alike, **rules) == ["one", "other"]
    assert survivors({"alone": [0.1, 0.2, 0.3, 0.4]}, **rules) == ["alone"]


def test_the_best_of_a_race_is_seldom_lost_and_bad_ones_drop_out():
    lost = saved = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        common = rng.normal(0, 0.02, 10)
        gains = {"best": 0.0, "near": -0.002, "bad": -0.05}
        scores = {k: (common + rng.normal(gain, 0.01, 10)).tolist() for k, gain in gains.items()}
        racing = list(scores)
        for n in range(2, 10, 2):
            so_far = {key: scores[key][:n] for key in racing}
            racing = survivors(so_far, finalists=3, seeds=10, overlap=0.0)
            saved += 2 * (3 - len(racing))
        lost += "best" not in racing
    assert lost <= 0.05 * 300
    assert saved > 300 * 5


def test_the_best_of_a_race_is_seldom_lost_on_splits_that_share_samples():
    # With this correlation of an algorithm's scores the correction is exact.
    overlap, lost = 0.25, 0
    shared = math.sqrt(overlap / (1 + overlap))
    for seed in range(300):
        rng = np.random.default_rng(seed)
        moved = {key: rng.normal(0, 0.01 * shared) for key in "abcd"}
        moved["a"] += 1e-6
        own = 0.01 * math.sqrt(1 - shared**2)
        scores = {key: (shift + rng.normal(0, own, 20)).tolist() for key, shift in moved.items()}
        due = seeds_due(scores, seeds=20, overlap=overlap)
        lost += due["a"] < 20
    assert lost <= 0.05 * 300


@pytest.mark.parametrize("unit", [1e-14, 1.0, 1e14])
def test_a_comparison_is_the_same_in_any_unit(unit):
    one, other = ([unit * each for each in draws(seed, n=6)[0]] for seed in (1, 2))
    found = compare({"a": one}, other, 0.0)["a"]
    usual = compare({"a": [x / unit for x in one]}, [x / unit for x in other], 0.0)["a"]
    assert found.p == pytest.approx(usual.p)
    assert found.p < 1
    assert found.rank == usual.rank
