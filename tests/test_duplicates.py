"""No candidate is trained twice, in any order of the trials."""

from dataclasses import replace

import cheap_study
from hypothesis import given
from hypothesis import strategies as st

from actsearch import activations
from actsearch.candidate import Candidate
from actsearch.duplicates import Duplicates
from actsearch.nn.settings import TrainingSettings
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read

relu, tanh = activations.get("relu"), activations.get("tanh")
zero = activations.get("leaky_relu", slope=0.0)


def candidate(*layers, **training):
    return Candidate((16,) * len(layers), layers, TrainingSettings(**training))


def test_a_duplicate_is_known_by_what_it_computes():
    seen = Duplicates()
    candidates = [
        candidate(relu),
        candidate(tanh),
        candidate(relu, relu),
        candidate(relu, batch_size=50),
        candidate(zero),
        candidate(zero, relu),
        candidate(tanh, relu),
        candidate(tanh),
        candidate(relu, learning_rate="linear"),
        candidate(zero, learning_rate="linear"),
    ]
    firsts = [seen.first(each, n) for n, each in enumerate(candidates)]
    assert firsts == [0, 1, 2, 3, 0, 2, 6, 1, 8, 8]


def test_what_learns_is_the_same_only_as_what_learns_alike():
    def leaky(granularity, start=0.1):
        return activations.get("leaky_relu", slope={"learned": granularity, "start": start})

    fixed = activations.get("leaky_relu", slope=0.1)
    candidates = [
        candidate(fixed),
        candidate(leaky("layer")),
        candidate(leaky("unit")),
        candidate(leaky("layer", start=0.2)),
        candidate(activations.get("prelu", slope=0.1)),
        candidate(leaky("layer")),
        candidate(fixed, leaky("layer")),
        candidate(leaky("layer"), fixed),
        candidate(fixed, fixed),
        candidate(leaky("unit")),
        candidate(leaky("layer"), fixed),
        candidate(fixed),
    ]
    seen = Duplicates()
    firsts = [seen.first(each, n) for n, each in enumerate(candidates)]
    assert firsts == [0, 1, 2, 3, 4, 1, 6, 7, 8, 2, 7, 0]


def test_a_probe_is_the_same_only_as_a_probe():
    whole = candidate(activations.get("leaky_relu", slope="learned"))
    probe = replace(whole, probe=True)
    seen = Duplicates()
    firsts = [seen.first(each, n) for n, each in enumerate([probe, whole, probe, whole])]
    assert firsts == [0, 1, 0, 1]


@given(st.lists(st.sampled_from([0.0, 0.1, 0.2, 0.3]), max_size=40))
def test_it_finds_the_first_of_many(slopes):
    seen = Duplicates()
    for number, slope in enumerate(slopes):
        leaky = activations.get("leaky_relu", slope=slope)
        assert seen.first(candidate(leaky), number) == slopes.index(slope)


def test_a_study_trains_each_candidate_once_and_marks_the_others(tmp_path):
    trained = []

    def evaluate(candidate, split, seed):
        trained.append((candidate.hidden_layer_sizes, candidate.training, str(candidate)))
        return cheap_study.cheap_evaluation(candidate, split, seed)

    cheap_study.run(tmp_path, "random", 60, seed=0, evaluate=evaluate)
    trials = read(StudyDirectory(tmp_path, "cheap")).trials
    cached = [trial for trial in trials if trial.repeats is not None]
    assert len(trained) == len(set(trained)) == 60 - len(cached)
    assert cached
    for trial in cached:
        original = trials[trial.repeats]
        assert original.number < trial.number
        assert trial.score == original.score
        assert trial.evaluation.runs == original.evaluation.runs
        assert trial.seconds == 0
        assert trial.strategy == "random"


def test_a_failure_is_not_taken_over(tmp_path):
    def fail_at_relu(candidate, split, seed):
        if str(candidate) == "relu":
            raise ValueError("no network is like this")
        return cheap_study.cheap_evaluation(candidate, split, seed)

    # The grid begins with ReLU; then leaky ReLU follows with every slope.
    cheap_study.run(tmp_path, "grid", 16, seed=0, evaluate=fail_at_relu)
    first, *others = read(StudyDirectory(tmp_path, "cheap")).trials
    assert first.outcome == "failed"
    (same,) = (trial for trial in others if trial.parameters["leaky_relu.slope"] == 0)
    assert same.outcome == "complete"
    assert same.repeats is None
