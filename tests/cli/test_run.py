"""``actsearch run`` and ``resume``, end to end, on real MNIST images."""

import json
import signal
import sqlite3
import subprocess
import sys

import pytest

from actsearch import search, search_space
from actsearch.errors import UsageError

SPACE = """
[network]
hidden_layer_sizes = [24]
[training]
epochs = 2
batch_size = 50
learning_rate_init = 5e-3
[activations.relu]
[activations.leaky_relu]
slope = { min = -0.5, max = 0.9 }
[activations.sigmoid]
gain = { min = 0.1, max = 10.0, log = true }
[activations.swish]
beta = { min = 0.1, max = 10.0, log = true }
"""


@pytest.fixture
def space(tmp_path):
    file = tmp_path / "small.toml"
    file.write_text(SPACE)
    return file


@pytest.fixture
def options(space, mnist_subset):
    where = ("--space", space, "--dataset", mnist_subset)
    return (*where, "--no-confirm", "--pruner", "none", "--splits", "1", "--study", "small")


def test_a_run_writes_the_leaderboard(actsearch, options, tmp_path):
    answer = actsearch("run", *options, "--trials", 4)
    assert answer.code == 0, answer.err
    assert "accuracy %" in answer.out
    # The baseline, and probes of the three activations that have a parameter.
    assert "4 trials: 1 complete, 3 pruned" in answer.out
    assert "[4/4] trial 3" in answer.err
    folder = tmp_path / "runs" / "small"
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert names == {
        "study.db",
        "specification.json",
        "environment.json",
        "leaderboard.csv",
        "leaderboard.md",
    }
    assert (folder / "leaderboard.csv").read_text().count("\n") == 5
    environment = json.loads((folder / "environment.json").read_text())[0]
    assert {"actsearch", "python", "packages", "processor", "blas", "commit"} <= environment.keys()


def test_rows_have_what_programs_count_on(actsearch, options):
    actsearch("run", *options, "--trials", 3, "--strategy", "spread")
    rows = actsearch("leaderboard", "--format", "json").json
    keys = "rank study trial strategy state activation params val_accuracy val_loss epochs seconds"
    for row in rows:
        assert {*keys.split(), "n_weights"} <= row.keys()
        assert row["epochs"] == 2
        assert row["n_weights"] == 785 * 24 + 25 * 10
        assert 0.05 < row["val_accuracy"] < 1
    assert [row["rank"] for row in rows] == sorted(row["rank"] for row in rows)
    assert rows[0]["rank"] == 1


def test_the_same_command_again_says_that_it_is_finished_and_trains_nothing(
    actsearch, options, table
):
    actsearch("run", *options, "--trials", 3)
    before = table("small")
    answer = actsearch("run", *options, "--trials", 3)
    assert answer.code == 0
    assert "is finished with 3 trials" in answer.err
    assert "3 trials: 1 complete, 2 pruned" in answer.out
    assert table("small") == before
    assert "[" not in answer.err


def test_trials_is_the_total_and_more_adds(actsearch, options, table):
    actsearch("run", *options, "--trials", 2)
    assert "[4/4] trial 3" in actsearch("run", *options, "--trials", 4).err
    assert "[5/5] trial 4" in actsearch("resume", "small", "--trials", 5).err
    assert "[6/6] trial 5" in actsearch("resume", "small", "--more", 1).err
    in_steps = table("small")
    whole = (*options[:-1], "whole")
    actsearch("run", *whole, "--trials", 6)
    assert table("whole") == in_steps


def test_another_specification_is_refused_with_the_difference(actsearch, options):
    actsearch("run", *options, "--trials", 1)
    answer = actsearch("run", *options, "--trials", 1, "--epochs", 1, "--seed", 4)
    assert answer.code == 4
    assert "space.training.epochs: 2 -> 1; seed: 0 -> 4" in answer.err
    assert "--study" in answer.err


def test_a_comment_in_the_space_makes_no_other_study(actsearch, options, space):
    actsearch("run", *options, "--trials", 1)
    space.write_text('description = "Now described"\n# and commented\n' + SPACE)
    assert actsearch("run", *options, "--trials", 2).code == 0


def test_changed_data_are_noticed(actsearch, space, tmp_path):
    data = tmp_path / "data.csv"
    lines = [f"{i % 7},{i % 5},{i % 2}" for i in range(60)]
    data.write_text("\n".join(["a,b,label", *lines]))
    assert actsearch("run", "--space", space, "--dataset", "data.csv", "--trials", 1).code == 0
    data.write_text("\n".join(["a,b,label", *lines[:-1], "9,9,1"]))
    answer = actsearch("resume", "small-data-bayes", "--more", 1)
    assert answer.code == 1
    assert "have changed since" in answer.err


def test_a_study_is_resumed_from_another_folder(actsearch, space, tmp_path, monkeypatch):
    lines = [f"{i % 7},{i % 5},{i % 2}" for i in range(60)]
    (tmp_path / "data.csv").write_text("\n".join(["a,b,label", *lines]))
    assert actsearch("run", "--space", space, "--dataset", "data.csv", "--trials", 1).code == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    there = ("--runs-dir", tmp_path / "runs")
    answer = actsearch("resume", "small-data-bayes", "--more", 1, *there)
    assert answer.code == 0, answer.err
    assert "2 trials: 2 complete" in answer.out


def test_fewer_trials_than_there_are_take_none_away(actsearch, options):
    actsearch("run", *options, "--trials", 3)
    for words in (["run", *options], ["resume", "small"]):
        answer = actsearch(*words, "--trials", 1)
        assert answer.code == 0
        assert "is finished with 3 trials" in answer.err
        one = actsearch("studies", "--format", "json").json[0]
        assert one["finished"] == one["target"] == 3


def test_a_finished_study_writes_a_leaderboard_that_is_missing(actsearch, options, tmp_path):
    assert "\n1 trial in " in actsearch("run", *options, "--trials", 1).err
    file = tmp_path / "runs" / "small" / "leaderboard.csv"
    written = file.read_text()
    file.unlink()
    assert actsearch("resume", "small").code == 0
    assert file.read_text() == written


def test_a_study_that_was_stopped_before_it_had_a_target_asks_for_one(
    actsearch, options, monkeypatch, tmp_path
):
    with monkeypatch.context() as patched:
        patched.setattr("actsearch.study.study.Study.set_n_trials", lambda *_: sys.exit(137))
        assert actsearch("run", *options, "--trials", 3).code == 137
    # Versions before this one did not store what was asked for.
    file = tmp_path / "runs" / "small" / "specification.json"
    stored = json.loads(file.read_text())
    assert stored.pop("asked") == {"trials": 3, "confirm": 0, "budget": {}}
    file.write_text(json.dumps(stored))
    answer = actsearch("resume", "small")
    assert answer.code == 2
    assert "give their number with --trials" in answer.err


def test_a_renamed_folder_is_a_study_under_its_new_name(actsearch, options, tmp_path):
    actsearch("run", *options, "--trials", 1)
    (tmp_path / "runs" / "small").rename(tmp_path / "runs" / "renamed")
    answer = actsearch("resume", "renamed")
    assert "study 'renamed' is finished" in answer.err
    assert "actsearch resume renamed --more N" in answer.err


def test_a_grid_too_large_to_list_is_refused_at_once(actsearch, tmp_path):
    file = tmp_path / "large.toml"
    file.write_text(
        "[network]\nhidden_layer_sizes = [8]\n"
        "[activations.leaky_relu]\nslope = { min = 0.0, max = 1.0, step = 1e-9 }\n"
    )
    answer = actsearch("run", "--space", file, "--strategy", "grid")
    assert answer.code == 2
    assert "1,000,000,001 candidates, and a grid at most 100,000" in answer.err


def test_a_dry_run_refuses_what_the_run_would(actsearch, options):
    actsearch("run", *options, "--trials", 1)
    assert actsearch("run", *options, "--dry-run").code == 0
    assert actsearch("run", *options, "--seed", 1, "--dry-run").code == 4


def test_a_dry_run_writes_nothing(actsearch, options, tmp_path):
    answer = actsearch("run", *options, "--dry-run")
    assert answer.code == 0
    assert "1,000 for training, 200 for validation" in answer.out
    assert not (tmp_path / "runs").exists()


def test_a_timeout_begins_no_further_trial_and_says_how_to_carry_on(actsearch, options):
    answer = actsearch("run", *options, "--trials", 500, "--timeout", "1s")
    assert answer.code == 0
    assert "actsearch resume small" in answer.err
    rows = actsearch("leaderboard", "--all", "--format", "json").json
    assert 0 < len(rows) < 500
    assert "stopped: out of time" in actsearch("leaderboard", "--all").out


def test_a_target_stops_the_study_and_is_kept(actsearch, options):
    answer = actsearch("run", *options, "--trials", 30, "--target", "20%", "--patience", 20)
    assert answer.code == 0
    assert "stopped: a validation accuracy of 20 % is reached" in answer.err
    again = actsearch("resume", "small")
    assert "stopped: a validation accuracy of 20 % is reached" in again.err
    assert "actsearch resume small --more N" in again.err
    assert len(actsearch("leaderboard", "--format", "json").json) == 1
    more = actsearch("resume", "small", "--more", 2)
    assert "stopped" not in more.err
    assert len(actsearch("leaderboard", "--all", "--format", "json").json) == 3


def test_a_study_is_not_begun_again_in_another_database(actsearch, options, tmp_path):
    actsearch("run", *options, "--trials", 1)
    other = f"sqlite:///{tmp_path}/other.db"
    answer = actsearch("run", *options, "--trials", 2, "--storage", other)
    assert answer.code == 4
    assert "leave out the storage" in answer.err
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize("strategy", ["bayes", "genetic"])
def test_the_table_is_the_same_with_any_number_of_workers(
    actsearch, space, mnist_subset, table, strategy
):
    common = ("run", "--space", space, "--dataset", mnist_subset, "--strategy", strategy)
    for workers in (1, 2):
        answer = actsearch(
            *common, "--trials", 12, "--splits", 1, "--study", f"w{workers}", "--workers", workers
        )
        assert answer.code == 0, answer.err
    assert table("w1") == table("w2")
    assert "pruned" in {row[1] for row in table("w1")}


def test_another_strategy_takes_over(actsearch, options):
    actsearch("run", *options, "--trials", 6)
    actsearch("resume", "small", "--strategy", "genetic", "--more", 6)
    rows = actsearch("leaderboard", "--all", "--sort", "trial", "--format", "json").json
    found = [row["strategy"] for row in rows]
    assert found == ["baseline"] + ["bayes"] * 5 + ["genetic"] * 6


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--strategy", "genetic", "--population", "1"],
            "input should be greater than or equal to 2",
        ),
        (
            ["--strategy", "genetic", "--mutation", "2"],
            "less than or equal to 1, got 2.0 (--mutation)",
        ),
        (["--strategy", "grid", "--space", "depth", "--generations", "2"], "has no generations"),
        (["--population", "5"], "strategy 'bayes' has no option 'population'"),
        (["--generations", "2", "--trials", "5", "--strategy", "genetic"], "exclude each other"),
        (["--pruner", "mediam"], "did you mean 'median'"),
        (["--trial-timeout", "soon"], "is not a duration"),
    ],
)
def test_bad_options_of_the_engine_get_one_sentence(actsearch, words, message, tmp_path):
    answer = actsearch("run", *words)
    assert answer.code == 2
    assert message in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_training_that_takes_too_long_is_a_failed_trial(actsearch, options):
    answer = actsearch("run", *options, "--trials", 3, "--trial-timeout", "0.000001s")
    assert answer.code == 5
    assert "allow it more time" in answer.err
    answer = actsearch("resume", "small", "--more", 4, "--trial-timeout", "1s", "--max-failures", 1)
    assert answer.code == 0, answer.err
    # The last of the three probes had enough time.
    assert "7 trials: 3 complete, 1 pruned, 3 failed" in answer.out


def test_every_trial_diverging_is_exit_code_5_with_the_reason(actsearch, options, space):
    space.write_text(SPACE.replace("5e-3", "1e3"))
    answer = actsearch("run", *options, "--trials", 2)
    assert answer.code == 5
    # Its losses are NaN, which JSON does not have.
    whole = actsearch("trial", "small", 0, "--format", "json")
    json.loads(whole.out, parse_constant=pytest.fail)
    assert "lower learning_rate_init" in answer.err
    assert "actsearch trial small 1" in answer.err
    rows = actsearch("leaderboard", "--all", "--format", "json").json
    assert [row["state"] for row in rows] == ["diverged", "diverged"]
    assert [row["val_accuracy"] for row in rows] == [None, None]
    shown = actsearch("trial", "small", 0)
    assert "diverged" in shown.out
    assert "lower learning_rate_init" in shown.out


@pytest.mark.parametrize("name", search_space.names())
def test_every_shipped_space_runs(actsearch, name, mnist_subset):
    strategy = "grid" if search_space.load(name).size() else "bayes"
    answer = actsearch(
        *("run", "--space", name, "--dataset", mnist_subset, "--strategy", strategy),
        *("--trials", 2, "--epochs", 1),
    )
    assert answer.code == 0, answer.err
    assert "2 trials: 2 complete" in answer.out


def test_a_grid_ends_by_itself(actsearch, options, space):
    space.write_text(SPACE.partition("[activations.leaky_relu]")[0] + "[activations.tanh]\n")
    answer = actsearch("run", *options, "--strategy", "grid", "--trials", 99)
    assert answer.code == 0
    assert "2 trials: 2 complete" in answer.out
    assert "exhausted" in actsearch("resume", "small", "--more", 3).err


@pytest.mark.parametrize(
    ("signals", "code"),
    [([signal.SIGINT], 130), ([signal.SIGTERM], 143), ([signal.SIGKILL], -9)],
    ids=["Ctrl-C", "SIGTERM", "SIGKILL"],
)
def test_a_study_that_was_stopped_ends_as_one_that_was_left_alone(
    actsearch, start, options, table, tmp_path, signals, code
):
    alone = (*options[:-1], "alone")
    assert actsearch("run", *alone, "--trials", 12, "--epochs", 8).code == 0
    process = start("run", *options, "--trials", 12, "--epochs", 8)
    lines = []
    while not lines or not lines[-1].startswith("[2/12]"):
        lines.append(process.stderr.readline())
        assert lines[-1], "".join(lines)
    for each in signals:
        process.send_signal(each)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in err
    if code > 0:
        assert out == ""
        assert "of 12 trials stored; to carry on:\n  actsearch resume small" in err
    states = [row[1] for row in table("small")]
    assert len(states) < 12 or "unfinished" in states
    assert actsearch("resume", "small").code == 0
    assert table("small") == table("alone")


def test_ctrl_c_before_the_first_training_also_says_how_to_carry_on(
    actsearch, options, monkeypatch
):
    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("actsearch.datasets.Dataset.splits", interrupted)
        answer = actsearch("run", *options, "--trials", 2)
    assert answer.code == 130
    assert "interrupted with 0 of 2 trials stored" in answer.err
    assert "actsearch resume small" in answer.err
    assert "2 trials: 1 complete, 1 pruned" in actsearch("resume", "small").out


def test_two_processes_do_not_share_a_study(actsearch, start, options):
    process = start("run", *options, "--trials", 300)
    process.stderr.readline()
    answer = actsearch("run", *options, "--trials", 300)
    assert answer.code == 1
    assert f"being run by process {process.pid} on " in answer.err
    # Reading is allowed.
    assert actsearch("leaderboard", "small").code == 0
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--strategy", "byes"], 2, "did you mean 'bayes'"),
        (["--space", "mnits"], 3, "did you mean 'mnist'"),
        (["--dataset", "mnits"], 3, "did you mean 'mnist'"),
        (["--study", "../x"], 2, "cannot be the name of a study"),
        (["--study", "a/b"], 2, "cannot be the name of a study"),
        (["--study", ""], 2, "cannot be the name of a study"),
        (["--timeout", "soon"], 2, "is not a duration"),
        (["--trials", "0"], 2, "--trials"),
        (["--strategy", "grid"], 2, "values"),
        (["--dask", "nonsense"], 2, "write it like tcp://scheduler:8786"),
        (["--storage", "nonsense"], 2, "is not a storage URL"),
    ],
)
def test_bad_options_get_one_sentence(actsearch, words, code, message, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    answer = actsearch("run", *words)
    assert answer.code == code
    assert message in answer.err
    assert answer.out == ""
    assert not (tmp_path / "runs").exists()


def test_dask_that_is_not_installed_is_said_so(actsearch, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = actsearch("run", "--dask", "tcp://127.0.0.1:8786")
    assert answer.code == 2
    assert "pip install distributed (--dask)" in answer.err
    with pytest.raises(UsageError, match="pip install distributed"):
        search(dataset="digits", dask="tcp://127.0.0.1:8786")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["resume", "nothing"], 3, "there is no study"),
        (["leaderboard"], 3, "begin one, or name another place (--runs-dir)"),
        (["leaderboard", "../x"], 2, "cannot be the name"),
        (["trial", "nothing", "0"], 3, "there is no study"),
        (["resume", "x", "--more", "1", "--trials", "2"], 2, "exclude each other"),
    ],
)
def test_what_is_not_there_is_said_so_and_nothing_is_created(
    actsearch, words, code, message, tmp_path
):
    answer = actsearch(*words)
    assert answer.code == code
    assert message in answer.err.replace("\n", " ")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_one_sentence(actsearch, options, tmp_path):
    (tmp_path / "runs").write_text("not a folder")
    answer = actsearch("run", *options, "--trials", 1)
    assert answer.code == 1
    assert "runs" in answer.err
    assert "Traceback" not in answer.err


def test_a_full_disk_loses_nothing_that_was_stored(actsearch, start, options, table, tmp_path):
    small = tmp_path / "small_disk"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=900k", "tmpfs", str(small)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        process = start(
            *("run", *options, "--strategy", "spread", "--trials", 400, "--runs-dir", small)
        )
        _, err = process.communicate(timeout=120)
        assert process.returncode == 1
        assert "Traceback" not in err
        assert "space" in err or "full" in err
        stored = err.count("% in ")
        subprocess.run(["mount", "-o", "remount,size=20m", str(small)], check=True)
        assert stored > 0
        answer = actsearch("resume", "small", "--trials", stored + 9, "--runs-dir", small)
        assert answer.code == 0, answer.err
        rows = actsearch("leaderboard", "--runs-dir", small, "--all", "--format", "json").json
        assert {row["trial"] for row in rows} == set(range(stored + 9))
        assert {row["state"] for row in rows} == {"complete"}
    finally:
        # Lazily, because a process that failed above may still have a file open there.
        subprocess.run(["umount", "--lazy", str(small)], check=True)


def test_optuna_reads_the_database_as_it_is(actsearch, options, tmp_path):
    actsearch("run", *options, "--trials", 2)
    with sqlite3.connect(tmp_path / "runs" / "small" / "study.db") as connection:
        (count,) = connection.execute("SELECT count(*) FROM trials").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert (count, mode) == (2, "wal")


def test_another_strategy_carries_on_when_a_grid_is_exhausted(actsearch, options, tmp_path):
    space = tmp_path / "two.toml"
    space.write_text(
        "[network]\nhidden_layer_sizes = [8]\n[training]\nepochs = 1\n"
        "[activations.relu]\n[activations.tanh]\n"
    )
    words = ["--space", space, "--dataset", "digits", "--study", "two"]
    assert actsearch("run", *words, "--strategy", "grid").code == 0
    assert "its grid is exhausted" in actsearch("resume", "two", "--more", 1).err
    way_on = actsearch("resume", "two", "--strategy", "bayes").err
    assert "actsearch resume two --strategy bayes --more N" in way_on
    actsearch("resume", "two", "--strategy", "bayes", "--more", 1)
    rows = actsearch("leaderboard", "two", "--format", "json").json
    assert [row["strategy"] for row in rows].count("bayes") == 1


def test_a_table_of_numbers_has_a_space_splits_and_a_name_that_fit_it(actsearch):
    answer = actsearch("run", "--dataset", "iris", "--trials", 2, "--steps", 30)
    assert answer.code == 0, answer.err
    (study,) = actsearch("studies", "--format", "json").json
    assert (study["study"], study["space"]) == ("iris-bayes-steps30", "tabular")
    assert "over relu on the same 10 splits" in answer.out or "the baseline" in answer.out
    assert "ignores the samples has an accuracy of 33.33 %" in answer.out
    shown = actsearch("trial", "iris-bayes-steps30", 0, "--format", "json").json
    assert len(shown["curves"]) == 10 * 10
    assert [each["split"] for each in shown["curves"][::10]] == list(range(1, 11))
    page = actsearch("trial", "iris-bayes-steps30", 0).out
    assert "10" in [line.split()[0] for line in page.splitlines() if line]
    assert (
        "finished with 2 trials"
        in actsearch("run", "--dataset", "iris", "--trials", 2, "--steps", 30).err
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--metric", "f2"), "unknown metric 'f2'"),
        (("--metric", "f1"), "metric 'f1' cannot score 3 classes"),
        (("--pruner", "wilcoxon", "--splits", 1), "compares candidates on several splits"),
        (("--steps", 5, "--epochs", 5), "--epochs and --steps exclude each other"),
        (("--splits", 0), "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_measured_is_refused_before_anything_is_made(
    actsearch, words, says, tmp_path
):
    answer = actsearch("run", "--dataset", "iris", *words)
    assert answer.code == 2
    assert says in " ".join(answer.err.split())
    assert not (tmp_path / "runs").exists()


def test_a_study_is_scored_by_the_metric_that_was_asked_for(actsearch):
    words = ("--metric", "log_loss", "--splits", 2, "--steps", 30, "--trials", 3, "--no-confirm")
    answer = actsearch("run", "--dataset", "iris", *words, "--study", "losses")
    assert answer.code == 0, answer.err
    rows = actsearch("leaderboard", "losses", "--format", "json").json
    assert all(row["score"] == pytest.approx(-row["val_loss"], rel=1e-5) for row in rows)
    assert max(row["score"] for row in rows) == rows[0]["score"]
    assert "score" in answer.out
    assert "has a negative log loss of -1.09" in answer.out
    assert actsearch("verify", "losses", "--trials", 1).code == 0


def test_a_dry_run_says_how_long_it_takes(actsearch):
    answer = actsearch("run", "--dataset", "iris", "--dry-run")
    assert "800 gradient steps of 9 samples, 72.73 epochs" in answer.out
    assert "10, so 300 trainings" in answer.out


def test_options_change_the_search_space(actsearch):
    words = ("run", "--dataset", "iris", "--dry-run", "--activations", "tanh,max(x, sin(x))")
    answer = actsearch(*words, "--hidden", "4,5", "--lr", "0.5", "--batch-size", "7")
    assert answer.code == 0, answer.err
    assert "iris-bayes-hidden4-5-lr0-5-batch7-tanh-max-x-sin-x" in answer.out
    assert "steps of 7 samples" in answer.out
    for option, value, said in (
        ("--hidden", "64x64", "expected whole numbers separated by commas, such as 64,64"),
        ("--hidden", "0", "must be greater than or equal to 1"),
        ("--lr", "nan", "learning_rate_init"),
        ("--activations", "relu,", "an empty name"),
    ):
        answer = actsearch("run", "--dataset", "iris", option, value)
        assert (answer.code, said in answer.err) == (2, True), answer.err
