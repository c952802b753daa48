"""A study with a confirmation and a final test, and its model: any value may be damaged."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fuzzing import NUMBERS, TEXTS, check, every, mutate_bytes, mutate_json, run, token
from workers_here import workers_here

COMMANDS = (
    ("leaderboard", "real", "--all"),
    ("leaderboard", "real", "--format", "json"),
    ("leaderboard", "real", "--group-by", "activation", "--format", "csv"),
    ("trial", "real", "0"),
    ("trial", "real", "1", "--format", "json"),
    ("studies",),
    ("studies", "--format", "csv"),
    ("resume", "real"),
    ("confirm", "real", "--seeds", "2"),
    ("test", "real"),
    ("export", "real", "--to", "model"),
    ("rename", "real", "other"),
    ("verify", "real", "--trials", "0"),
)
# Each column that holds a value, with values that are of another type, or out of bounds.
NUMBER = (None, -1, 0, 1, 2**62, 1e308, float("inf"), "nan", "x", b"\xff\0")
COLUMNS = {
    ("trials", "state"): ("RUNNING", "WAITING", "FAIL", "PRUNED", "COMPLETE", "ODD", "", 7, None),
    ("trials", "number"): NUMBER,
    ("trials", "study_id"): NUMBER,
    ("trials", "datetime_start"): (None, "yesterday", "9999-12-31 23:59:59", 0, ""),
    ("trial_values", "value"): NUMBER,
    ("trial_values", "value_type"): ("FINITE", "INF_POS", "INF_NEG", "ODD", None),
    ("trial_intermediate_values", "intermediate_value"): NUMBER,
    ("trial_intermediate_values", "step"): NUMBER,
    ("trial_params", "param_value"): NUMBER,
    ("studies", "study_name"): ("real", "other", "", "\x1b[31m", "[/red]", "real (test)", None),
    ("study_directions", "direction"): ("MINIMIZE", "NOT_SET", "ODD", None),
}
TEXT = (
    ("study_user_attributes", "value_json"),
    ("study_system_attributes", "value_json"),
    ("trial_user_attributes", "value_json"),
    ("trial_system_attributes", "value_json"),
    ("trial_params", "distribution_json"),
)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with data, a study of two trials with all that can be stored, and a model."""
    folder = tmp_path_factory.mktemp("real")
    chance = np.random.default_rng(0)
    X, y = chance.normal(size=(40, 3)), np.array(["no", "yes"] * 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr("actsearch.workers.local.LocalWorkers", workers_here)
        patch.setenv("ACTSEARCH_WORKERS", "1")
        np.savez("tiny.npz", X=X, y=y)
        begin = ("run", "--dataset", "tiny.npz", "--strategy", "random", "--study", "real")
        for words in (
            (*begin, "--trials", "2", "--steps", "2", "--splits", "1", "--confirm", "2"),
            ("test", "real"),
            ("export", "real", "--to", "model", "--trial", "1"),
        ):
            code, _, err = run(*words)
            assert code == 0, err
    with closing(sqlite3.connect(folder / "runs" / "real" / "study.db")) as database, database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def again(real: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Restore everything in the folder."""
    monkeypatch.setenv("ACTSEARCH_WORKERS", "1")

    def copy() -> Path:
        for each in place.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
        shutil.copytree(real, place, dirs_exist_ok=True)
        return place

    return copy


def damage(database: Path, chance) -> object:
    """Change one or two values of the database; return what was done."""
    done = []
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for _ in range(chance.choice((1, 1, 2))):
            if chance.random() < 0.7:
                table, name = chance.choice(TEXT)
            else:
                table, name = chance.choice(list(COLUMNS))
            rows = connection.execute(f"SELECT rowid, {name} FROM {table}").fetchall()
            if not rows:
                continue
            row, value = chance.choice(rows)
            if (table, name) in COLUMNS:
                other = chance.choice(COLUMNS[table, name])
            else:
                other = json.dumps(mutate_json(json.loads(value), chance))
            try:
                connection.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", [other, row])
            except sqlite3.IntegrityError:
                continue
            done.append((table, name, row, value, other))
        connection.commit()
    return done


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_damaged_studies(command, again):
    def try_one(chance):
        folder = again()
        done = damage(folder / "runs" / "real" / "study.db", chance)
        check(*command, what=done)

    every(try_one, 3, "stored", command)


def test_a_word_that_a_column_cannot_have_is_damage(again):
    folder = again()
    with closing(sqlite3.connect(folder / "runs" / "real" / "study.db")) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE study_directions SET direction = 'ODD' WHERE rowid > 1")
        connection.commit()
    for command in COMMANDS:
        code, _, err = run(*command)
        assert "mistake in actsearch" not in err, command
        assert command != ("resume", "real") or (code == 1 and "it is damaged" in err)


def test_damaged_models(again):
    def try_one(chance):
        folder = again()
        document, weights = folder / "model" / "model.json", folder / "model" / "weights.npz"
        match chance.randrange(4):
            case 0:
                document.write_bytes(mutate_bytes(document.read_bytes(), chance))
            case 1:
                weights.write_bytes(mutate_bytes(weights.read_bytes(), chance))
            case 2:
                known = dict(np.load(weights))
                name = chance.choice(list(known))
                odd = (np.zeros(0), np.full(9, np.nan), np.array("x"), known[name][..., None])
                np.savez(weights, **known | {name: chance.choice(odd)})
            case _:
                changed = mutate_json(json.loads(document.read_text()), chance)
                document.write_text(json.dumps(changed))
        command = chance.choice(("predict", "score"))
        more = ("--proba",) if command == "predict" and chance.random() < 0.3 else ()
        check(command, "model", "tiny.npz", *more, what=document.read_bytes()[:500])

    every(try_one, 15, "models")


NAMES = ("activation", "val_accuracy", "params.slope", "rank", "trial", "front", "nonsense", "x.y")
SIGNS = ("==", "!=", "<", "<=", ">", ">=", "~", "=", "<>", "in", "&", "\0")
WORDS = ("relu", "0.5", '"relu"', "'re", "true", "none", *NUMBERS, *TEXTS)
JOINTS = (" and ", " or ", " not ", "(", ")", " ) and ( ", ",", "")


def test_odd_filters(again):
    again()

    def try_one(chance):
        parts = []
        for _ in range(chance.randint(1, 4)):
            parts += [chance.choice(NAMES), chance.choice(SIGNS), chance.choice(WORDS)]
            parts.append(chance.choice(JOINTS) * chance.choice((1, 1, 1, 300)))
        text = " ".join(parts) if chance.random() < 0.8 else token(chance)
        option = chance.choice(("--filter", "--filter", "--sort", "--columns", "--group-by"))
        check("leaderboard", "real", "--all", option, text.replace("\0", ""))

    every(try_one, 30, "filters")
