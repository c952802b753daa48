"""``actsearch leaderboard``, and the other commands that show studies."""

import csv
import io
import re

import cheap_study
import filelock
import optuna
import pytest


@pytest.fixture
def study(actsearch, mnist_subset):
    answer = actsearch(
        *("run", "--dataset", mnist_subset, "--trials", 6, "--epochs", 1, "--study", "six"),
        *("--strategy", "random", "--splits", 1, "--quiet", "--no-confirm"),
    )
    assert answer.code == 0
    assert answer.err == ""
    return actsearch


def test_top_sort_columns_and_filter(study):
    assert len(study("leaderboard", "--top", 2, "--format", "json").json) == 2
    losses = [
        row["val_loss"]
        for row in study("leaderboard", "six", "--sort", "val_loss", "--format", "json").json
    ]
    assert losses == sorted(losses)
    answer = study("leaderboard", "--columns", "rank,activation,val_loss")
    assert answer.out.split("\n")[0].split() == ["rank", "activation", "val", "loss"]
    assert (
        "no trial has a value of params.zzz" in study("leaderboard", "--columns", "params.zzz").err
    )
    rows = study("leaderboard", "--filter", "rank <= 3 and epochs == 1", "--format", "json").json
    assert rows
    assert all(row["rank"] <= 3 for row in rows)


def test_groups(study):
    groups = study("leaderboard", "--group-by", "strategy", "--format", "json").json
    trials = {group["group"]: group["trials"] for group in groups}
    assert trials == {"baseline": 1, "random": 5}
    assert "best %" in study("leaderboard", "--group-by", "activation").out


def test_several_studies_are_one_table(study, mnist_subset):
    run = ("run", "--dataset", mnist_subset, "--epochs", 1, "--splits", 1, "--quiet")
    two = ("--trials", 2, "--strategy", "random")
    assert study(*run, *two, "--study", "two", "--seed", 1).code == 0
    rows = study("leaderboard", "two", "six", "--format", "json").json
    assert {row["study"] for row in rows} == {"two", "six"}
    scores = [row["score"] for row in rows]
    assert len(scores) == 8
    assert scores == sorted(scores, reverse=True)
    said = study("leaderboard", "six", "two").out
    assert "six: 6 trials: 6 complete" in said
    assert "two: 2 trials: 2 complete" in said
    assert study(*run, "--trials", 2, "--study", "loss", "--metric", "log_loss").code == 0
    answer = study("leaderboard", "six", "loss")
    assert (answer.code, "have different metrics" in answer.err) == (2, True)


def test_a_study_is_renamed_and_deleted(study, tmp_path):
    before = study("leaderboard", "six", "--format", "csv").out
    assert study("rename", "six", "first").code == 0
    assert study("leaderboard", "first", "--format", "csv").out == before.replace(
        ",six,", ",first,"
    )
    assert study("verify", "first", "--trials", 1).code == 0
    assert study("leaderboard", "six").code == 3
    assert study("rename", "first", "first").code == 2
    assert study("rename", "first", "../first").code == 2
    answer = study("delete", "first")
    assert (answer.code, "say --yes" in answer.err) == (2, True)
    assert study("delete", "first", "--yes").code == 0
    assert list((tmp_path / "runs").iterdir()) == []


def test_what_a_process_has_open_is_neither_renamed_nor_deleted(study, tmp_path):
    with filelock.FileLock(tmp_path / "runs" / "six" / ".lock"):
        for words in (("rename", "six", "first"), ("delete", "six", "--yes")):
            assert study(*words).code == 1
    assert study("leaderboard", "six").code == 0


def test_a_study_in_another_database_is_deleted_there_too(actsearch, tmp_path):
    words = ("run", "--dataset", "iris", "--epochs", 1, "--trials", 1, "--splits", 1, "--quiet")
    url = f"sqlite:///{tmp_path}/all.db"
    for name in ("one", "two"):
        assert actsearch(*words, "--study", name, "--storage", url).code == 0
    assert actsearch("delete", "one", "--yes").code == 0
    assert optuna.get_all_study_names(url) == ["two"]


@pytest.mark.parametrize("style", ["csv", "markdown"])
def test_other_formats(study, tmp_path, style):
    answer = study("leaderboard", "--format", style)
    assert "6 trials: 6 complete" in answer.err
    if style == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.out)))
        ranks = [int(row["rank"]) for row in rows]
        assert ranks == sorted(ranks)
        assert ranks[0] == 1
        assert [name for name in rows[0] if name.startswith("params.")]
        stored = (tmp_path / "runs" / "six" / "leaderboard.csv").read_text()
        assert study("leaderboard", "--all", "--format", "csv").out.split() == stored.split()
    else:
        assert answer.out.startswith("| rank |")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--filter", "__import__('os').system('true')"], "unknown column"),
        (["--filter", "val_accuracy >"], "expected"),
        (["--columns", "rnak"], "did you mean 'rank'"),
        (["--sort", "speed"], "unknown column"),
        (["--group-by", "activation", "--columns", "rank"], "of its own"),
        (["--top", "0"], "--top"),
    ],
)
def test_bad_options_get_one_sentence(study, words, message, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    answer = study("leaderboard", *words)
    assert answer.code == 2
    assert message in answer.err
    assert answer.out == ""


def test_studies_lists_also_what_cannot_be_read(study, tmp_path):
    folder = tmp_path / "runs" / "broken"
    folder.mkdir()
    (folder / "specification.json").write_text("{}")
    found = {one["study"]: one for one in study("studies", "--format", "json").json}
    assert found["six"]["finished"] == found["six"]["target"] == 6
    assert found["six"]["states"] == {"complete": 6}
    assert "not a study's specification" in found["broken"]["problem"]
    answer = study("studies")
    assert "6/6" in answer.out
    assert "unreadable" in answer.out
    assert "broken: " in answer.err


def test_a_trial_is_shown_whole(study):
    shown = study("trial", "six", 3, "--format", "json").json
    assert shown["trial"] == 3
    assert len(shown["curves"]) == 1
    assert shown["curves"][0]["val_accuracy"] == shown["val_accuracy"]
    page = study("trial", "six", 3).out
    assert page.startswith("trial 3 of six: complete, rank ")
    assert f"\naccuracy %      {100 * shown['val_accuracy']:.1f}\n" in page
    answer = study("trial", "six", 6)
    assert answer.code == 3
    assert "has the trials 0 to 5, not 6" in answer.err


def test_help_and_version(actsearch):
    assert actsearch("--version").out.startswith("actsearch ")
    for command in ("run", "resume", "leaderboard", "studies", "trial", "activations", "spaces"):
        assert command in actsearch("--help").out
        assert actsearch(command, "--help").code == 0
    assert actsearch("lead").code == 2


def test_a_table_shows_fifty_rows_unless_told(actsearch, tmp_path):
    cheap_study.run(tmp_path / "runs", "random", 52, seed=0)
    answer = actsearch("leaderboard")
    assert "2 more rows: --top 52" in answer.out
    assert len(re.findall(" (random|baseline) ", answer.out)) == 50
    assert "more rows" not in actsearch("leaderboard", "--top", 52).out
    assert len(actsearch("leaderboard", "--format", "json").json) == 52


def test_groups_that_were_only_pruned_are_shown_and_unknown_values_are_named(actsearch, tmp_path):
    cheap_study.run(tmp_path / "runs", "bayes", 5, seed=0)
    rows = actsearch("leaderboard", "--all", "--format", "json").json
    groups = actsearch("leaderboard", "--group-by", "activation", "--format", "json").json
    assert sum(group["trials"] for group in groups) == len(rows) == 5
    assert {group["group"] for group in groups} == {row["activation"] for row in rows}
    assert any(group["complete"] == 0 for group in groups)
    told = actsearch("leaderboard", "--group-by", "slope")
    assert "complete trials alone" in told.out
    answer = actsearch("leaderboard", "--filter", "activation == leaky_rleu", "--format", "json")
    assert (answer.code, answer.json) == (0, [])
    assert "no trial has activation 'leaky_rleu': did you mean 'leaky_relu'?" in answer.err
