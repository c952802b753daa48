"""Attributes that are valid for Optuna, but not written by actsearch."""

import json
import sqlite3
from contextlib import closing

import pytest
from fuzzing import check, every, mutate_json

LOOKS = (
    ("leaderboard", "cheap", "--all"),
    ("leaderboard", "cheap", "--format", "json"),
    ("leaderboard", "cheap", "--group-by", "activation"),
    ("trial", "cheap", "0"),
    ("trial", "cheap", "1", "--format", "json"),
    ("studies",),
    ("verify", "cheap", "--trials", "1"),
    ("resume", "cheap", "--trials", "1"),
)


@pytest.mark.parametrize("command", LOOKS, ids=lambda command: "-".join(command))
@pytest.mark.parametrize("table", ["trial_user_attributes", "study_user_attributes"])
def test_other_attributes(table, command, fresh):
    def try_one(chance):
        database = fresh() / "study.db"
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute(f"SELECT rowid, key, value_json FROM {table}").fetchall()
            row, key, value = chance.choice(rows)
            other = json.dumps(mutate_json(json.loads(value), chance))
            connection.execute(f"UPDATE {table} SET value_json = ? WHERE rowid = ?", [other, row])
            connection.commit()
        check(*command, what=(key, value, other))

    every(try_one, 2 if command[0] == "verify" else 4, "attributes", table, command)
