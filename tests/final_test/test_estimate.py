"""Intervals that know both sources of chance: seeds and test samples."""

import numpy as np
import pytest
from scipy import stats

from actsearch.final_test.estimate import of_accuracy, of_score


def test_with_one_source_of_chance_alone_it_is_the_t_interval_of_that():
    scores = [0.90, 0.92, 0.95]
    found = of_score(scores, [[score] * 50 for score in scores])
    known = stats.ttest_1samp(scores, 0.9).confidence_interval()
    assert found.sample_error == pytest.approx(0, abs=1e-12)
    assert found.interval == pytest.approx((known.low, known.high))


def test_the_jackknife_of_single_samples_is_the_standard_error_of_a_mean():
    values = np.random.default_rng(0).normal(size=40)
    left_out = (values.sum() - values) / 39
    found = of_score([values.mean()] * 2, [left_out, left_out])
    known = stats.ttest_1samp(values, 0).confidence_interval()
    assert found.seed_error == 0
    assert found.sample_error == pytest.approx(stats.sem(values))
    assert found.interval == pytest.approx((known.low, known.high))


def test_the_errors_of_both_sources_add_up():
    scores = [0.90, 0.92]
    found = of_score(scores, [[0.89, 0.91], [0.92, 0.92]])
    assert found.seed_error == pytest.approx(0.01)
    assert found.sample_error == pytest.approx(0.005)
    # Satterthwaite, with one degree of freedom each.
    freedom = (0.01**2 + 0.005**2) ** 2 / (0.01**4 + 0.005**4)
    half = stats.t.ppf(0.975, freedom) * np.hypot(0.01, 0.005)
    assert found.interval == pytest.approx((0.91 - half, 0.91 + half))


def test_where_nothing_varied_nothing_is_claimed():
    assert of_score([0.5, 0.5], [[0.5] * 3] * 2).interval == (-np.inf, np.inf)


def test_an_accuracy_that_all_trainings_share_has_the_exact_interval_of_a_proportion():
    for right in (30, 29, 0):
        known = stats.binomtest(right, 30).proportion_ci(method="exact")
        found = of_accuracy([right / 30] * 3, 30)
        # What the trainings do not vary, samples alone decide.
        assert found.interval == pytest.approx((known.low, known.high), abs=1e-9)


def test_seeds_that_differ_make_an_accuracy_less_certain():
    calm, restless = of_accuracy([0.90, 0.90, 0.90], 1000), of_accuracy([0.87, 0.90, 0.93], 1000)
    assert restless.interval[0] < calm.interval[0] < calm.interval[1] < restless.interval[1]


@pytest.mark.parametrize("level", [0.7, 0.97])
def test_intervals_cover_the_truth(level):
    """Seeds and samples vary; an interval of 95 % may miss at most one in ten here."""
    rng = np.random.default_rng(1)
    n_samples, n_seeds, groups = 200, 5, 50
    covered = {"accuracy": 0, "difference": 0}
    for _ in range(400):
        difficulty = rng.normal(size=n_samples)
        shifts = rng.normal(scale=0.3, size=(2, n_seeds, 1))
        threshold = stats.norm.ppf(level) * np.sqrt(1 + 0.3**2 + 0.5**2)
        noise = rng.normal(scale=0.5, size=(2, n_seeds, n_samples))
        one, other = difficulty + shifts + noise < threshold
        accuracy = of_accuracy(one.mean(axis=1).tolist(), n_samples)
        covered["accuracy"] += accuracy.interval[0] <= level <= accuracy.interval[1]
        differences = one.astype(float) - other
        group = np.arange(n_samples) % groups
        left_out = [[row[group != g].mean() for g in range(groups)] for row in differences]
        gain = of_score(differences.mean(axis=1).tolist(), left_out)
        covered["difference"] += gain.interval[0] <= 0 <= gain.interval[1]
    assert all(count >= 360 for count in covered.values()), covered
