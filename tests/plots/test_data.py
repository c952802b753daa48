"""What pictures show, as numbers."""

import math

import pytest
from made_studies import confirmation, hump, opened, source, trial
from optuna.distributions import CategoricalDistribution, FloatDistribution

from actsearch import activations
from actsearch.plots.data.causes import layer_causes
from actsearch.plots.data.confirmed import confirmed_differences
from actsearch.plots.data.curves import learning_curves
from actsearch.plots.data.depth import depth_table
from actsearch.plots.data.history import history
from actsearch.plots.data.importances import importances
from actsearch.plots.data.layers import layer_choices
from actsearch.plots.data.learned import learned_paths
from actsearch.plots.data.parameters import effects
from actsearch.plots.data.shapes import shapes
from actsearch.plots.data.strategies import strategy_comparison
from actsearch.plots.data.table import NothingToPlotError, Table
from actsearch.plots.data.tested import confusion, scores_on_test_part
from actsearch.trials import Outcome


def test_the_best_so_far_is_that_of_complete_trials():
    study = source(
        trial(0, 0.8),
        trial(1, 0.99, Outcome.PRUNED),
        trial(2, 0.9),
        trial(3, 0.7),
        trial(4, 0.0, Outcome.DIVERGED),
    )
    (steps,) = history([study]).studies.values()
    assert [step.best for step in steps] == [80.0, 80.0, 90.0, 90.0, 90.0]
    assert [step.value for step in steps] == [80.0, 99.0, 90.0, 70.0, None]
    assert history([study]).baseline == 80.0


def test_of_rmse_the_least_is_the_best():
    study = source(trial(0, -3.0, metric="rmse"), trial(1, -2.0, metric="rmse"), metric="rmse")
    (steps,) = history([study]).studies.values()
    assert [step.best for step in steps] == [3.0, 2.0]
    assert history([study]).scale.less_is_better


def test_a_learning_curve_is_the_mean_over_splits_at_each_checkpoint():
    curve = learning_curves(source(trial(0, 0.9, splits=2))).curves[0]
    assert [reading.epoch for reading in curve.readings] == [2.0, 4.0, 6.0, 8.0]
    assert curve.readings[0].value == pytest.approx(90.5)
    assert curve.readings[0].error == pytest.approx(0.5)
    assert curve.is_baseline


def test_learning_curves_are_of_the_best_trials_and_the_baseline():
    trials = [trial(number, 0.5 + 0.01 * number) for number in range(10)]
    assert [each.trial for each in learning_curves(source(*trials)).curves] == [9, 8, 7, 6, 0]


def test_the_score_against_the_gain_has_errors_and_means():
    found = {each.name: each for each in effects(hump(100)).effects}
    gain = found["sigmoid.gain"]
    assert gain.log
    assert gain.span == (0.1, 10.0)
    means = [mean.value for mean in gain.means]
    assert len(means) == 8
    assert max(means) == means[6]  # neighbours of a gain of 4
    assert sum(mean.n for mean in gain.means) == 85
    assert [mean.low for mean in gain.means] == sorted(mean.low for mean in gain.means)
    one_split = gain.points[0]
    score = (one_split.value or 0) / 100
    assert one_split.error == pytest.approx(100 * math.sqrt(score * (1 - score) / 1000))
    assert gain.points[7].error is None  # pruned


def test_parameters_that_do_not_vary_and_trees_are_no_panels():
    drawn = {
        "always": ("one", CategoricalDistribution(["one", "two"])),
        "expression": ("add", CategoricalDistribution(["add", "mul"])),
    }
    trials = [
        trial(n, 0.8 + n / 100, parameters=drawn | {"rate": (n / 10, FloatDistribution(0.0, 1.0))})
        for n in range(4)
    ]
    assert [each.name for each in effects(source(*trials)).effects] == ["rate"]


def test_a_value_that_training_changed_is_no_point():
    learner = trial(0, 0.9, gain=1.0, learned={"layer1.gain": (1.0, 2.0, 3.0, 4.0)})
    study = source(learner, trial(1, 0.8, gain=2.0), trial(2, 0.7, gain=3.0))
    (gain,) = (each for each in effects(study).effects if each.name == "sigmoid.gain")
    assert [point.trial for point in gain.points] == [1, 2]


def test_importances_know_parameters_that_only_some_trials_draw():
    trials = []
    for number in range(60):
        gain, slope = 10 ** (number % 10 / 10), number % 7 / 7
        drawn = {"activation": ("sigmoid", CategoricalDistribution(["sigmoid", "leaky_relu"]))}
        drawn["sigmoid.gain"] = (gain, FloatDistribution(0.1, 10.0, log=True))
        score = 0.9 - 0.3 * abs(math.log10(gain / 4))
        if number % 2:
            drawn = {
                "activation": ("leaky_relu", drawn["activation"][1]),
                "leaky_relu.slope": (slope, FloatDistribution(0.0, 1.0)),
            }
            score = 0.6
        trials.append(trial(number, score, parameters=drawn))
    found = importances(source(*trials))
    assert set(found.shares) == {"activation", "sigmoid.gain", "leaky_relu.slope"}
    assert found.shares["sigmoid.gain"] > found.shares["leaky_relu.slope"]
    assert sum(found.shares.values()) == pytest.approx(100)
    assert found.trials["sigmoid.gain"] == 30


def test_depth_against_activation_has_the_best_of_each_pair():
    trials = [
        trial(0, 0.8, names=["relu"]),
        trial(1, 0.9, names=["relu"]),
        trial(2, 0.7, names=["relu"] * 2),
        trial(3, 0.6, names=["tanh"] * 2),
        trial(4, 0.99, Outcome.PRUNED, names=["tanh"]),
        trial(5, 0.95, names=["tanh", "relu"]),
    ]
    found = depth_table(source(*trials))
    assert found.depths == (1, 2)
    assert found.activations == ("relu", "tanh")
    assert {key: (cell.best, cell.n) for key, cell in found.cells.items()} == {
        ("relu", 1): (90.0, 2),
        ("relu", 2): (70.0, 1),
        ("tanh", 2): (60.0, 1),
    }


def test_layers_are_counted_among_the_best_quarter():
    trials = [trial(n, 0.9 - n / 100, names=["relu", "tanh"]) for n in range(2)]
    trials += [trial(n, 0.5, names=["tanh", "tanh"]) for n in range(2, 8)]
    found = layer_choices(source(*trials))
    assert (found.n_good, found.n_all) == (2, 8)
    assert found.share("relu", 1) == 100
    assert found.share("tanh", 1) == 0
    assert found.winner == ("relu", "tanh")


def test_strategies_count_their_own_trials():
    trials = [trial(0, 0.8), trial(1, 0.7, strategy="spread"), trial(2, 0.9, strategy="bayes")]
    found = strategy_comparison([source(*trials)])
    assert {name: [each.best for each in own] for name, own in found.attempts.items()} == {
        "spread": [70.0],
        "bayes": [90.0],
    }
    assert found.baseline == 80.0
    both = strategy_comparison([source(*trials), source(*trials, name="other")])
    assert list(both.attempts)[-1] == "other: bayes"


def test_learned_parameters_have_a_way_for_each_layer():
    learned = {"layer2.gain": (1.0, 2.0, 3.0, 4.0), "layer1.gain": (1.0, 1.5, 2.0, 2.5)}
    found = learned_paths(source(trial(0, learned=learned)))
    assert [(path.layer, path.values[-1]) for path in found.paths] == [(1, 2.5), (2, 4.0)]
    assert found.paths[0].epochs == (2.0, 4.0, 6.0, 8.0)


def test_causes_are_of_the_best_the_baseline_and_one_that_is_ill():
    trials = [
        trial(0, 0.8, gradients=[0.1, 0.1]),
        trial(1, 0.9, gradients=[0.2, 0.1]),
        trial(2, 0.3, gradients=[1e-6, 0.1]),
        trial(3, 0.2),
    ]
    found = layer_causes(source(*trials))
    assert [(each.trial, each.what) for each in found.trials] == [
        (1, "best"),
        (0, "baseline"),
        (2, "complete"),
    ]
    assert found.trials[0].epochs == (0.0, 2.0, 4.0, 6.0, 8.0)
    assert found.notes == (
        "trial 2: layer 1 receives 1e-5 of layer 2's gradient: it vanishes; try a larger gain",
    )
    rows = list(found.table().to_dict()["rows"])
    assert len(rows) == 3 * 5 * 2
    assert rows[0]["gradient norm"] == 0.2


def test_confirmed_differences_are_points_and_turn_with_the_metric():
    (better, equal) = confirmed_differences(source(confirmation=confirmation())).finalists
    assert better.difference == pytest.approx(3.1)
    assert better.low > 0
    assert equal.differences == pytest.approx([-1.0] * 4)
    turned = confirmed_differences(source(metric="rmse", confirmation=confirmation("rmse")))
    assert turned.finalists[0].difference == pytest.approx(-0.031)
    assert turned.finalists[0].high < 0


def test_the_confusion_matrix_has_labels_and_shares():
    study = source()
    study.__dict__.update({"tested": opened(2), "classes": ["no", "yes"]})
    found = confusion(study)
    assert found.counts == ((16, 2), (2, 16))
    assert found.table().to_csv().splitlines()[2].startswith("no,yes,2,11.1")
    assert [each.name for each in scores_on_test_part(study).scores] == ["answer", "relu"]
    study.__dict__["classes"] = []
    assert confusion(study).classes == ("0", "1")


def test_a_family_has_its_law_and_a_pair_that_coincides_is_named():
    family = [activations.get("sigmoid", gain=gain) for gain in (0.5, 1, 2, 4, 8)]
    found = shapes(family, "gain")
    assert found.law == "gain/4"
    assert [shape.peak for shape in found.shapes] == [(0.0, gain / 4) for gain in (0.5, 1, 2, 4, 8)]
    same = shapes([activations.get("tanh"), activations.get("2*sigmoid(2*x)-1")])
    assert same.notes == ("tanh(gain=1.0) and 2*sigmoid(2*x)-1 coincide",)
    assert shapes([activations.get("relu")]).shapes[0].peak is None


def test_no_line_joins_the_sides_of_a_jump():
    (step,) = shapes([activations.get("step")]).shapes
    (relu,) = shapes([activations.get("relu")]).shapes
    at_zero = step.x.index(0.0)
    assert math.isnan(step.value[at_zero])
    assert relu.value[relu.x.index(0.0)] == 0.0
    assert math.isnan(relu.slope[relu.x.index(0.0)])


@pytest.mark.parametrize(
    ("find", "sentence"),
    [
        (lambda study: history([study]), "no trial of study 'made' has ended"),
        (learning_curves, "was trained to a checkpoint"),
        (effects, "no parameter has two values"),
        (importances, "importances need 10"),
        (lambda study: strategy_comparison([study]), "no trial that a strategy proposed"),
        (depth_table, "no two depths"),
        (layer_choices, "per_layer = true"),
        (layer_causes, "nothing was measured in the layers"),
        (learned_paths, "--strategy adaptive"),
        (confirmed_differences, "'actsearch confirm made'"),
        (scores_on_test_part, "'actsearch test made'"),
        (confusion, "'actsearch test made'"),
    ],
)
def test_what_is_missing_is_said_with_the_way_out(find, sentence):
    with pytest.raises(NothingToPlotError, match=sentence):
        find(source(trial(0, outcome=Outcome.UNFINISHED)))


def test_a_table_is_safe_for_spreadsheets_and_json():
    table = Table.of({"name": "", "value": "%"}, [("=1+1", math.inf)])
    assert table.to_csv().splitlines()[1] == "'=1+1,"
    assert table.to_dict() == {"units": {"value": "%"}, "rows": [{"name": "=1+1", "value": None}]}
