"""Studies that search expressions are exact, and say what they rejected."""

import json
import random
from collections import Counter

import cheap_study
import optuna
import pytest
from typer.testing import CliRunner

import actsearch
from actsearch import strategies
from actsearch.activations.equivalence import are_equal
from actsearch.activations.sifting import flaw
from actsearch.candidate import Candidate
from actsearch.cli import app
from actsearch.search_space import SearchSpace
from actsearch.strategies import ExactSampler
from actsearch.study.directory import StudyDirectory
from actsearch.study.snapshot import read

OPERATORS = ["+", "*", "max", "neg", "square", "sin", "tanh", "sigmoid", "relu"]
SEEDS = ["relu", "x*sigmoid(x)", "sin(x)"]
TABLE = {"operators": OPERATORS, "height": 2, "seeds": SEEDS}
ELU = {"alpha": {"min": 0.1, "max": 2.0}}
SPACES = {
    "tree": {"expressions": TABLE},
    "beside": {"expressions": TABLE, "activations": {"relu": {}, "elu": ELU}},
    "per_layer": {"expressions": TABLE, "per_layer": True},
    "learned": {"expressions": TABLE | {"learned": "layer"}},
}
TRIALS = 22

STARTUP = {"startup_trials": 10}

case = pytest.mark.parametrize(
    ("strategy", "kind"),
    [
        ("random", "tree"),
        ("bayes", "learned"),
        *(("genetic", kind) for kind in ("tree", "beside", "per_layer")),
    ],
)


@pytest.fixture
def search(monkeypatch):
    """Return a function that makes the space of all studies one with expressions."""

    def choose(kind):
        fixed = {"network": {"hidden_layer_sizes": [4, 4]}, "training": {"batch_size": 10}}
        space = SearchSpace.from_dict(fixed | SPACES[kind])
        monkeypatch.setattr(cheap_study, "finite_space", lambda _: space)

    return choose


def candidates(runs):
    return [trial.candidate for trial in read(StudyDirectory(runs, "cheap")).trials]


@case
def test_at_once_in_parts_and_with_more_workers(strategy, kind, search, tmp_path):
    search(kind)
    at_once = cheap_study.run(tmp_path / "once", strategy, TRIALS, seed=3)
    assert {state for _, _, _, state, *_ in at_once} <= {"COMPLETE", "PRUNED"}
    late = cheap_study.LateWorkers(3)
    cheap_study.run(tmp_path / "parts", strategy, 5, seed=3)
    in_parts = cheap_study.run(tmp_path / "parts", strategy, TRIALS, seed=3, workers=late)
    assert at_once == in_parts


@case
def test_a_study_that_died_ends_with_the_same_table(strategy, kind, search, tmp_path):
    search(kind)
    undisturbed = cheap_study.run(tmp_path / "whole", strategy, TRIALS, seed=1)
    seen = []

    def die(candidate, split, seed):
        seen.append(candidate)
        if len(seen) == 20:
            raise KeyboardInterrupt
        return cheap_study.cheap_evaluation(candidate, split, seed)

    with pytest.raises(KeyboardInterrupt):
        cheap_study.run(tmp_path / "died", strategy, TRIALS, seed=1, evaluate=die)
    assert cheap_study.run(tmp_path / "died", strategy, TRIALS, seed=1) == undisturbed


@case
def test_all_are_worth_it_and_none_is_tried_twice(strategy, kind, search, tmp_path):
    search(kind)
    random.seed(5)
    cheap_study.run(tmp_path, strategy, TRIALS, seed=0)
    drawn = random.random()
    random.seed(5)
    assert drawn == random.random()
    found = candidates(tmp_path)
    assert str(found[0]) == "relu"
    for place, candidate in enumerate(found):
        assert all(flaw(each) is None for each in candidate.activations)
        for earlier in found[:place]:
            pairs = zip(candidate.activations, earlier.activations, strict=True)
            same = all(one == two or _same(one, two) for one, two in pairs)
            assert not same or candidate.probe != earlier.probe
    trials = read(StudyDirectory(tmp_path, "cheap")).trials
    rejected = sum((Counter(trial.rejected) for trial in trials), Counter())
    flaws = {"constant", "constant or too long", "linear", "too steep", "tried before"}
    assert rejected
    assert set(rejected) <= flaws


def _same(one, two):
    return not (one.learned or two.learned) and are_equal(one, two)


@pytest.mark.parametrize("strategy", ["spread", "genetic"])
def test_it_begins_with_the_seeds(strategy, search, tmp_path):
    search("tree")
    cheap_study.run(tmp_path, strategy, 4, seed=0)
    assert [str(each) for each in candidates(tmp_path)][:3] == [
        *("relu", "swish(beta=1.0)", "sine(frequency=1.0)")
    ]


def test_genetic_breeds_what_scores_better():
    """In a world that counts sines, children have more of them."""
    space = SearchSpace.from_dict({"network": {"hidden_layer_sizes": [4]}, **SPACES["tree"]})

    def sines(name):
        strategy = strategies.get(name)(space, STARTUP if name == "genetic" else {})
        study = optuna.create_study(
            direction="maximize", sampler=ExactSampler(strategy, space, seed=0, lookahead=1)
        )
        study.enqueue_trial(space.baseline())
        counts = []
        for _ in range(60):
            trial = study.ask()
            counts.append(str(space.suggest(trial)).count("sin("))
            study.tell(trial, counts[-1])
        return sum(counts[30:])

    assert sines("genetic") > 1.5 * sines("random")


def test_optuna_shows_the_formulas_and_verify_agrees(tmp_path):
    space = {"network": {"hidden_layer_sizes": [6]}, "training": {"steps": 30}, **SPACES["tree"]}
    facts = {"strategy": "genetic", "options": {"startup_trials": 4, "population": 3}}
    tables = []
    for workers in (1, 2):
        study = actsearch.search(
            space, "digits", trials=7, workers=workers, lookahead=2, splits=1, pruner="none",
            study=f"evolved{workers}", runs_dir=tmp_path, seed=2, **facts
        )  # fmt: skip
        tables.append([(trial.definition, trial.score) for trial in study.trials])
    assert tables[0] == tables[1]
    database = f"sqlite:///{tmp_path}/evolved1/study.db"
    trials = optuna.load_study(study_name="evolved1", storage=database).trials
    assert trials[1].user_attrs["formula"] == "x/(1 + exp(-1·x))"
    for trial, (definition, _) in zip(trials, tables[0], strict=True):
        (activation,) = Candidate.from_dict(definition).activations
        assert trial.user_attrs["activation"] == activation.name
        assert json.dumps(trial.params)

    words = ["verify", "evolved1", "--runs-dir", str(tmp_path)]
    answer = CliRunner().invoke(app, words)
    assert answer.exit_code == 0, answer.output
