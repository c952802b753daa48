"""Paired comparisons and the race, against SciPy and against what must hold by chance."""

import math

import numpy as np
import pytest
from scipy import stats

from actsearch.comparison import compare, paired_p, standard_error
from actsearch.confirmation.race import survivors


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


def test_nobody_drops_out_of_a_race_too_early_or_alone():
    bad = {"good": [0.97, 0.98, 0.97], "bad": [0.10, 0.11, 0.10]}
    rules = {"finalists": 2, "seeds": 10, "overlap": 0.0}
    assert survivors(bad, **rules) == ["good", "bad"]
    assert survivors({"alone": [0.1, 0.2, 0.3, 0.4]}, **rules) == ["alone"]


def test_the_best_of_a_race_is_seldom_lost_and_bad_ones_drop_out():
    lost = saved = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        common = rng.normal(0, 0.02, 10)
        gains = {"best": 0.0, "near": -0.002, "bad": -0.05}
        scores = {k: (common + rng.normal(gain, 0.01, 10)).tolist() for k, gain in gains.items()}
        racing = list(scores)
        for n in range(4, 11, 2):
            so_far = {key: scores[key][:n] for key in racing}
            racing = survivors(so_far, finalists=3, seeds=10, overlap=0.0)
            saved += 2 * (3 - len(racing)) * (n < 10)
        lost += "best" not in racing
    assert lost <= 0.05 * 300
    assert saved > 300 * 4
