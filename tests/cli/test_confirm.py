"""``actsearch confirm`` on real data: what is stored, resumed, refused and said."""

import json
import shutil
import signal
import sqlite3

import optuna
import pytest

from actsearch import search
from actsearch.candidate import Candidate
from actsearch.cli import main
from actsearch.errors import UsageError

SPACE = """
[network]
hidden_layer_sizes = [8]
[training]
epochs = 2
learning_rate_init = 5e-3
[activations.relu]
[activations.leaky_relu]
slope = { min = -1.0, max = 0.9 }
[activations.sigmoid]
gain = { min = 0.5, max = 8.0, log = true }
"""
RUN = (
    *("run", "--dataset", "digits", "--splits", 1, "--space", "small.toml"),
    *("--pruner", "none", "--no-confirm"),
)
CONFIRMED = ("rank", "confirmed", "fresh_seeds", "gain", "p")
QUIET = ("--study", "small", "--quiet")


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """Return a folder with the study "small", which was not confirmed."""
    folder = tmp_path_factory.mktemp("searched")
    space = folder / "small.toml"
    space.write_text(SPACE)
    words = [space if word == "small.toml" else word for word in RUN]
    more = ("--strategy", "spread", "--trials", 8, "--workers", 1, "--runs-dir", folder / "runs")
    assert main([str(word) for word in (*words, *more, *QUIET)]) == 0
    return folder


@pytest.fixture
def study(actsearch, searched, tmp_path):
    shutil.copytree(searched, tmp_path, dirs_exist_ok=True)
    return actsearch


def confirmed(actsearch, *more):
    answer = actsearch("confirm", "small", "--format", "json", *more)
    assert answer.code == 0, answer.err
    return answer.json


def stored(tmp_path):
    """Return what the database has of the confirmation, without times."""
    storage = f"sqlite:///{tmp_path}/runs/small/study.db"
    trials = optuna.load_study(study_name="small (confirmation)", storage=storage).trials
    return [(trial.params, trial.value, trial.user_attrs["candidate"]) for trial in trials]


def test_finalists_and_baseline_have_the_same_fresh_seeds(study, tmp_path):
    found = confirmed(study, "--top", 2, "--seeds", 4)
    assert (found["baseline"], found["seeds"]) == ("relu", 4)
    assert len(found["finalists"]) == 2
    rows = stored(tmp_path)
    for candidate in {candidate for _, _, candidate in rows}:
        own = [params["seed"] for params, _, name in rows if name == candidate]
        assert own == [0, 1, 2, 3]
    runs = optuna.load_study(
        study_name="small (confirmation)", storage=f"sqlite:///{tmp_path}/runs/small/study.db"
    ).trials
    by_seed = {}
    for trial in runs:
        by_seed.setdefault(trial.params["seed"], set()).add(trial.user_attrs["runs"][0]["seed"])
    assert all(len(seeds) == 1 for seeds in by_seed.values())
    assert len({next(iter(seeds)) for seeds in by_seed.values()}) == 4
    # The search has the seed 0 for its only split.
    assert {0} not in by_seed.values()


def test_the_best_of_the_search_are_confirmed_and_said_with_their_trial(study):
    rows = study("leaderboard", "small", "--format", "json").json
    best = [row["trial"] for row in rows if row["strategy"] != "baseline"][:2]
    found = confirmed(study, "--top", 2, "--seeds", 2)
    assert sorted(each["trial"] for each in found["finalists"]) == sorted(best)


def test_the_means_are_those_of_what_is_stored(study, tmp_path):
    found = confirmed(study, "--seeds", 3)
    rows = stored(tmp_path)
    scores = {}
    for _, value, candidate in rows:
        scores.setdefault(candidate, []).append(value)
    (finalist,) = found["finalists"]
    own, baseline = scores[finalist["candidate"]], scores["relu"]
    assert finalist["mean"] == pytest.approx(sum(own) / 3)
    assert found["baseline_mean"] == pytest.approx(sum(baseline) / 3)
    assert finalist["difference"] == pytest.approx((sum(own) - sum(baseline)) / 3)


def test_more_seeds_continue_and_repeat_nothing(study, tmp_path):
    confirmed(study, "--seeds", 2)
    before = stored(tmp_path)
    assert confirmed(study, "--seeds", 2) == confirmed(study, "--seeds", 2)
    assert stored(tmp_path) == before
    found = confirmed(study, "--seeds", 5)
    assert stored(tmp_path)[: len(before)] == before
    assert len(stored(tmp_path)) == 10
    assert found["seeds"] == 5


def test_the_table_does_not_depend_on_the_number_of_workers(study, tmp_path):
    shutil.copytree(tmp_path / "runs", tmp_path / "copy")
    one = confirmed(study, "--top", 3, "--seeds", 6, "--workers", 1)
    two = confirmed(study, "--top", 3, "--seeds", 6, "--workers", 2, "--runs-dir", "copy")
    assert one == two


def test_a_killed_confirmation_ends_as_one_that_was_left_alone(study, start, tmp_path):
    shutil.copytree(tmp_path / "runs", tmp_path / "copy")
    expected = confirmed(study, "--top", 3, "--seeds", 6, "--runs-dir", "copy")
    for _ in range(2):
        process = start("confirm", "small", "--top", 3, "--seeds", 6)
        seen = [process.stderr.readline() for _ in range(3)]
        process.kill()
        process.communicate()
        assert any(line.startswith("fresh seed ") for line in seen) or not any(seen)
    assert confirmed(study, "--top", 3, "--seeds", 6) == expected


def test_ctrl_c_says_how_to_carry_on(study, start, tmp_path):
    process = start("confirm", "small", "--top", 3, "--seeds", 40)
    while not (line := process.stderr.readline()).startswith("fresh seed "):
        assert line, "it ended before a training was stored"
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "to carry on:\n  actsearch confirm small --top 3 --seeds 40\n" in err
    assert "Traceback" not in err
    assert out == ""
    assert stored(tmp_path)


def test_the_search_does_not_see_it(study, tmp_path):
    shutil.copytree(tmp_path / "runs", tmp_path / "copy")
    confirmed(study, "--seeds", 2)
    for folder in ("runs", "copy"):
        answer = study("resume", "small", "--more", 4, "--strategy", "bayes", "--runs-dir", folder)
        assert answer.code == 0, answer.err
    tables = [
        study("leaderboard", "small", "--all", "--format", "json", "--runs-dir", folder).json
        for folder in ("runs", "copy")
    ]
    for table in tables:
        for row in table:
            for name in [*row]:
                if "second" in name or "error" in name or name in CONFIRMED:
                    del row[name]
        table.sort(key=lambda row: row["trial"])
    assert tables[0] == tables[1]
    assert study("verify", "small", "--trials", 1, "--quiet").code == 0


def test_the_leaderboard_says_the_verdict_and_only_then(study):
    assert "fresh seeds, p = " not in study("leaderboard", "small").out
    verdict = confirmed(study, "--seeds", 2)["verdict"]
    assert study("leaderboard", "small").out.startswith(f"{verdict}\n\nrank")
    again = study(*RUN, "--strategy", "spread", "--trials", 8, *QUIET)
    assert again.out.startswith(f"{verdict}\n\nrank")
    assert study("studies", "--format", "json").json[0]["verdict"] == verdict


def test_what_is_printed_fits_and_names_the_answer(study):
    answer = study("confirm", "small", "--seeds", 2, "--quiet")
    assert answer.code == 0
    first = answer.out.splitlines()[0]
    assert first.startswith(("use ", "nothing beats relu beyond the noise; keep it"))
    assert answer.err == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing",), "no study 'nothing'"),
        (("small", "--seeds", 1), "--seeds"),
        (("small", "--top", 0), "--top"),
    ],
)
def test_mistakes_are_one_sentence(study, words, message):
    answer = study("confirm", *words)
    assert answer.code in (2, 3)
    assert message in answer.err
    assert answer.err.count("error:") == 1


def test_a_study_with_the_baseline_alone_has_nothing_to_confirm(actsearch, tmp_path):
    (tmp_path / "small.toml").write_text(SPACE)
    actsearch(*RUN, "--trials", 1, *QUIET)
    answer = actsearch("confirm", "small")
    assert answer.code == 2
    assert "has no complete trial besides the baseline" in answer.err


def test_data_that_have_changed_are_refused(actsearch, tmp_path):
    rows = "".join(f"{n},{n % 7},{'ab'[n % 2]}\n" for n in range(200))
    (tmp_path / "table.csv").write_text("a,b,label\n" + rows)
    (tmp_path / "small.toml").write_text(SPACE)
    words = ("run", "--dataset", "table.csv", "--splits", 1, "--space", "small.toml")
    assert actsearch(*words, "--trials", 3, "--pruner", "none", *QUIET).code == 0
    (tmp_path / "table.csv").write_text("a,b,label\n" + rows.replace("\n1,", "\n2,", 1))
    answer = actsearch("confirm", "small")
    assert answer.code == 1
    assert "have changed since study 'small' began" in answer.err


def test_until_a_race_is_over_nothing_is_said(study, start, tmp_path):
    process = start("confirm", "small", "--top", 2, "--seeds", 60)
    for _ in range(9):
        assert process.stderr.readline().startswith("fresh seed ")
    process.kill()
    process.communicate()
    assert "fresh seeds, p = " not in study("leaderboard", "small").out
    confirmed(study, "--top", 2, "--seeds", 3)
    assert "3 fresh seeds" in " ".join(study("leaderboard", "small").out.split())


def test_a_confirmation_that_cannot_be_read_does_not_hide_the_search(study, tmp_path):
    confirmed(study, "--seeds", 2)
    with sqlite3.connect(tmp_path / "runs/small/study.db") as connection:
        connection.execute("UPDATE study_user_attributes SET value_json = '7' WHERE key = 'race'")
    connection.close()
    answer = study("leaderboard", "small")
    assert answer.code == 0
    assert "its confirmation cannot be read" in answer.out


def test_the_same_function_under_another_name_is_no_finalist(actsearch, tmp_path):
    (tmp_path / "same.toml").write_text(
        "[network]\nhidden_layer_sizes = [8]\n[training]\nepochs = 2\n[activations.relu]\n"
        "[activations.leaky_relu]\nslope = { values = [0.0, 0.5] }\n"
    )
    words = ("run", "--dataset", "digits", "--splits", 1, "--space", "same.toml")
    assert actsearch(*words, "--strategy", "grid", *QUIET).code == 0
    found = confirmed(actsearch, "--top", 5, "--seeds", 2)
    assert [each["candidate"] for each in found["finalists"]] == ["leaky_relu(slope=0.5)"]


def test_the_baseline_is_tuned_and_the_answer_names_the_settings_in_which_it_differs(
    actsearch, tmp_path
):
    (tmp_path / "step.toml").write_text(
        "[network]\nhidden_layer_sizes = { values = [[4], [8, 8]] }\n[training]\nepochs = 2\n"
        "learning_rate_init = { values = [1e-3, 1e-2] }\n[activations.relu]\n[activations.elu]\n"
    )
    words = ("run", "--dataset", "digits", "--splits", 1, "--space", "step.toml", "--no-confirm")
    assert actsearch(*words, "--strategy", "grid", *QUIET, "--pruner", "none").code == 0
    rows = actsearch("leaderboard", "small", "--format", "json").json
    tuned = max((row for row in rows if row["activation"] == "relu"), key=lambda r: r["score"])
    found = confirmed(actsearch, "--top", 4, "--seeds", 3)
    assert found["baseline_trial"] == tuned["trial"]
    assert Candidate.from_dict(found["definition"]).training.learning_rate_init == 0.01
    names = {each["name"] for each in found["finalists"]}
    assert "elu(alpha=1.0) with hidden_layer_sizes=8-8, learning_rate_init=0.01" in names
    assert len(names) == 4
    assert not any("relu" in name for name in names)
    assert f"over {found['baseline_name']} [" in found["verdict"].replace("over it [", "") or (
        f"nothing beats {found['baseline_name']} beyond" in found["verdict"]
    )


def test_run_confirms_its_answer_and_says_it_first(actsearch, tmp_path):
    (tmp_path / "small.toml").write_text(SPACE)
    run = [word for word in RUN if word != "--no-confirm"]
    answer = actsearch(*run, "--strategy", "spread", "--trials", 4, "--study", "small")
    assert answer.code == 0
    assert answer.err.count("fresh seed ") == 10
    (verdict, *_) = answer.out.splitlines()
    assert verdict.startswith(("use ", "nothing beats relu"))
    assert "5 fresh seeds" in verdict
    page = (tmp_path / "runs/small/leaderboard.md").read_text()
    assert "5 fresh seeds" in page.splitlines()[0]
    # What is confirmed is not confirmed again, and more trials are if another one is the best.
    assert "fresh seed " not in actsearch(*run, "--strategy", "spread", "--trials", 4, *QUIET).err
    assert "fresh seed " not in actsearch("resume", "small").err
    more = actsearch("resume", "small", "--confirm", 6)
    assert more.err.count("fresh seed ") == 2
    assert "6 fresh seeds" in more.out


def test_a_run_that_is_killed_while_it_confirms_ends_as_one_that_was_left_alone(
    actsearch, start, tmp_path
):
    (tmp_path / "small.toml").write_text(SPACE)
    run = [word for word in RUN if word != "--no-confirm"]
    words = (*run, "--strategy", "spread", "--trials", 4, "--confirm", 8, "--study", "small")
    expected = actsearch(*words, "--runs-dir", "copy", "--quiet").out
    process = start(*words)
    while not (line := process.stderr.readline()).startswith("fresh seed "):
        assert line, "it ended before a training was stored"
    process.kill()
    process.communicate()
    found = actsearch(*words, "--quiet")
    assert found.code == 0
    assert found.out.splitlines()[0] == expected.splitlines()[0]


def test_ctrl_c_while_it_confirms_says_how_to_carry_on(start, actsearch, tmp_path):
    (tmp_path / "small.toml").write_text(SPACE)
    run = [word for word in RUN if word != "--no-confirm"]
    words = ("--strategy", "spread", "--trials", 3, "--confirm", 60, "--study", "small")
    process = start(*run, *words)
    while not (line := process.stderr.readline()).startswith("fresh seed "):
        assert line, "it ended before a training was stored"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "to carry on:\n  actsearch resume small\n" in err
    assert "Traceback" not in err


def test_a_study_from_before_is_not_confirmed_unasked(study):
    assert "fresh seed " not in study("resume", "small").err
    assert study("resume", "small", "--confirm", 2).err.count("fresh seed ") == 4


def test_a_limit_that_is_too_short_for_fresh_seeds_can_be_raised(study):
    assert study("resume", "small", "--trial-timeout", "0.001s").code == 0
    failed = study("confirm", "small", "--seeds", 2)
    assert failed.code == 1
    assert "on fresh seed 1 failed" in failed.err
    assert "resume small --trial-timeout" in failed.err
    raised = study("resume", "small", "--trial-timeout", "10m", "--confirm", 2)
    assert raised.code == 0, raised.err
    assert raised.err.count("fresh seed ") == 4


def test_who_looks_again_pays_for_it(study):
    first = confirmed(study, "--seeds", 4)
    again = confirmed(study, "--more", 2)
    assert (first["looks"], again["looks"], again["seeds"]) == (1, 2, 6)
    assert confirmed(study) == again
    assert "2 looks (each after the first doubles the p-values)" in study("confirm", "small").out


@pytest.mark.parametrize(
    ("command", "words"),
    [("confirm", ("--seeds", 3, "--more", 2)), ("resume", ("--confirm", 3, "--no-confirm"))],
)
def test_what_excludes_each_other_is_refused(study, command, words):
    answer = study(command, "small", *words)
    assert answer.code == 2
    assert "exclude each other" in answer.err


@pytest.mark.parametrize("damage", ["definition", "runs"])
def test_a_damaged_confirmation_is_told(study, tmp_path, damage):
    confirmed(study, "--seeds", 2)
    with sqlite3.connect(tmp_path / "runs/small/study.db") as connection:
        (found,) = connection.execute(
            "SELECT study_id FROM studies WHERE study_name = 'small (confirmation)'"
        ).fetchone()
        connection.execute(
            "UPDATE trial_user_attributes SET value_json = ? WHERE key = ? AND trial_id IN "
            "(SELECT trial_id FROM trials WHERE study_id = ?)",
            (json.dumps("nonsense"), damage, found),
        )
    connection.close()
    answer = study("confirm", "small", "--seeds", 2)
    assert answer.code == 1
    assert answer.err.count("error:") == 1
    assert "mistake in actsearch" not in answer.err


def test_a_study_that_ran_out_of_time_says_how_to_confirm(actsearch, tmp_path):
    (tmp_path / "small.toml").write_text(SPACE)
    run = [word for word in RUN if word != "--no-confirm"]
    words = ("--strategy", "spread", "--trials", 500, "--timeout", "2s", "--study", "small")
    answer = actsearch(*run, *words)
    assert answer.code == 0, answer.err
    assert (
        "no time is left to confirm the answer; to do so:\n  actsearch confirm small" in answer.err
    )
    assert "fresh seed " not in answer.err


def test_python_confirms_too_unless_told_not_to(tmp_path):
    words = {"dataset": "digits", "splits": 1, "trials": 4, "steps": 20, "strategy": "spread"}
    words |= {"workers": 1}
    study = search(**words, confirm=3, runs_dir=tmp_path, study="one")
    assert study.confirmation.seeds == 3
    assert str(study.leaderboard()).startswith(study.confirmation.verdict())
    assert search(**words, confirm=0, runs_dir=tmp_path, study="two").confirmation is None
    with pytest.raises(UsageError, match="confirm"):
        search(**words, confirm=1, runs_dir=tmp_path, study="three")


def test_a_better_baseline_is_confirmed_too(actsearch, tmp_path):
    (tmp_path / "step.toml").write_text(
        "[network]\nhidden_layer_sizes = [8]\n[training]\nepochs = 2\n"
        "learning_rate_init = { values = [1e-4, 1e-2] }\n[activations.relu]\n[activations.elu]\n"
    )
    words = ("run", "--dataset", "digits", "--splits", 1, "--space", "step.toml")
    # ReLU with the small step, and ELU; then ReLU with the large one.
    more = ("--pruner", "none", "--strategy", "spread", "--trials", 2)
    assert actsearch(*words, *more, *QUIET).code == 0
    before = confirmed(actsearch, "--seeds", 5)
    assert actsearch("resume", "small", "--trials", 4).code == 0
    after = confirmed(actsearch, "--seeds", 5)
    names = [each["baseline_name"] for each in (before, after)]
    assert names[0] != names[1]
    assert after["looks"] == before["looks"] + 1
    assert after["finalists"] != before["finalists"]


def test_verify_trains_a_training_on_a_fresh_seed_again(study, tmp_path):
    confirmed(study, "--seeds", 2)
    answer = study("verify", "small", "--trials", 1, "--format", "json")
    (found,) = (each for each in answer.json if each["check"] == "confirmation")
    assert found["status"] == "ok"
    assert "on fresh seed" in found["message"]
    with sqlite3.connect(tmp_path / "runs/small/study.db") as connection:
        (sibling,) = connection.execute(
            "SELECT study_id FROM studies WHERE study_name = 'small (confirmation)'"
        ).fetchone()
        chosen = "trial_id IN (SELECT trial_id FROM trials WHERE study_id = ?)"
        rows = connection.execute(
            f"SELECT trial_user_attribute_id, value_json FROM trial_user_attributes "
            f"WHERE key = 'runs' AND {chosen}",
            (sibling,),
        ).fetchall()
        for number, text in rows:
            runs = json.loads(text)
            runs[0]["val_losses"][0] += 1e-9
            connection.execute(
                "UPDATE trial_user_attributes SET value_json = ? WHERE trial_user_attribute_id = ?",
                (json.dumps(runs), number),
            )
    connection.close()
    answer = study("verify", "small", "--trials", 1, "--format", "json")
    (found,) = (each for each in answer.json if each["check"] == "confirmation")
    assert found["status"] == "failed"
    assert answer.code != 0


def test_more_seeds_that_were_killed_are_carried_on_by_the_same_command_and_by_resume(
    study, start, tmp_path
):
    first = confirmed(study, "--seeds", 4)
    shutil.copytree(tmp_path / "runs", tmp_path / "copy")
    shutil.copytree(tmp_path / "runs", tmp_path / "third")
    expected = confirmed(study, "--more", 20, "--runs-dir", "copy")
    for folder in ("runs", "third"):
        process = start("confirm", "small", "--more", 20, "--runs-dir", folder)
        while not (line := process.stderr.readline()).startswith("fresh seed "):
            assert line, "it ended before a training was stored"
        process.kill()
        process.communicate()
        # Until it is over, the verdict of before stands.
        assert study("leaderboard", "small", "--runs-dir", folder).out.startswith(first["verdict"])
    assert confirmed(study, "--more", 20) == expected
    assert study("resume", "small", "--confirm", 2, "--runs-dir", "third").code == 0
    assert confirmed(study, "--runs-dir", "third") == expected


@pytest.mark.parametrize("command", ["run", "resume"])
def test_a_number_of_seeds_counts_more_than_the_variable(study, monkeypatch, command):
    monkeypatch.setenv("ACTSEARCH_NO_CONFIRM", "1")
    run = [word for word in RUN if word != "--no-confirm"]
    words = {
        "run": (*run, "--strategy", "spread", "--study", "small"),
        "resume": ("resume", "small"),
    }
    assert "fresh seed " not in study(*words[command]).err
    assert study(*words[command], "--confirm", 2).err.count("fresh seed ") == 4
