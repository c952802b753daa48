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

TRIALS = 22
FLAWS = {"constant", "constant or too long", "linear", "too steep", "tried before"}

every_kind = pytest.mark.parametrize(
    ("strategy", "kind"),
    [
        ("random", "tree"),
        ("bayes", "learned"),
        *(("genetic", kind) for kind in ("tree", "beside", "per_layer")),
    ],
)
through_a_database = pytest.mark.parametrize("kind", ["tree", "per_layer"])


def space_of(kind):
    fixed = {"network": {"hidden_layer_sizes": [4, 4]}, "training": {"batch_size": 10}}
    return SearchSpace.from_dict(fixed | SPACES[kind])


def searched(strategy, space, trials, *, score, new_samplers=()):
    """Search in memory; return the candidates, their parameters, and what was rejected.

    A new sampler, as after a kill, is made at some trials.
    """
    options = {} if strategy == "random" else {"startup_trials": 10}
    chosen = strategies.get(strategy)(space, options)
    study = optuna.create_study(direction="maximize")
    study.enqueue_trial(space.baseline())
    found, rejected = [], Counter()
    for number in range(trials):
        if number == 0 or number in new_samplers:
            study.sampler = ExactSampler(chosen, space, seed=3, lookahead=2)
        trial = study.ask()
        found.append(space.suggest(trial))
        rejected += Counter(study.sampler.rejected)
        study.tell(trial, score(found[-1]))
    return found, [trial.params for trial in study.trials], rejected


def sines(candidate):
    return str(candidate).count("sin(")


@pytest.fixture
def search(monkeypatch):
    """Return a function that makes the space of all studies one with expressions."""
    return lambda kind: monkeypatch.setattr(cheap_study, "finite_space", lambda _: space_of(kind))


@every_kind
def test_a_proposal_is_a_function_of_the_history(strategy, kind):
    space = space_of(kind)
    _, at_once, _ = searched(strategy, space, 30, score=sines)
    _, in_parts, _ = searched(strategy, space, 30, score=sines, new_samplers=(7, 8, 20))
    assert at_once == in_parts


@every_kind
def test_all_are_worth_it_and_none_is_tried_twice(strategy, kind):
    random.seed(5)
    found, _, rejected = searched(strategy, space_of(kind), 40, score=sines)
    drawn = random.random()
    random.seed(5)
    assert drawn == random.random()
    assert str(found[0]) == "relu"
    for place, candidate in enumerate(found):
        assert all(flaw(each) is None for each in candidate.activations)
        for earlier in found[:place]:
            pairs = zip(candidate.activations, earlier.activations, strict=True)
            assert not all(one == two or _same(one, two) for one, two in pairs)
    assert rejected
    assert set(rejected) <= FLAWS


@through_a_database
def test_with_more_workers_in_parts_and_after_a_death(kind, search, tmp_path):
    search(kind)
    at_once = cheap_study.run(tmp_path / "once", "genetic", TRIALS, seed=3)
    assert {state for _, _, _, state, *_ in at_once} == {"COMPLETE"}
    seen = []

    def die(candidate, split, seed):
        seen.append(candidate)
        if len(seen) == 19:
            raise KeyboardInterrupt
        return cheap_study.cheap_evaluation(candidate, split, seed)

    with pytest.raises(KeyboardInterrupt):
        cheap_study.run(tmp_path / "parts", "genetic", TRIALS, seed=3, evaluate=die)
    late = cheap_study.LateWorkers(3)
    in_parts = cheap_study.run(tmp_path / "parts", "genetic", TRIALS, seed=3, workers=late)
    assert at_once == in_parts
    stored = [read(StudyDirectory(tmp_path / name, "cheap")).trials for name in ("once", "parts")]
    rejected, again = ([trial.rejected for trial in trials] for trials in stored)
    assert rejected == again
    assert {flaw for each in rejected for flaw in each} <= FLAWS
    assert any(rejected)


def _same(one, two):
    return not (one.learned or two.learned) and are_equal(one, two)


@pytest.mark.parametrize("strategy", ["bayes", "genetic"])
def test_it_begins_with_the_seeds(strategy):
    found, *_ = searched(strategy, space_of("tree"), 3, score=sines)
    assert list(map(str, found)) == ["relu", "swish(beta=1.0)", "sine(frequency=1.0)"]


def test_genetic_breeds_what_scores_better():
    """In a world that counts sines, children have more of them."""
    later = [
        sum(map(sines, searched(name, space_of("tree"), 60, score=sines)[0][30:]))
        for name in ("genetic", "random")
    ]
    assert later[0] > 1.5 * later[1]


def test_optuna_shows_the_formulas_and_verify_agrees(tmp_path):
    space = {"network": {"hidden_layer_sizes": [6]}, "training": {"steps": 30}, **SPACES["tree"]}
    facts = {"strategy": "genetic", "options": {"startup_trials": 4, "population": 3}}
    tables = []
    for workers in (1, 2):
        study = actsearch.search(
            space=space, dataset="digits", trials=7, workers=workers, lookahead=2, splits=1,
            pruner="none",
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
