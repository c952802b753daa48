"""Parameters that are learned: studies on real data, end to end."""

import json
import shutil
import signal
import sqlite3

import pytest

from actsearch.cli import main

SPACE = """
[network]
hidden_layer_sizes = [8, 6]
[training]
epochs = 10
learning_rate_init = 5e-3
learned_step_factor = 3.0
[activations.relu]
[activations.leaky_relu]
slope = { min = -1.0, max = 0.9 }
[activations.swish]
beta = { min = 0.1, max = 10.0, log = true }
[activations.prelu]
learned = "unit"
"""
PLAIN = """
[network]
hidden_layer_sizes = [8]
[training]
epochs = 1
[activations.relu]
[activations.leaky_relu]
slope = 0.1
"""


@pytest.fixture
def words(tmp_path, monkeypatch):
    (tmp_path / "learning.toml").write_text(SPACE)
    (tmp_path / "plain.toml").write_text(PLAIN)
    monkeypatch.setenv("COLUMNS", "80")
    return ("--dataset", "digits", "--splits", 1, "--space")


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    """Return a folder with the study "learning" of twelve trials."""
    folder = tmp_path_factory.mktemp("learned")
    (folder / "learning.toml").write_text(SPACE)
    words = (
        *("run", "--dataset", "digits", "--splits", "1", "--space", str(folder / "learning.toml")),
        *("--strategy", "adaptive", "--lookahead", "2", "--trials", "12", "--no-confirm"),
        *("--study", "learning", "--workers", "1", "--quiet", "--runs-dir", str(folder / "runs")),
    )
    assert main([*words]) == 0
    return folder


@pytest.fixture
def study(actsearch, words, learned, tmp_path):
    shutil.copytree(learned, tmp_path, dirs_exist_ok=True)
    return actsearch


def rows(actsearch, name="learning"):
    return actsearch("leaderboard", name, "--all", "--sort", "trial", "--format", "json").json


def trial(actsearch, number):
    return actsearch("trial", "learning", number, "--format", "json").json


def test_what_was_learned_is_proposed_next(study):
    proposed = [trial(study, number)["proposed"] for number in range(12)]
    learning = [
        {"activation": "leaky_relu", "leaky_relu.learned": "probe"},
        {"activation": "swish", "swish.learned": "probe"},
        {"activation": "prelu"},
    ]
    assert proposed[:4] == [{"activation": "relu"}, *learning]
    ends = {
        name: float(f"{rows(study)[number]['params'][name]:.2g}")
        for number, name in ((1, "slope"), (2, "beta"))
    }
    assert {each.get("leaky_relu.slope") for each in proposed[4:8]} >= {ends["slope"]}
    assert {each.get("swish.beta") for each in proposed[4:8]} >= {ends["beta"]}


def test_a_probe_ends_after_two_of_ten_checkpoints_and_its_trial_is_pruned(study):
    states = [(row["state"], row["epochs"]) for row in rows(study)[:4]]
    # prelu is always learned, and in a whole training.
    assert states == [("complete", 10), ("pruned", 2), ("pruned", 2), ("complete", 10)]
    assert len(trial(study, 1)["curves"]) == 2


def test_the_leaderboard_marks_what_is_learned_and_shows_where_it_ended(study):
    for row in rows(study):
        shown = trial(study, row["trial"])
        ends = shown["curves"][-1]["learned"]
        learns = "probe" if "probe" in shown["proposed"].values() else "yes"
        assert row["params"].get("learned") == (learns if ends else None)
        if ends:
            (name,) = row["params"].keys() - {"learned"}
            mean = sum(ends.values()) / len(ends)
            assert row["params"][name] == pytest.approx(mean)
    learned = [row["trial"] for row in rows(study) if "learned" in row["params"]]
    assert learned[:3] == [1, 2, 3]
    assert "learned=yes" in study("leaderboard", "learning").out
    assert "learned=probe" in study("leaderboard", "learning", "--all").out


def test_a_trial_shows_what_it_learned_at_each_checkpoint_within_80_columns(study):
    shown = study("trial", "learning", 3).out
    table = shown[shown.index("\nlearned ") :].strip().split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in table] == ["learned", "layer1.slope", "layer2.slope"]
    assert table[0].split()[1:] == [str(number) for number in range(1, 11)]
    assert max(map(len, table)) <= 80
    curves = trial(study, 3)["curves"]
    for line in table[1:]:
        name, *values = line.split()
        assert values == [f"{each['learned'][name]:.2g}" for each in curves]
        assert len(set(values)) > 1
    assert "prelu(slope learned per unit from 0.25)" in shown
    assert "\nlearned " not in study("trial", "learning", 0).out
    assert {str(each["learned"]) for each in trial(study, 0)["curves"]} == {"{}"}


def test_of_long_values_the_table_is_cut_into_two(study, tmp_path):
    long = [-0.0123 - number / 1e3 for number in range(10)]

    def lengthen(runs):
        runs[0]["learned"] = {"layer1.slope": long, "layer2.slope": long}

    change_runs(tmp_path, 3, lengthen)
    shown = study("trial", "learning", 3).out
    lines = [line.split() for line in shown[shown.index("\nlearned ") :].splitlines()][:8]
    cells = [f"{value:.2g}" for value in long]
    assert lines == [
        [],
        ["learned", *"12345"],
        ["layer1.slope", *cells[:5]],
        ["layer2.slope", *cells[:5]],
        [],
        ["learned", *"6789", "10"],
        ["layer1.slope", *cells[5:]],
        ["layer2.slope", *cells[5:]],
    ]


def change_runs(folder, number, change):
    """Change the stored runs of a trial of the study "learning"."""
    database = sqlite3.connect(folder / "runs" / "learning" / "study.db")
    chosen = f"key = 'runs' AND trial_id = (SELECT trial_id FROM trials WHERE number = {number})"
    (stored,) = database.execute(
        f"SELECT value_json FROM trial_user_attributes WHERE {chosen}"
    ).fetchone()
    runs = json.loads(stored)
    change(runs)
    database.execute(
        f"UPDATE trial_user_attributes SET value_json = ? WHERE {chosen}",
        (json.dumps(runs),),
    )
    database.commit()
    database.close()


def test_verify_trains_all_trials_again_and_notices_a_changed_value(study, tmp_path):
    answer = study("verify", "learning", "--trials", 99)
    assert answer.code == 0, answer.out
    assert answer.out.count("comes out the same to the last bit") == 12

    def nudge(runs):
        runs[0]["learned"]["layer2.slope"][4] += 1e-9

    change_runs(tmp_path, 3, nudge)
    answer = study("verify", "learning", "--trials", 99)
    assert answer.code == 1
    said = " ".join(answer.out.split())
    assert "trial 3 was stored with learned layer2.slope" in said
    assert said.count("comes out the same to the last bit") == 11


def test_verify_notices_what_is_not_learned_any_more(study, tmp_path):
    change_runs(tmp_path, 1, lambda runs: runs[0]["learned"].clear())
    answer = study("verify", "learning", "--trials", 99)
    assert answer.code == 1
    assert (
        "trial 1 was stored with nothing learned, re-trained it has layer1.slope, layer2.slope"
        in " ".join(answer.out.split())
    )


def test_any_number_of_workers_gives_the_same_table(actsearch, words, table):
    given = (*words, "learning.toml", "--strategy", "adaptive", "--trials", 12, "--quiet")
    for name, count in (("alone", 1), ("many", 4)):
        answer = actsearch("run", *given, "--study", name, "--workers", count)
        assert answer.code == 0, answer.err
    assert table("many") == table("alone")


def test_a_study_that_was_killed_ends_as_one_that_was_left_alone(actsearch, start, words, table):
    given = (*words, "learning.toml", "--strategy", "adaptive", "--trials", 14, "--epochs", 40)
    assert actsearch("run", *given, "--study", "alone", "--workers", 1).code == 0
    # In the trainings that learn, and after the first that tries what was learned.
    for told in (2, 6):
        process = start("run", *given, "--study", "killed", "--workers", 2)
        lines = [""]
        while not lines[-1].startswith(f"[{told}/14]"):
            lines.append(process.stderr.readline())
            assert lines[-1], "".join(lines)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    assert len(table("killed")) < 14 or "unfinished" in [row[1] for row in table("killed")]
    assert actsearch("resume", "killed", "--workers", 1).code == 0
    assert table("killed") == table("alone")


def test_another_strategy_carries_on_under_the_same_name(study, words):
    assert study("resume", "learning", "--strategy", "genetic", "--more", 3).code == 0
    # Of the space in the file, which the study's strategy has prepared.
    given = (*words, "learning.toml", "--study", "learning", "--lookahead", 2)
    answer = study("run", *given, "--strategy", "random", "--trials", 17)
    assert answer.code == 0, answer.err
    names = [row["strategy"] for row in rows(study)]
    assert names == ["baseline", *["adaptive"] * 11, *["genetic"] * 3, *["random"] * 2]
    assert study("verify", "learning", "--trials", 2).code == 0


def test_a_space_in_which_nothing_can_be_learned_is_refused_in_one_sentence(
    actsearch, words, tmp_path
):
    answer = actsearch("run", *words, "plain.toml", "--strategy", "adaptive")
    assert answer.code == 2
    assert answer.err.startswith("error: strategy 'adaptive' learns parameters, and search space")
    assert not (tmp_path / "runs").exists()
    given = (*words, "plain.toml", "--strategy", "random", "--trials", 1, "--study", "plain")
    assert actsearch("run", *given).code == 0
    answer = actsearch("resume", "plain", "--strategy", "adaptive", "--more", 2)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.count("error: ") == 1
    assert answer.err.count("\n") == 1
    assert "begin a new study with this strategy, or give an activation a range" in answer.err
    assert actsearch("resume", "plain", "--more", 1).code == 0
    assert [row["strategy"] for row in rows(actsearch, "plain")] == ["baseline", "random"]


def test_adaptive_carries_on_where_something_is_always_learned(actsearch, words):
    given = (*words, "learning.toml", "--strategy", "random", "--trials", 2, "--study", "learning")
    assert actsearch("run", *given).code == 0
    answer = actsearch("resume", "learning", "--strategy", "adaptive", "--more", 2)
    assert answer.code == 0, answer.err
    assert {"activation": "prelu"} in [trial(actsearch, n)["proposed"] for n in range(4)]
