"""Verification: an honest study passes bit by bit, and every kind of tampering is reported."""

import json
import math
import shutil
import sqlite3
from concurrent.futures import Future
from contextlib import closing
from dataclasses import asdict, replace

import numpy as np
import pytest
from cheap_study import specification

from actsearch import datasets
from actsearch.errors import NotFoundError, UsageError
from actsearch.nn.causes import NAMES, Causes
from actsearch.running import environment
from actsearch.running.interruption import Interruption
from actsearch.running.loop import Loop
from actsearch.runs import Run
from actsearch.search_space import SearchSpace
from actsearch.storage import sqlite
from actsearch.strategies import known_results
from actsearch.study.budget import Budget
from actsearch.study.directory import StudyDirectory
from actsearch.study.opening import begin, resume
from actsearch.study.snapshot import read
from actsearch.study.specification import DatasetSpecification
from actsearch.trials import stored
from actsearch.verification import consistency, retraining, verify
from actsearch.verification.learning_curve import difference, digest, same
from actsearch.verification.retraining import choose

# All kinds of trials: relu and leaky_relu with slope 0 are the same function, a gain of 0.01 is
# pruned, the last learning rate diverges, and tanh is made to fail.
SPACE = {
    "network": {"hidden_layer_sizes": [16]},
    "training": {
        "epochs": 3,
        "batch_size": 50,
        "learning_rate_init": {"values": [0.005, 0.002, 1e35]},
    },
    "activations": {
        "relu": {},
        "leaky_relu": {"slope": {"values": [0.0, 0.3]}},
        "swish": {"beta": {"values": [1.0, 2.0]}},
        "sigmoid": {"gain": {"values": [0.01]}},
        "tanh": {},
    },
}
CHECKS = ["database", "trials", "specification", "phases", "data", "environment", "proposals"]


class HereAndNow:
    """Workers that train in this process."""

    count = 1

    def __init__(self, splits):
        self._splits = splits

    def submit(self, task):
        future = Future()
        try:
            if task.candidate.activations[0].name == "tanh":
                raise FloatingPointError("on purpose")
            future.set_result(task.run(self._splits))
        except FloatingPointError as error:
            future.set_exception(error)
        return future

    def restart(self):
        raise AssertionError("nothing dies here")


@pytest.fixture(scope="module")
def original(tmp_path_factory, mnist_subset):
    """Return the runs folder of a study with all kinds of trials, next to its data."""
    folder = tmp_path_factory.mktemp("verified")
    data_file = shutil.copy(mnist_subset, folder / "data.npz")
    data = datasets.load(str(data_file))
    space = SearchSpace.from_dict(SPACE)
    frozen = specification(space, "grid", seed=1).model_copy(
        update={
            "pruner": "median",
            "dataset": DatasetSpecification(
                source=str(data_file), label=None, fingerprint=data.fingerprint
            ),
        }
    )
    with begin(StudyDirectory(folder, "study"), frozen) as study, Interruption() as interruption:
        study.set_n_trials(space.size(), study.phases[-1])
        workers = HereAndNow([data.split(frozen.seed)])
        assert list(Loop(study, workers, interruption, Budget()).run())
    return folder


@pytest.fixture
def study(original, tmp_path):
    """Return a copy that a test may change."""
    shutil.copytree(original / "study", tmp_path / "study")
    return StudyDirectory(tmp_path, "study")


def change(study, statement, *values):
    with closing(sqlite3.connect(study.database)) as connection:
        changed = connection.execute(statement, values).rowcount
        connection.commit()
    assert changed > 0


def change_attribute(study, number, key, value):
    change(
        study,
        "UPDATE trial_user_attributes SET value_json = ? WHERE key = ? AND trial_id = "
        "(SELECT trial_id FROM trials WHERE number = ?)",
        json.dumps(value),
        key,
        number,
    )


def change_run(study, trial, **curves):
    (run,) = trial.evaluation.runs
    change_attribute(study, trial.number, "runs", [asdict(run) | curves])


def of(study, state="complete"):
    """Return the trials with one outcome."""
    return [t for t in read(study).trials if t.outcome == state]


def failures(findings):
    return {finding.check: finding.message for finding in findings if finding.status == "failed"}


def contents(folder):
    """Return everything that verification must not change."""
    files = {path.name: path for path in folder.iterdir()}
    state = {name: (path.read_bytes(), path.stat().st_mtime_ns) for name, path in files.items()}
    return state, folder.stat().st_mtime_ns


def test_trials_of_every_kind_come_out_again_and_none_is_left_out(study):
    trials = read(study).trials
    assert {trial.outcome for trial in trials} == {
        "complete",
        "pruned",
        "diverged",
        "failed",
    }
    cached = [trial for trial in trials if trial.repeats is not None]
    assert any(t.description.candidate.startswith("leaky_relu") for t in cached)
    diverged = of(study, "diverged")
    losses = [loss for trial in diverged for loss in trial.evaluation.runs[0].val_losses]
    assert not all(map(math.isfinite, losses))
    findings = list(verify(study, trials=len(trials)))
    assert [finding.check for finding in findings[:7]] == CHECKS
    assert failures(findings) == {}
    assert {finding.status for finding in findings} == {"ok"}
    retrained = {finding.trial for finding in findings[7:]}
    assert retrained == {trial.number for trial in trials if trial.outcome.has_result}
    assert {trial.number for trial in cached} <= retrained


def test_the_best_is_among_those_chosen_and_the_choice_is_the_same_each_time(study):
    trials = read(study).trials
    best = max(of(study), key=lambda t: (t.score, -t.evaluation.val_loss, -t.number))
    for count in range(1, 6):
        chosen = [trial.number for trial in choose(trials, count, seed=1)]
        assert len(chosen) == count
        assert best.number in chosen
        assert chosen == sorted(set(chosen))
        assert chosen == [trial.number for trial in choose(trials, count, seed=1)]
    assert len({tuple(t.number for t in choose(trials, 3, seed)) for seed in range(20)}) > 5
    assert choose(trials, 0, seed=1) == []
    assert choose([], 3, seed=1) == []


def test_a_cached_result_is_trained_as_the_trial_that_it_was_taken_from(study, monkeypatch):
    trials = read(study).trials
    cached = next(
        t
        for t in trials
        if t.repeats is not None and t.parameters["activation"] == "leaky_relu" and t.number > 5
    )
    source = cached.repeats
    asked, original = [], retraining.pruning.stop

    def stop(pruner, history, number, *, splits=1):
        asked.append((pruner, history, number))
        return original(pruner, history, number, splits=splits)

    monkeypatch.setattr(retraining.pruning, "stop", stop)
    frozen = read(study).specification
    splits = [datasets.load(frozen.dataset.source).split(frozen.seed)]
    assert retraining.retrain(trials, cached, frozen, splits) == trials[source].evaluation.runs
    known = known_results(source, frozen.lookahead)
    history = [trial.readings for trial in trials[:known]]
    assert asked == [("median", history, source)]


def test_nothing_on_disk_is_touched_at_rest(study):
    before = contents(study.path)
    assert failures(verify(study, trials=1)) == {}
    assert contents(study.path) == before


def test_it_works_while_the_study_is_open_and_after_a_kill(study, tmp_path):
    with resume(study) as opened:
        opened.set_n_trials(100, opened.phases[-1])  # written to the write-ahead log
        opened.optuna_study.ask()
        before = contents(study.path)
        assert {"study.db-wal", "study.db-shm"} <= before[0].keys()
        findings = list(verify(study, trials=1))
        assert failures(findings) == {}
        assert "and 1 not finished yet" in findings[1].message
        assert contents(study.path) == before
        shutil.copytree(study.path, tmp_path / "killed")
    killed = StudyDirectory(tmp_path, "killed")
    before = contents(killed.path)
    assert "and 1 not finished yet" in list(verify(killed, trials=0))[1].message
    assert contents(killed.path) == before


def test_a_copy_is_taken_of_one_moment_only(study, monkeypatch):
    whole = sqlite._read(study.database)
    torn = [{"": b"a"}, {"": b"b"}, {"": b"c", "-wal": b"d"}, whole, whole]
    monkeypatch.setattr(sqlite, "_read", lambda _: torn.pop(0))
    with sqlite.copied(study.database) as connection:
        assert connection.execute("SELECT count(*) FROM trials").fetchone() == (21,)
    assert torn == []


def test_a_changed_accuracy_is_found_by_training_anew(study):
    number = of(study)[0].number
    change_run(study, of(study)[0], scores={"accuracy": [0.5, 0.9771, 0.6]})
    findings = list(verify(study, trials=100))
    failed = [finding for finding in findings if finding.status == "failed"]
    assert number in [finding.trial for finding in failed]
    message = next(finding.message for finding in failed if finding.trial == number)
    assert f"trial {number} was stored with validation accuracy 0.5, re-trained it has" in message
    assert "the environment has not changed" in message


def test_the_smallest_change_of_a_loss_is_found(study):
    trial = of(study)[0]
    losses = trial.evaluation.runs[0].train_losses
    changed = [math.nextafter(losses[0], 9.0), *losses[1:]]
    change_run(study, trial, train_losses=changed)
    messages = [f.message for f in verify(study, trials=100) if f.trial == trial.number]
    assert (
        f"with training loss {changed[0]:.17g}, re-trained it has {losses[0]:.17g}" in messages[0]
    )


def test_a_training_that_differs_is_laid_to_the_environment_where_that_has_changed(study):
    recorded = json.loads(study.environment.read_text())
    recorded[-1]["packages"]["numpy"] = "1.0"
    recorded[-1]["processor"] = "abacus"
    study.environment.write_text(json.dumps(recorded))
    now = environment.capture()
    drift = f"processor abacus -> {now['processor']}, numpy 1.0 -> {now['packages']['numpy']}"
    findings = list(verify(study, trials=1))
    assert failures(findings) == {}
    warning = next(finding for finding in findings if finding.status == "warning")
    assert warning.check == "environment"
    assert drift in warning.message
    trained = next(trial for trial in read(study).trials if trial.number == findings[-1].trial)
    change_run(study, trained, train_losses=[1.0, 1.0, 1.0])
    assert drift in list(verify(study, trials=1))[-1].message


def test_blas_is_compared_but_not_which_other_libraries_are_loaded():
    now = environment.capture()
    numpy_s = {"internal_api": "openblas", "version": "0.3.1", "architecture": "Haswell"}
    scipy_s = numpy_s | {"version": "0.3.2"}
    assert environment.drift(now | {"blas": [numpy_s]}, now | {"blas": [scipy_s, numpy_s]}) == []
    assert environment.drift(now | {"blas": [numpy_s]}, now | {"blas": [scipy_s]}) == [
        "BLAS openblas 0.3.1 Haswell -> openblas 0.3.2 Haswell"
    ]


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (None, "warning", "none is recorded"),
        ("{", "failed", "move it away"),
        ("{}", "failed", "list"),
    ],
)
def test_an_environment_file_that_says_nothing(study, content, status, words):
    study.environment.unlink()
    if content is not None:
        study.environment.write_text(content)
    finding = next(f for f in verify(study, trials=0) if f.check == "environment")
    assert finding.status == status
    assert words in finding.message


def test_a_changed_specification_is_named_and_the_trials_are_checked_by_the_stored_one(study):
    file = json.loads(study.specification.read_text())
    digest = next(f.digest for f in verify(study, trials=0) if f.check == "specification")
    file["specification"]["seed"] = 4
    study.specification.write_text(json.dumps(file))
    findings = list(verify(study, trials=2))
    assert list(failures(findings)) == ["specification"]
    assert "differ: seed: 4 -> 1" in failures(findings)["specification"]
    assert [finding.check for finding in findings[7:]] == ["training", "training"]
    file["specification"]["seed"] = 1
    study.specification.write_text(json.dumps(file, indent=8, sort_keys=True))
    assert digest == next(f.digest for f in verify(study, trials=0) if f.check == "specification")


def test_a_specification_that_was_changed_in_the_database(study):
    change(study, "DELETE FROM study_user_attributes WHERE key = 'specification'")
    assert "the database has none" in failures(verify(study, trials=0))["specification"]


def test_changed_and_missing_data_are_named_and_nothing_is_trained_on_them(
    original, study, mnist_subset
):
    data_file = original / "data.npz"
    arrays = dict(np.load(data_file))
    arrays["X"] = arrays["X"].copy()
    arrays["X"][0, 300] ^= 1
    try:
        np.savez(data_file, **arrays)
        found = failures(verify(study))
        assert list(found) == ["data", "training"]
        assert "are not those that the study began with" in found["data"]
        assert "no trial was trained anew" in found["training"]
        data_file.unlink()
        assert str(data_file) in failures(verify(study))["data"]
    finally:
        shutil.copy(mnist_subset, data_file)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("outcome", "pruned", "has the state COMPLETE with the outcome 'pruned'"),
        ("epochs", 7, "has epochs 7, but its runs give 3"),
        ("val_loss", 0.0, "has val_loss 0.0, but its runs give"),
        ("runs", [], "has an attribute 'runs' that actsearch did not write (List should have"),
        ("runs", "none", "has an attribute 'runs' that actsearch did not write"),
        ("definition", {"a": 1}, "has a definition that cannot be read"),
        ("n_weights", None, "lacks n_weights"),
    ],
)
def test_a_trial_that_contradicts_itself(study, key, value, words):
    number = of(study)[0].number
    if value is None:
        change(study, "DELETE FROM trial_user_attributes WHERE key = ?", key)
    else:
        change_attribute(study, number, key, value)
    assert f"trial {number} {words}" in failures(verify(study, trials=0))["trials"]


def test_a_definition_without_the_settings_that_came_later_is_what_it_was(study):
    for trial in of(study):
        training = dict(trial.definition["training"])
        del training["learning_rate"], training["warmup"]
        early = {**trial.definition, "training": training}
        change_attribute(study, trial.number, "definition", early)
    assert failures(verify(study, trials=2)) == {}


def test_a_score_that_is_not_what_the_training_ended_with(study):
    number = of(study)[0].number
    change(
        study,
        "UPDATE trial_values SET value = 0.99 WHERE trial_id = "
        "(SELECT trial_id FROM trials WHERE number = ?)",
        number,
    )
    assert f"trial {number} has the score 0.99" in failures(verify(study, trials=0))["trials"]


def test_lost_trials_are_named(study):
    change(study, "DELETE FROM trials WHERE number IN (3, 5)")
    assert "missing: 3, 5" in failures(verify(study, trials=0))["trials"]


def test_changed_parameters_do_not_give_the_candidate(study):
    trial = next(t for t in of(study) if t.parameters["activation"] == "swish")
    change(
        study,
        "UPDATE trial_params SET param_value = 1 - param_value WHERE param_name = 'swish.beta' AND "
        "trial_id = (SELECT trial_id FROM trials WHERE number = ?)",
        trial.number,
    )
    message = failures(verify(study, trials=0))["proposals"]
    assert f"trial {trial.number} is stored with candidate 'swish(" in message


def test_a_result_that_was_taken_from_another_candidate(study):
    cached = next(t for t in read(study).trials if t.repeats is not None)
    other = next(t for t in of(study) if t.parameters["activation"] == "swish")
    change_attribute(study, cached.number, "cached_from", other.number)
    messages = [f.message for f in verify(study, trials=100) if f.trial == cached.number]
    expected = "which has none" if other.number > cached.number else "another candidate"
    assert expected in messages[0]


def damage_a_page(study):
    content = bytearray(study.database.read_bytes())
    with closing(sqlite3.connect(study.database)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'trial_values'"
        ).fetchone()
    content[(page - 1) * 4096 : (page - 1) * 4096 + 64] = b"\xa5" * 64
    study.database.write_bytes(content)


def cut_short(study):
    content = study.database.read_bytes()
    study.database.write_bytes(content[: len(content) // 2])


def write_over(study):
    study.database.write_bytes(b"This is no database at all. " * 500)


def corrupt_json(study):
    change(study, "UPDATE trial_user_attributes SET value_json = '{' WHERE key = 'epochs'")


@pytest.mark.parametrize("damage", [damage_a_page, cut_short, write_over, corrupt_json])
def test_a_damaged_database_is_said_to_be_so_and_the_rest_is_still_checked(study, damage):
    damage(study)
    before = contents(study.path)
    findings = list(verify(study))
    assert "database" in failures(findings)
    assert str(study.database) in failures(findings)["database"]
    checked = {finding.check: finding.status for finding in findings}
    assert checked["data"] == checked["environment"] == "ok"
    assert contents(study.path) == before


@pytest.mark.parametrize("url", ["sqlite!", "sqlite://host:port/studies.db", "nonsense"])
def test_a_missing_database_and_a_wrong_url_are_not_findings(url, study):
    with pytest.raises(UsageError, match="not a storage URL"):
        list(verify(study, storage_url=url))
    study.database.unlink()
    with pytest.raises(NotFoundError, match="no database"):
        list(verify(study))


def test_another_database_file_is_read_as_its_own_is(study, tmp_path):
    moved = tmp_path / "elsewhere.db"
    study.database.rename(moved)
    before = contents(study.path)
    assert failures(verify(study, 1, f"sqlite:///{moved}")) == {}
    assert contents(study.path) == before
    assert not list(tmp_path.glob("elsewhere.db-*"))


def test_what_a_trial_must_have_is_what_is_stored_with_it(study):
    record = of(study)[0]
    expected = {*consistency._PROPOSED, *consistency._MEASURED, "outcome", "definition", "runs"}
    expected |= {"metric", "n_splits", "operations"}
    assert expected == stored.attributes(record).keys() | {"strategy"}


def run_of(*epochs):
    accuracies, val_losses, train_losses = zip(*epochs, strict=True)
    return Run(
        seed=0,
        scores={"accuracy": accuracies},
        val_losses=val_losses,
        train_losses=train_losses,
        seconds=0.0,
        seconds_per_epoch=0.0,
        inference_microseconds=0.0,
    )


def test_numbers_that_are_not_finite_are_equal_to_themselves_only():
    nan, inf = math.nan, math.inf
    run = run_of((0.1, nan, inf))
    assert difference(run, run_of((0.1, math.nan, inf))) is None
    assert digest([run]) == digest([run_of((0.1, float("nan"), inf))])
    assert "validation loss nan, re-trained it has inf" in (
        difference(run, run_of((0.1, inf, inf))) or ""
    )
    assert "training loss inf, re-trained it has -inf" in (
        difference(run, run_of((0.1, nan, -inf))) or ""
    )
    assert digest([run]) != digest([run_of((0.1, nan, -inf))])


def test_a_zero_is_the_same_with_either_sign():
    assert same((0.0, 0.5), (-0.0, 0.5))
    assert digest([run_of((0.0, 0.5, 0.5))]) == digest([run_of((-0.0, 0.5, 0.5))])


def test_a_difference_says_where_it_begins_and_how_far_it_goes():
    same, other = (0.5, 0.4, 0.3), (0.6, 0.4, 0.3)
    stored = run_of(*(same,) * 4)
    assert (difference(stored, run_of(same, other, other, other)) or "").endswith("checkpoint 2 on")
    assert (difference(stored, run_of(same, other, same, other)) or "").endswith(
        "at checkpoint 2, and more at 1 others"
    )
    assert "was stored with 4 checkpoints, re-trained it has 3" in (
        difference(stored, run_of(*(same,) * 3)) or ""
    )


def test_causes_are_compared_where_the_study_has_them():
    reading = dict.fromkeys(NAMES, (0.5, 0.25))
    readings = [reading, reading, reading | {"gradient_norm": (0.5, 0.125)}]
    plain = run_of((0.5, 0.4, 0.3), (0.5, 0.4, 0.3))
    measured = replace(plain, causes=Causes.of(readings))
    other = replace(plain, causes=Causes.of([reading] * 3))
    assert difference(measured, measured) is None
    assert difference(plain, measured) is None
    assert digest([measured]) != digest([plain])
    assert difference(measured, other) == (
        "was stored with gradient norm of layer 2 0.125, re-trained it has 0.25 at checkpoint 2"
    )
