"""A database in which a value or a bit was changed, or rows are gone."""

import sqlite3
from contextlib import closing

import cheap_study
import pytest
from fuzzing import LONGEST_MESSAGE, check, every, run, token

from actsearch.errors import ActsearchError, StorageError

LOOKS = (
    ("leaderboard", "cheap", "--all"),
    ("trial", "cheap", "0"),
    ("trial", "cheap", "1", "--format", "json"),
    ("studies",),
    ("leaderboard", "cheap", "--storage", "sqlite:///runs/cheap/study.db"),
    ("resume", "cheap", "--trials", "1"),
)
TABLES = (
    "studies",
    "study_directions",
    "study_user_attributes",
    "trials",
    "trial_user_attributes",
    "trial_system_attributes",
    "trial_params",
    "trial_values",
    "trial_intermediate_values",
    "version_info",
)
COLUMNS = (
    ("studies", "study_name"),
    ("study_directions", "direction"),
    ("study_user_attributes", "key"),
    ("study_user_attributes", "value_json"),
    ("trials", "number"),
    ("trials", "state"),
    ("trials", "datetime_start"),
    ("trials", "datetime_complete"),
    ("trial_user_attributes", "key"),
    ("trial_user_attributes", "value_json"),
    ("trial_system_attributes", "key"),
    ("trial_system_attributes", "value_json"),
    ("trial_params", "param_name"),
    ("trial_params", "param_value"),
    ("trial_params", "distribution_json"),
    ("trial_values", "value"),
    ("trial_values", "value_type"),
    ("trial_intermediate_values", "step"),
    ("trial_intermediate_values", "intermediate_value"),
    ("trial_intermediate_values", "intermediate_value_type"),
    ("version_info", "schema_version"),
)


def damaged(value, chance):
    """Return another value for a column, of any type; never other valid JSON."""
    if isinstance(value, str) and chance.random() < 0.6:
        content = bytearray(value.encode())
        # With the highest bit set, it is not valid text.
        position = chance.randrange(len(content)) if content else 0
        content[position : position + 1] = bytes([content[position] ^ 0x80]) if content else b"\xff"
        return bytes(content), True
    # In a text column, SQLite would turn a number into text, which would be valid JSON again.
    numbers = () if isinstance(value, str) else (-1, 10**15, 1e300)
    other = chance.choice((None, b"\xff\0", *numbers, "{" * 5000, token(chance)))
    if isinstance(other, str):
        return f"!{other}".encode(errors="surrogatepass"), True
    return other, False


@pytest.mark.parametrize("column", COLUMNS, ids=".".join)
def test_damaged_values(column, fresh):
    table, name = column

    def try_one(chance):
        database = fresh() / "study.db"
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            row, value = chance.choice(
                connection.execute(f"SELECT rowid, {name} FROM {table}").fetchall() or [(0, None)]
            )
            other, as_text = damaged(value, chance)
            place = "CAST(? AS TEXT)" if as_text else "?"
            try:
                connection.execute(
                    f"UPDATE {table} SET {name} = {place} WHERE rowid = ?", [other, row]
                )
            except sqlite3.IntegrityError:
                return
            connection.commit()
        check(*chance.choice(LOOKS), what=(column, value, other))

    every(try_one, 3, "database", column)


@pytest.mark.parametrize("table", TABLES)
def test_deleted_rows(table, fresh):
    def try_one(chance):
        database = fresh() / "study.db"
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute(f"SELECT rowid FROM {table}").fetchall()
            gone = chance.sample(rows, min(len(rows), chance.choice((1, 1, 3, len(rows)))))
            connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", gone)
            connection.commit()
        check(*chance.choice((*LOOKS, ("verify", "cheap", "--trials", "1"))), what=(table, gone))
        try:
            cheap_study.run(database.parents[1], "random", 6, 0)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            if isinstance(error, ActsearchError) and len(said) < LONGEST_MESSAGE:
                return
            raise AssertionError(f"{said}, {table}, {gone}") from error

    every(try_one, 5, "deleted", table)


@pytest.mark.parametrize(
    "damage", ["DELETE FROM study_directions", "UPDATE study_directions SET direction = 'MINIMIZE'"]
)
def test_a_study_that_lost_its_direction_is_refused_before_anything_is_trained(damage, fresh):
    database = fresh() / "study.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(damage)
        connection.commit()
    with pytest.raises(StorageError, match=r"'cheap' that does not maximize one value.*backup"):
        cheap_study.run(database.parents[1], "random", 6, 0)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT COUNT(*) FROM trials").fetchone() == (4,)


def test_flipped_bits(fresh):
    def try_one(chance):
        database = fresh() / "study.db"
        content = bytearray(database.read_bytes())
        for _ in range(chance.choice((1, 1, 20))):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        database.write_bytes(content)
        check(*chance.choice(LOOKS))

    every(try_one, 25, "bits")


@pytest.mark.parametrize("command", LOOKS[3:], ids=lambda command: "-".join(command))
@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("trial_user_attributes", "value_json", b'{"a": "\xc3"}'),
        ("trial_user_attributes", "value_json", b"9" * 5000),
        ("trial_user_attributes", "value_json", b"[" * 100_000),
        ("trial_user_attributes", "value_json", b"none"),
        ("trials", "state", b"FINISHED"),
        ("trials", "datetime_start", b"yesterday"),
        ("trial_params", "distribution_json", b'{"name": "OddDistribution", "attributes": {}}'),
        ("trial_intermediate_values", "intermediate_value_type", b"ODD"),
        ("study_user_attributes", "value_json", b"\xff"),
    ],
)
def test_the_database_is_named_and_called_damaged(command, table, name, value, fresh):
    database = fresh() / "study.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE {table} SET {name} = CAST(? AS TEXT)", [value])
        connection.commit()
    code, out, err = run(*command)
    assert "study.db' " in out + err
    assert "damaged" in out + err
    assert "restore it from a backup" in " ".join((out + err).split())
    assert code == (0 if command == ("studies",) else 1)


def test_trials_that_are_missing_are_damage(fresh):
    database = fresh() / "study.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM trials WHERE number = 1")
        connection.commit()
    code, _, err = run("leaderboard", "cheap")
    assert code == 1
    assert "study.db' is damaged" in err
    assert "trials are missing" in err
