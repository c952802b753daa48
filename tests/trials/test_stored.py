"""Records are read back from Optuna's attributes; foreign attributes are reported."""

import json
import math
from dataclasses import asdict, replace

import pytest
from cheap_study import evaluation
from hypothesis import given
from hypothesis import strategies as st
from optuna.trial import TrialState, create_trial

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.errors import UsageError
from actsearch.nn.causes import NAMES, Causes
from actsearch.nn.settings import TrainingSettings
from actsearch.runs import Evaluation
from actsearch.trials import Outcome, TrialRecord, stored

CANDIDATE = Candidate(
    (16, 8), (activations.get("leaky_relu", slope=0.1), activations.get("relu")), TrainingSettings()
)
CURVE = (0.5, 0.9, 0.8)
# Entries of a run that came with format 2, or later.
LATER = ("epochs", "averaged", "learned", "causes")


def causes(layers=2, readings=4, **changes):
    reading = dict.fromkeys(NAMES, [0.125] * layers) | changes
    return Causes.of([reading] * readings)


def as_optuna_keeps_it(record, state=TrialState.COMPLETE, value=None):
    """Convert a record to JSON and an Optuna trial, and back."""
    kept = json.loads(json.dumps(stored.origin("bayes", 3) | stored.attributes(record)))
    return create_trial(
        state=state,
        value=value,
        user_attrs=kept,
        intermediate_values=stored.learning_curve(record),
    )


def test_a_complete_trial_is_read_back_whole():
    record = TrialRecord.of_evaluation(4, CANDIDATE, evaluation(CURVE, seed=7, seconds=2.5))
    read = stored.read(as_optuna_keeps_it(record, value=record.score))
    assert (read.outcome, read.score, read.strategy, read.generation) == (
        Outcome.COMPLETE,
        0.8,
        "bayes",
        3,
    )
    assert read.candidate == CANDIDATE
    assert read.description == record.description
    assert read.evaluation == record.evaluation
    assert read.evaluation.runs[0].seed == 7
    assert (read.seconds, read.readings) == (2.5, CURVE)


def test_the_score_is_that_of_the_last_epoch_and_a_divergence_has_none():
    complete = TrialRecord.of_evaluation(0, CANDIDATE, evaluation(CURVE))
    assert (complete.outcome, complete.score) == (Outcome.COMPLETE, 0.8)
    pruned = TrialRecord.of_evaluation(0, CANDIDATE, evaluation(CURVE, pruned=True))
    assert (pruned.outcome, pruned.score) == (Outcome.PRUNED, 0.8)
    gone = TrialRecord.of_evaluation(0, CANDIDATE, evaluation(CURVE, divergence="loss is nan"))
    assert (gone.outcome, gone.score, gone.reason) == (Outcome.DIVERGED, 0.0, "loss is nan")


def test_a_failure_keeps_its_traceback():
    def fail():
        raise FloatingPointError("on purpose")

    with pytest.raises(FloatingPointError) as caught:
        fail()
    record = TrialRecord.of_failure(2, CANDIDATE, caught.value)
    read = stored.read(as_optuna_keeps_it(record, TrialState.FAIL))
    assert (read.outcome, read.evaluation) == (Outcome.FAILED, None)
    assert read.reason == "FloatingPointError: on purpose"
    assert "def fail" not in read.traceback
    assert "in fail" in read.traceback


def test_a_repeated_trial_has_the_other_s_result_and_its_own_candidate():
    first = TrialRecord.of_evaluation(2, CANDIDATE, evaluation(CURVE, seconds=2.5))
    zero = activations.get("leaky_relu", slope=0.0)
    own = Candidate((16,), (zero,), TrainingSettings())
    read = stored.read(as_optuna_keeps_it(first.repeated(9, own), value=0.8))
    assert (read.repeats, read.seconds, read.evaluation.seconds) == (2, 0.0, 2.5)
    assert read.candidate == own
    assert read.description.candidate == "leaky_relu(slope=0.0)"


def test_of_several_runs_the_mean_counts():
    one, other = (evaluation(curve, seed=seed) for seed, curve in enumerate([CURVE, (0.6, 0.7)]))
    both = Evaluation(runs=one.runs + other.runs, n_weights=10, n_splits=2)
    assert both.learning_curve == (0.8, 0.75)
    assert both.split_scores == (0.8, 0.7)
    assert both.val_accuracy == pytest.approx(0.75)
    assert both.val_loss == pytest.approx(0.25)
    assert both.epochs == 5
    record = TrialRecord.of_evaluation(0, CANDIDATE, both)
    read = stored.read(as_optuna_keeps_it(record, value=record.score))
    assert [run.seed for run in read.evaluation.runs] == [0, 1]
    assert read.evaluation == both


def test_the_metric_the_splits_and_the_length_are_read_back():
    runs = tuple(
        replace(
            evaluation(CURVE, seed=seed, epochs=2.5, averaged=2).runs[0],
            scores={"accuracy": CURVE, "f1_macro": (0.1, 0.25, 0.5)},
        )
        for seed in (3, 4)
    )
    told = Evaluation(runs=runs, n_weights=10, metric="f1_macro", n_splits=3)
    record = TrialRecord.of_evaluation(0, CANDIDATE, told)
    assert (record.outcome, record.score) == (Outcome.PRUNED, 0.375)
    read = stored.read(as_optuna_keeps_it(record, TrialState.PRUNED, record.score))
    assert read.evaluation == told
    assert (read.evaluation.metric, read.evaluation.n_splits, read.evaluation.epochs) == (
        "f1_macro",
        3,
        5,
    )
    assert {run.averaged for run in read.evaluation.runs} == {2}
    assert read.evaluation.readings == read.evaluation.split_scores == (0.375, 0.375)
    assert read.evaluation.standard_error == 0.0


def test_what_was_learned_is_read_back():
    learned = {"layer1.slope": (0.25, -0.125, math.inf), "layer2.beta": (1.0, 2.0, 3.0)}
    layers = (activations.get("prelu"), activations.get("swish", beta={"learned": "unit"}))
    candidate = Candidate((16, 8), layers, TrainingSettings())
    told = evaluation(CURVE, learned=learned)
    read = stored.read(as_optuna_keeps_it(TrialRecord.of_evaluation(0, candidate, told), value=0.8))
    assert read.candidate == candidate
    assert read.evaluation == told
    assert read.evaluation.learned == learned
    assert read.description.activation_params == {"layer1.slope": 0.25, "layer2.beta": 1.0}


def test_causes_are_read_back_also_where_they_are_not_finite():
    told = evaluation(CURVE, causes=causes(gradient_norm=[math.inf, 1.2345678e-30]))
    record = TrialRecord.of_evaluation(0, CANDIDATE, told)
    read = stored.read(as_optuna_keeps_it(record, value=0.8)).evaluation
    assert read == told
    assert read.causes.gradient_norm == ((math.inf, 1.235e-30),) * 4


def test_causes_of_forty_layers_stay_small():
    numbers = [-1.2345678e-10] * 40
    shares = dict.fromkeys(("dead", "saturated", "sparsity"), [1 / 3] * 40)
    told = evaluation((0.5,) * 10, causes=Causes.of([dict.fromkeys(NAMES, numbers) | shares] * 11))
    (run,) = stored.attributes(TrialRecord.of_evaluation(0, CANDIDATE, told))["runs"]
    assert len(json.dumps(run["causes"])) < 32_000


def test_what_a_study_with_one_split_stored_lacks_is_the_default():
    kept = damaged().user_attrs.copy()
    del kept["metric"], kept["n_splits"]
    kept["runs"] = [{k: v for k, v in run.items() if k not in LATER} for run in kept["runs"]]
    read = stored.read(create_trial(value=0.8, user_attrs=kept)).evaluation
    assert read == evaluation(CURVE)
    assert (read.metric, read.n_splits, read.epochs) == ("accuracy", 1, 3)


def damaged(**changes):
    record = TrialRecord.of_evaluation(0, CANDIDATE, evaluation(CURVE))
    trial = as_optuna_keeps_it(record, value=0.8)
    return create_trial(value=0.8, user_attrs=trial.user_attrs | changes)


def run_with(**changes):
    return json.loads(json.dumps([asdict(evaluation(CURVE).runs[0]) | changes]))


def test_what_the_next_test_damages_is_read_as_long_as_it_is_whole():
    assert stored.read(damaged(runs=run_with())).evaluation == evaluation(CURVE)


@pytest.mark.parametrize(
    "changes",
    [
        {"strategy": 3},
        {"generation": -1},
        {"generation": "two"},
        {"candidate": ["relu"]},
        {"activation_params": [1]},
        {"activation_params": {"slope": "steep"}},
        {"outcome": "splendid"},
        {"reason": {}},
        {"traceback": 1.5},
        {"cached_from": 2.5},
        {"n_weights": math.nan},
        {"runs": {}},
        {"runs": [[]]},
        {"n_weights": 0},
        {"cached_from": -1},
        {"runs": []},
        {"runs": run_with(seconds=-1.0)},
        {"runs": run_with(seconds_per_epoch=math.inf)},
        {"runs": run_with(inference_microseconds=math.nan)},
        {"runs": run_with(seed="x")},
        {"runs": run_with(scores={})},
        {"runs": run_with(scores={"accuracy": [2.0, 0.1, 0.1]})},
        {"runs": run_with(scores={"accuracy": [0.1, -0.1, 0.1]})},
        {"runs": run_with(scores={"accuracy": [0.1]})},
        {"runs": run_with(scores={"accuracy": CURVE, "recall": [0.1]})},
        {"runs": run_with(val_losses=[])},
        {"runs": run_with(train_losses=[0.1, 0.2])},
        {"runs": run_with(pruned="yes")},
        {"runs": run_with(more=1)},
        {"runs": run_with(epochs=0)},
        {"runs": run_with(epochs=-1.0)},
        {"runs": run_with(epochs=math.inf)},
        {"runs": run_with(epochs="3")},
        {"runs": run_with(averaged=0)},
        {"runs": run_with(averaged=None)},
        {"runs": run_with(averaged=1.5)},
        {"runs": run_with(learned=None)},
        {"runs": run_with(learned=[0.1, 0.2, 0.3])},
        {"runs": run_with(learned={"layer1.slope": 0.1})},
        {"runs": run_with(learned={"layer1.slope": []})},
        {"runs": run_with(learned={"layer1.slope": [0.1, 0.2]})},
        {"runs": run_with(learned={"layer1.slope": [0.1, 0.2, "0.3"]})},
        {"runs": run_with(learned={"layer1.slope": [0.1, None, 0.3]})},
        {"runs": run_with(causes={})},
        {"runs": run_with(causes=asdict(causes(layers=0)))},
        {"runs": run_with(causes=asdict(causes(readings=3)))},
        {"runs": run_with(causes=asdict(causes(readings=0)))},
        {"runs": run_with(causes=asdict(causes()) | {"dead": [[0.5]] * 4})},
        {"runs": run_with(causes=asdict(causes(dead=[0.5, 1.5])))},
        {"runs": run_with(causes=asdict(causes(dead=[0.5, math.nan])))},
        {"runs": run_with(causes=asdict(causes()) | {"more": []})},
        {"metric": 1},
        {"n_splits": 0},
        {"n_splits": None},
        {"n_splits": 1.5},
        {"definition": [1]},
    ],
    ids=str,
)
def test_foreign_attributes_are_reported(changes):
    (name,) = changes
    words = rf"^trial -1 has an attribute '{name}\b.*backup$"
    with pytest.raises(stored.DamagedTrialError, match=words) as caught:
        stored.read(damaged(**changes))
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"metric": "f1"}, "its runs lack the metric"),
        ({"metric": "cunning"}, "its runs lack the metric"),
        ({"runs": run_with() * 2}, "it has more runs than splits"),
        (
            {"runs": run_with() + run_with(learned={"layer1.slope": CURVE}), "n_splits": 2},
            "its runs differ in what they learned",
        ),
    ],
)
def test_attributes_that_contradict_each_other_are_reported(changes, problem):
    with pytest.raises(stored.DamagedTrialError, match=rf"^trial -1 has .*{problem}.*backup$"):
        stored.read(damaged(**changes))


@pytest.mark.parametrize("name", ["candidate", "formula", "activation"])
def test_a_description_is_whole_or_none(name):
    assert stored.read(damaged()).description is not None
    assert stored.read(damaged(**{name: None})).description is None


@pytest.mark.parametrize(
    ("facts", "state", "pruned", "divergence"),
    [
        ({"outcome": "complete"}, TrialState.COMPLETE, False, None),
        ({"outcome": "pruned"}, TrialState.PRUNED, True, None),
        ({"outcome": "diverged", "reason": "nan"}, TrialState.COMPLETE, False, "nan"),
    ],
)
def test_a_run_of_version_0_1_takes_its_accuracies_from_optuna_in_the_order_of_the_epochs(
    facts, state, pruned, divergence
):
    losses = {"val_losses": [3.0, 2.0], "train_losses": [5.0, 4.0], "n_weights": 10}
    times = {"seconds": 1.0, "seconds_per_epoch": 0.5, "inference_microseconds": 2.0}
    trial = create_trial(
        state=state,
        value=0.7,
        user_attrs=losses | times | facts,
        intermediate_values={2: 0.7, 1: 0.5},
    )
    (run,) = stored.read(trial).evaluation.runs
    assert (run.seed, run.scores) == (None, {"accuracy": (0.5, 0.7)})
    assert (run.val_losses, run.train_losses, run.seconds) == ((3.0, 2.0), (5.0, 4.0), 1.0)
    assert (run.pruned, run.divergence) == (pruned, divergence)
    assert (run.epochs, run.averaged) == (None, 1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
KEYS = sorted(damaged().user_attrs)


@given(st.dictionaries(st.sampled_from(KEYS), json_values, min_size=1))
def test_any_attribute_is_read_or_refused(changes):
    try:
        read = stored.read(damaged(**changes))
    except stored.DamagedTrialError:
        return
    assert read.merit < TrialRecord(number=0, outcome=Outcome.COMPLETE, score=1.0).merit


@pytest.mark.parametrize(
    "definition",
    [{}, {"hidden_layer_sizes": [0], "activations": [], "training": {}}, {"training": 1}],
)
def test_a_definition_is_read_when_somebody_asks(definition):
    read = stored.read(damaged(definition=definition))
    with pytest.raises(UsageError, match="not a candidate"):
        read.candidate  # noqa: B018


@pytest.mark.parametrize("data", [{}, [], None, 3, {"hidden_layer_sizes": ["a"]}])
def test_what_is_no_candidate_is_refused(data):
    with pytest.raises(UsageError, match="not a candidate"):
        Candidate.from_dict(data)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("hidden_layer_sizes", 0), "16"),
        (("hidden_layer_sizes", 0), 16.0),
        (("hidden_layer_sizes", 0), True),
        (("activations", 0, "name"), 1),
        (("activations", 0, "params", "slope"), "0.1"),
        (("activations", 0, "params", "slope"), True),
        (("activations", 0, "learned"), "slope"),
        (("activations", 0, "learned"), {"slope": "network"}),
        (("activations", 0, "learned"), {"slope": True}),
        (("activations", 0, "learned"), {"slpoe": "layer"}),
        (("activations", 1, "learned"), {"slope": "layer"}),
        (("training", "learned_step_factor"), "3"),
        (("training", "epochs"), "10"),
        (("training", "epochs"), 10.0),
        (("training", "epochs"), True),
        (("training", "alpha"), "0.0"),
        (("training", "alpha"), False),
        (("training", "solver"), "Adam"),
        (("training", "solver"), ["adam"]),
        (("training", "dropout"), 0.5),
    ],
)
def test_a_definition_with_a_value_of_another_type_is_refused(place, value):
    written = json.loads(json.dumps(CANDIDATE.to_dict()))
    assert Candidate.from_dict(written) == CANDIDATE
    part = written
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    with pytest.raises(UsageError, match="not a candidate"):
        Candidate.from_dict(written)


def test_a_definition_of_an_earlier_version_lacks_later_settings():
    written = CANDIDATE.to_dict()
    for later in ("learning_rate", "warmup"):
        del written["training"][later]
    assert Candidate.from_dict(written) == CANDIDATE


def test_a_whole_number_may_stand_for_a_fraction():
    whole = Candidate((16,), CANDIDATE.activations[:1], TrainingSettings(alpha=1))
    assert Candidate.from_dict(json.loads(json.dumps(whole.to_dict()))) == whole


def test_a_candidate_is_read_back_and_told_from_others():
    read = Candidate.from_dict(json.loads(json.dumps(CANDIDATE.to_dict())))
    assert read == CANDIDATE
    assert read.digest == CANDIDATE.digest
    learned = [
        activations.get("leaky_relu", slope={"learned": granularity, "start": 0.1})
        for granularity in ("layer", "unit")
    ]
    others = [
        *(
            Candidate((16, 8), (each, CANDIDATE.activations[1]), CANDIDATE.training)
            for each in learned
        ),
        Candidate((16, 9), CANDIDATE.activations, CANDIDATE.training),
        Candidate((16, 8), CANDIDATE.activations[::-1], CANDIDATE.training),
        Candidate((16, 8), CANDIDATE.activations, TrainingSettings(alpha=0.1)),
    ]
    assert len({each.digest for each in (CANDIDATE, *others)}) == 6
